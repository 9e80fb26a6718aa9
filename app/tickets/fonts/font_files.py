"""Fonts from files that are made for browsers (WOFF2), as the typesetter reads them (TrueType)."""

import functools
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from app.tickets.fonts.letters import letters_of
from app.tickets.fonts.woff2 import woff2_to_truetype

KEPT_FONTS = 160
"""How many fonts a process keeps for the typesetter, most of them with 30 to 150 kB."""


class Font(msgspec.Struct, frozen=True, eq=False):
    """A font that is the only one of its family. `original`: the name of the family in the file. `letters`: the code
    points that it has."""

    family: str
    original: str
    file: Path
    letters: frozenset[int]


@functools.cache
def read_font(file: Path, original: str, family: str = "") -> Font:
    """Read which letters a file has. Typst uses only one file of a family: so it becomes a family of its own, with a
    name of the same length."""
    named = family or hashlib.sha256(file.stem.encode()).hexdigest()[: len(original)]
    return Font(named, original, file, letters_of(_truetype(file)))


@contextmanager
def font_folder(fonts: Iterable[Font]) -> Iterator[Path]:
    """Yield a temporary folder with the fonts."""
    with TemporaryDirectory(prefix="aisle-fonts-") as folder:
        for font in fonts:
            named = _truetype(font.file).replace(_name(font.original), _name(font.family))
            (Path(folder) / f"{font.family}.ttf").write_bytes(named)
        yield Path(folder)


@functools.lru_cache(KEPT_FONTS)
def _truetype(file: Path) -> bytes:
    return woff2_to_truetype(file.read_bytes())


def _name(family: str) -> bytes:
    return family.encode("utf-16-be")
