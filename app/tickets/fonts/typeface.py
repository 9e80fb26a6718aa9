"""The typeface as TrueType files, for the PDF. The npm packages contain it only for browsers (WOFF2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.tickets.fonts.woff2 import woff2_to_truetype
from app.web.assets import asset_file

FAMILY = "Archivo"
# each file has other letters, and Typst uses only one file of a family: so they become three families
FAMILIES = {"latin": "Archivo", "latin-ext": "Archivi", "vietnamese": "Archivu"}


@contextmanager
def font_folder() -> Iterator[Path]:
    """Yield a temporary folder with Archivo in all weights and widths; empty where the npm packages are not
    installed."""
    with TemporaryDirectory(prefix="aisle-fonts-") as folder:
        for letters, family in FAMILIES.items():
            file = asset_file(f"vendor/archivo/archivo-{letters}-standard-normal.woff2")
            if file:
                (Path(folder) / f"{letters}.ttf").write_bytes(_named(woff2_to_truetype(file.read_bytes()), family))
        yield Path(folder)


def _named(font: bytes, family: str) -> bytes:
    return font.replace(FAMILY.encode("utf-16-be"), family.encode("utf-16-be"))
