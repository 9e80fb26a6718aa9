"""Our typeface, and the one of the typesetter for where the npm packages are not installed."""

import functools
from pathlib import Path

from app.tickets.fonts.font_files import Font, read_font
from app.web.assets import asset_file

FAMILY = "Archivo"
# each file has other letters, and Typst uses only one file of a family: so they become three families
FAMILIES = {"latin": "Archivo", "latin-ext": "Archivi", "vietnamese": "Archivu"}
# some of its Latin, Greek and Cyrillic letters
LETTERS_OF_TYPST = [(0x20, 0x7E), (0xA0, 0x24F), (0x38E, 0x3A1), (0x3A3, 0x3CE), (0x400, 0x45F), (0x1E00, 0x1EFF)]
SIGNS_OF_TYPST = [(0x384, 0x38A), (0x38C, 0x38C), (0x2010, 0x2027), (0x20AC, 0x20AC)]
FONT_OF_TYPST = Font(
    family="Libertinus Serif",
    original="Libertinus Serif",
    file=Path(),
    letters=frozenset(code for first, last in LETTERS_OF_TYPST + SIGNS_OF_TYPST for code in range(first, last + 1)),
)
"""Built into the typesetter. It has more letters than these."""


@functools.cache
def typeface() -> tuple[Font, ...]:
    """Return Archivo in all weights and widths; nothing where the npm packages are not installed."""
    files = {asset_file(f"vendor/archivo/archivo-{name}-standard-normal.woff2"): name for name in FAMILIES}
    return tuple(read_font(file, FAMILY, FAMILIES[name]) for file, name in files.items() if file)
