"""Chooses the fonts that have every letter of a printed order, and writes in Latin letters what none has."""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec
from anyascii import anyascii

from app.tickets.fonts.fallbacks import fonts_for
from app.tickets.fonts.font_files import Font
from app.tickets.fonts.typeface import FONT_OF_TYPST, typeface

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""What needs no glyph (Unicode's Default_Ignorable_Code_Point)."""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb]")
"""What must not be in an archivable PDF and is no text."""
BEYOND_ASCII = re.compile("[^\t\n\r\x20-\x7e]")
JOINER = "\u200d"
SKINS = range(0x1F3FB, 0x1F400)
UNKNOWN = "?"
"""Printed for what can be neither drawn nor transliterated."""
KANA, HANGUL = re.compile("[\u3041-\u30ff]"), re.compile("[\u1100-\u11ff\uac00-\ud7a3]")


class Printable(msgspec.Struct, frozen=True):
    """An order of which every letter can be drawn. `fonts`: those it needs beside our typeface, the first that has a
    letter draws it. `replaced`: what was written in Latin letters."""

    order: bytes
    fonts: tuple[Font, ...]
    replaced: tuple[str, ...]


def make_printable(order: bytes) -> Printable:
    """Return the order, which is JSON, with fonts for its letters. It is unchanged if our typeface has all of them."""
    written = order.decode()
    if "\\u" not in written and _plain_letters().issuperset(BEYOND_ASCII.findall(written)):
        return Printable(order, (), ())
    content = msgspec.json.decode(order)
    chosen = FontChoice(_languages(content.get("language", ""), written))
    rewritten = msgspec.json.encode(_map_texts(content, chosen.printable))
    return Printable(rewritten, tuple(chosen.fonts), tuple(chosen.replaced))


class FontChoice:
    """Collects the fonts of texts. `languages`: whose way of drawing Chinese characters is preferred."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self._languages = languages
        self.fonts: dict[Font, None] = {}
        self.replaced: dict[str, None] = {}

    def printable(self, text: str) -> str:
        """Return the text with other letters in place of those that no font has."""
        if text.isascii() and text.isprintable():
            return text
        composed = unicodedata.normalize("NFC", FORBIDDEN.sub("", text))
        return "".join(self._drawable(letter) for letter in split_letters(composed))

    def _drawable(self, letter: str) -> str:
        font = find_font(letter, self._languages)
        if font is None:
            return self._without_marks(letter) if len(letter) > 1 else self._transliterated(letter)
        if font not in (*typeface(), FONT_OF_TYPST):
            self.fonts[font] = None
        return letter

    def _without_marks(self, letter: str) -> str:
        """Return the parts of a letter that can be drawn on their own."""
        self.replaced[letter] = None
        return "".join(self._drawable(part) for part in letter if not _continues(part))

    def _transliterated(self, letter: str) -> str:
        self.replaced[letter] = None
        return anyascii(letter) or ("" if _continues(letter) else UNKNOWN)


@functools.lru_cache(4096)
def find_font(letter: str, languages: tuple[str, ...]) -> Font | None:
    """Return the font that has the letter with all of its marks; None if none has it."""
    needed = {ord(part) for part in INVISIBLE.sub("", letter) if part not in "\t\n\r "}
    fonts = chain(typeface(), fonts_for(ord(letter[0]), languages), [FONT_OF_TYPST])
    return next((font for font in fonts if font.letters >= needed), None)


def split_letters(text: str) -> Iterator[str]:
    """Split a text into letters with their marks, and pictures with all their parts."""
    letter = ""
    for part in text:
        if letter and not (_continues(part) or letter.endswith(JOINER)):
            yield letter
            letter = ""
        letter += part
    if letter:
        yield letter


def _continues(part: str) -> bool:
    return unicodedata.category(part).startswith("M") or ord(part) in SKINS or bool(INVISIBLE.match(part))


@functools.cache
def _plain_letters() -> frozenset[str]:
    """Return the letters of our typeface that need no mark."""
    letters = {chr(code) for font in typeface() for code in font.letters}
    return frozenset(letter for letter in letters if not FORBIDDEN.match(letter) and not _continues(letter))


def _languages(language: str, written: str) -> tuple[str, ...]:
    """Return the languages of an order, as far as they say how Chinese characters look."""
    scripts = {"ja": KANA, "ko": HANGUL}
    return (language, *(name for name, script in scripts.items() if script.search(written)))


def _map_texts(content: Any, change: Callable[[str], str]) -> Any:
    """Return the content with each text changed, but not the names of its fields."""
    if isinstance(content, str):
        return change(content)
    if isinstance(content, dict):
        return {name: _map_texts(value, change) for name, value in content.items()}
    if isinstance(content, Sequence):
        return [_map_texts(value, change) for value in content]
    return content
