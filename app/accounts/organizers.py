"""Organizers: the people who put events on sale."""

from app.errors import BadInput, NotFound
from app.language.messages import message
from app.language.tags import parse_tag
from db.pool import Connection
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


async def set_organizer_language(connection: Connection, slug: str, language: str) -> str:
    """Set the language of the organizer's own texts, which its pages speak to fans whose browser prefers none that
    there is. Returns the tag that is kept. Raises NotFound or BadInput."""
    organizer = await find_organizer(slug)
    tag = parse_tag(language)
    if tag is None:
        raise BadInput(
            message('No language called "{tag}" is known. Write it like de, pt-BR or zh-Hant.', tag=language[:40])
        )
    await connection.execute("UPDATE organizer SET language = $2 WHERE id = $1", organizer, tag)
    return tag
