"""Organizers: the people who put events on sale."""

from app.errors import NotFound
from app.language.messages import message
from db.tables import Organizer


async def save_organizer(slug: str, name: str) -> int:
    """Insert the organizer with this slug, or update its name; return its id."""
    rows = (
        await Organizer.insert(Organizer(slug=slug, name=name))
        .on_conflict(Organizer.slug, "DO UPDATE", [Organizer.name])
        .returning(Organizer.id)
    )
    return int(rows[0]["id"])


async def find_organizer(slug: str) -> int:
    """Return the id of the organizer with this slug. Raises NotFound."""
    row = await Organizer.select(Organizer.id).where(Organizer.slug == slug).first()
    if row is None:
        raise NotFound(message('There is no organizer called "{slug}".', slug=slug))
    return int(row["id"])
