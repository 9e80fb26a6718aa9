"""The texts of an event in several languages: its title, its summary, and the names that its organizer gave."""

import functools

import msgspec

from app.language.tags import is_same_language, shorter_tags
from realtime.logs import log


class Translation(msgspec.Struct, frozen=True, omit_defaults=True):
    """An event's texts in one further language; "" is one that is not translated.

    `names`: of ticket types, price levels, fees and the tax, by the organizer's own name."""

    title: str = ""
    summary: str = ""
    names: dict[str, str] = {}


Translations = dict[str, Translation]
"""The translations of an event by the tag of their language."""


class ShownTexts(msgspec.Struct, frozen=True):
    """An event's texts as a page in one language shows them.

    `title_language`, `summary_language`: the tag of the text's language where it is not the page's, else ""."""

    title: str
    summary: str
    title_language: str
    summary_language: str
    names: dict[str, str]


class EventTexts(msgspec.Struct, frozen=True, dict=True):
    """An event's own texts, the `language` they are in, and their translations.

    `dict`: so that what is computed from it once can be kept in it."""

    language: str
    title: str
    summary: str
    translations: Translations

    def in_language(self, tag: str) -> ShownTexts:
        """Return the texts for a page in this language. What is not translated stays as it is."""
        shown = self._shown.get(tag)
        if shown is None:
            shown = self._shown[tag] = self._show(tag)
        return shown

    def _show(self, tag: str) -> ShownTexts:
        language, translation = self._find(tag)
        own = "" if is_same_language(self.language, tag) else self.language
        other = "" if is_same_language(language, tag) else language
        return ShownTexts(
            translation.title or self.title,
            translation.summary or self.summary,
            other if translation.title else own,
            other if translation.summary else own,
            translation.names,
        )

    def _find(self, tag: str) -> tuple[str, Translation]:
        """Return the nearest translation and its language: of "de-AT", else "de", else none, which is empty."""
        for part in shorter_tags(tag):
            if part == self.language:
                break
            if part in self.translations:
                return part, self.translations[part]
        return self.language, Translation()

    @functools.cached_property
    def _shown(self) -> dict[str, ShownTexts]:
        return {}


@functools.lru_cache(1024)
def decode_translations(encoded: str) -> Translations:
    """Decode the column `event.translations`. Nothing may change what it returns: it is kept.

    Raises msgspec.ValidationError for content of another form, which no verb of Aisle writes."""
    return msgspec.json.decode(encoded, type=Translations)


@functools.lru_cache(1024)
def readable_translations(encoded: str) -> Translations:
    """Decode the column as `decode_translations` does; content of another form counts as none, and is logged once."""
    try:
        return decode_translations(encoded)
    except msgspec.ValidationError as error:
        log.error("malformed_translations", content=encoded[:200], problem=str(error))
        return {}
