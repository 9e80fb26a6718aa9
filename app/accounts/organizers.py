"""Organizers: who puts events on."""

from app.errors import NotFound
from db.tables import Organizer


async def save_organizer(slug: str, name: str) -> int:
    """Writes the organizer of this short name, or brings its name up to date; returns its id."""
    written = (
        await Organizer.insert(Organizer(slug=slug, name=name))
        .on_conflict(Organizer.slug, "DO UPDATE", [Organizer.name])
        .returning(Organizer.id)
    )
    return int(written[0]["id"])


async def find_organizer(slug: str) -> int:
    """The id of the organizer with this short name. Raises NotFound."""
    found = await Organizer.select(Organizer.id).where(Organizer.slug == slug).first()
    if found is None:
        raise NotFound(f'There is no organizer called "{slug}".')
    return int(found["id"])
