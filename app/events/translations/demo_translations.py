"""The texts of the demonstration's events in further languages: the files of `db/seeds/translations`."""

import functools
from pathlib import Path

import msgspec

from app.events.translations.translated_events import lock_event, translate_event
from app.events.translations.translation_input import TranslationInput
from db.pool import Connection

FOLDER = Path(__file__).parents[3] / "db" / "seeds" / "translations"


class DemoTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a file: `names` for every event that has them, and each event's own texts by its short name."""

    names: dict[str, str]
    events: dict[str, TranslationInput]


@functools.cache
def load_demo_texts() -> dict[str, DemoTexts]:
    """Read the files, by the tag of their language."""
    files = sorted(FOLDER.glob("*.toml"))
    return {file.stem: msgspec.toml.decode(file.read_bytes(), type=DemoTexts) for file in files}


async def translate_demo_event(connection: Connection, slug: str) -> None:
    """Keep the translations of this event and of the names that its performances have, in the caller's transaction."""
    known = set((await lock_event(connection, slug)).names)
    given = {}
    for tag, texts in load_demo_texts().items():
        own = texts.events.get(slug, TranslationInput())
        names = {name: text for name, text in texts.names.items() if name in known}
        given[tag] = TranslationInput(own.title, own.summary, names | own.names)
    await translate_event(connection, slug, given)
