"""The languages there are: English, and each that has a catalogue."""

import functools
from pathlib import Path

import msgspec
from babel import Locale

from app.settings import settings

CATALOGUES = Path(__file__).parent / "catalogues"
COMPILED = CATALOGUES / "compiled"
SOURCE = "en"
PSEUDO = "en-XA"
"""Every sentence longer, accented and in brackets: shows what is not translated and what does not fit. Not in
production."""
MAX_TAG = 35
"""Characters of the longest tag that is looked up, as RFC 5646 recommends."""
LOCALES = {SOURCE: "en_GB", PSEUDO: "en_GB"}
"""The locale of a language's numbers and dates, where it is not the one of its tag."""


class Language(msgspec.Struct, frozen=True):
    """`tag`: as in lang="de". `name`: in the language itself. `direction`: ltr or rtl."""

    tag: str
    name: str
    locale: Locale
    direction: str

    @property
    def intl(self) -> str:
        """The locale for scripts' Intl. Digits are Latin everywhere, as those on seats, cards and tickets are."""
        return str(self.locale).replace("_", "-") + "-u-nu-latn"


def _language(tag: str) -> Language:
    locale = Locale.parse(LOCALES.get(tag, tag.replace("-", "_")))
    name = "Pseudo" if tag == PSEUDO else (Locale.parse(tag, "-").get_display_name() or tag).capitalize()
    return Language(tag, name, locale, locale.text_direction)


@functools.cache
def languages() -> dict[str, Language]:
    """Return the languages by tag, English first."""
    tags = [SOURCE, *sorted(file.stem for file in CATALOGUES.glob("*.po"))]
    return {tag: _language(tag) for tag in tags}


def known_languages() -> dict[str, Language]:
    """Return the languages that an address can have: outside production the pseudo-language too."""
    return languages() if settings().production else languages() | {PSEUDO: _language(PSEUDO)}


def check_catalogues() -> None:
    """Raise FileNotFoundError, in one line for the operator, if a catalogue is not compiled."""
    for tag in known_languages().keys() - {SOURCE}:
        if not all((COMPILED / f"{tag}.{kind}").is_file() for kind in ("mo", "js")):
            raise FileNotFoundError(f"The catalogue {tag} is not compiled: python -m app.language.compile_catalogues")


def find_language(tag: str) -> Language | None:
    """Return the language of a tag: of itself, or of its first part ("de-AT" is "de"); None for an
    unknown or malformed one."""
    return _find_language(tag.lower().replace("_", "-")) if len(tag) <= MAX_TAG else None


@functools.lru_cache(1024)
def _find_language(tag: str) -> Language | None:
    if tag == PSEUDO.lower() and not settings().production:
        return _language(PSEUDO)
    by_tag = {known.lower(): language for known, language in languages().items()}
    parts = tag.split("-")
    shorter = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((by_tag[shortened] for shortened in shorter if shortened in by_tag), None)


def language(tag: str) -> Language:
    """Return the language of a tag; English for an unknown one."""
    # first without the settings: a program that imports its modules once and runs many times reads them in each
    return languages().get(tag) or find_language(tag) or languages()[SOURCE]
