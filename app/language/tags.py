"""Tags of languages (BCP 47), also of those that have no catalogue: what an organizer's own texts are written in."""

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError

from app.language.languages import find_language

MAX_TAG = 35


def parse_tag(text: str) -> str | None:
    """Return the tag of a language as it is kept ("de", "pt-BR", "zh-Hant-TW"); None if no such language is known."""
    text = text.strip()
    if not text.isascii() or not 2 <= len(text) <= MAX_TAG:
        return None
    if (spoken := find_language(text)) and spoken.tag.lower() == text.lower():
        return spoken.tag
    try:
        return str(Locale.parse(text, sep="-")).replace("_", "-")
    except (ValueError, UnknownLocaleError):
        return None


def shorter_tags(tag: str) -> Iterator[str]:
    """Yield a tag and what is left of it without its last parts: "zh-Hant-TW", "zh-Hant", "zh"."""
    parts = tag.split("-")
    for count in range(len(parts), 0, -1):
        yield "-".join(parts[:count])


def is_same_language(one: str, other: str) -> bool:
    """Return whether two tags are of one language, wherever it is spoken: "pt-BR" and "pt"."""
    return one.partition("-")[0] == other.partition("-")[0]


def language_name(tag: str, locale: Locale) -> str:
    """Return the name of a language as `locale` has it: "Englisch" for "en" in German."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale) or tag
    except (ValueError, UnknownLocaleError):  # the pseudo-language
        return tag
