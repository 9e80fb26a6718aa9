"""Reads and changes the translations of an event's texts."""

from collections.abc import Mapping

import msgspec

from app.errors import BadInput, NotFound
from app.events.translations.event_texts import EventTexts, Translation, decode_translations
from app.events.translations.translation_input import TranslationInput, merge_texts
from app.language.messages import message
from db.pool import Connection

LOCK_EVENT = """
    SELECT e.id, e.title, e.summary, e.translations::text AS translations, o.language
    FROM event e JOIN organizer o ON o.id = e.organizer WHERE e.slug = $1 FOR UPDATE OF e
"""
# The names of all performances of an event, drafts too: ticket types, then levels, fees and taxes.
NAMES = """
    SELECT x.name FROM performance p CROSS JOIN LATERAL (
        SELECT 1 AS kind, t.idx, t.name FROM ticket_type t WHERE t.performance_id = p.id
        UNION ALL SELECT 2, l.idx, l.name FROM price_level l WHERE l.performance_id = p.id
        UNION ALL SELECT 3, f.idx, f.name FROM fee f WHERE f.performance_id = p.id
        UNION ALL SELECT 4, 0, p.tax_name WHERE p.tax_name IS NOT NULL
    ) x WHERE p.event = $1 GROUP BY x.name ORDER BY min((x.kind, x.idx))
"""
SAVE = "UPDATE event SET translations = $2::jsonb WHERE id = $1"


class TranslatedEvent(msgspec.Struct, frozen=True):
    """An event with its texts, and all the names that can be translated."""

    id: int
    texts: EventTexts
    names: list[str]

    def missing(self, tag: str) -> list[str]:
        """Return what is not translated into this language: "title", "summary" and names."""
        known = self.texts.translations.get(tag, Translation())
        texts = {"title": known.title, "summary": known.summary or not self.texts.summary}
        return [*(text for text, done in texts.items() if not done), *(n for n in self.names if n not in known.names)]


async def lock_event(connection: Connection, slug: str) -> TranslatedEvent:
    """Read the texts of the event with this short name, and lock it until the transaction ends. Raises NotFound."""
    row = await connection.fetchrow(LOCK_EVENT, slug)
    if row is None:
        raise NotFound(message("There is no event called {slug}.", slug=slug))
    texts = EventTexts(row["language"], row["title"], row["summary"], decode_translations(row["translations"]))
    names = [name["name"] for name in await connection.fetch(NAMES, row["id"])]
    return TranslatedEvent(row["id"], texts, names)


async def translate_event(connection: Connection, slug: str, given: Mapping[str, TranslationInput]) -> TranslatedEvent:
    """Keep these texts of an event, by the tag of their language; returns the event with them. Web processes follow
    within a second.

    Call it inside a transaction. Raises NotFound, and BadInput for a text in the organizer's own language, a name that
    the event does not have, or a text that is too long or cannot be shown."""
    event = await lock_event(connection, slug)
    own = given.get(event.texts.language)
    if own and not own.adds_nothing:
        raise BadInput(
            message(
                "{tag} is the language of the organizer's own texts, which are no translation. Nothing was changed.",
                tag=event.texts.language,
            )
        )
    translations = dict(event.texts.translations)
    for tag, texts in given.items():
        translations[tag] = merge_texts(translations.get(tag, Translation()), texts, event.names)
    kept = {tag: texts for tag, texts in translations.items() if texts != Translation()}
    await connection.execute(SAVE, event.id, msgspec.json.encode(kept).decode())
    return msgspec.structs.replace(event, texts=msgspec.structs.replace(event.texts, translations=kept))
