"""Tags of languages (BCP 47), also of those that have no catalogue: what an organizer's own texts are written in."""

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError
from babel.core import get_locale_identifier, parse_locale

from app.language.languages import MAX_TAG, find_language

NO_LANGUAGE = ("und", "root")
"""Tags that CLDR knows, but that name no language."""


def parse_tag(text: str) -> str | None:
    """Return the tag of a language as it is kept; None if no such language is known.

    Of one that Aisle speaks it is that of its pages: "de" for "de-AT". Of others it is CLDR's: "zh-Hant-TW" for
    "zh-TW", "he" for "iw"."""
    text = text.strip()
    if not text.isascii() or not 2 <= len(text) <= MAX_TAG:
        return None
    if (found := find_language(text)) and found.tag.lower() == text.lower():
        return found.tag
    if text.lower().split("-")[0] in NO_LANGUAGE:
        return None
    try:
        known, region = Locale.parse(text, sep="-"), parse_locale(text, sep="-")[1]
    except (ValueError, UnknownLocaleError):
        return None
    # Babel adds the most likely region to the tag that replaces an old one
    kept = get_locale_identifier(
        (known.language, known.territory if region else None, known.script, known.variant), "-"
    )
    found = find_language(kept)
    return found.tag if found else kept


def shorter_tags(tag: str) -> Iterator[str]:
    """Yield a tag and what is left of it without its last parts: "zh-Hant-TW", "zh-Hant", "zh"."""
    parts = tag.split("-")
    for count in range(len(parts), 0, -1):
        yield "-".join(parts[:count])


def is_same_language(one: str, other: str) -> bool:
    """Return whether two tags are of one language, in whatever region: "pt-BR" and "pt"."""
    return one.partition("-")[0] == other.partition("-")[0]


def language_name(tag: str, locale: Locale) -> str:
    """Return the name of a language as `locale` has it: "Englisch" for "en" in German."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale) or tag
    except (ValueError, UnknownLocaleError):  # the pseudo-language
        return tag
