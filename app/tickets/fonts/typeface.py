"""The house's typeface for whatever needs font files. The packages hold it for browsers alone (WOFF2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.tickets.fonts.woff2 import woff2_to_truetype
from app.web.assets import asset_file

FAMILY = "Archivo"
# each file holds other letters, and a typesetter takes one file of a family: so they are three families
FAMILIES = {"latin": "Archivo", "latin-ext": "Archivi", "vietnamese": "Archivu"}


@contextmanager
def font_folder() -> Iterator[Path]:
    """A folder with Archivo in all weights and widths, gone afterwards. Empty where the front-end packages are not."""
    with TemporaryDirectory(prefix="aisle-fonts-") as folder:
        for letters, family in FAMILIES.items():
            file = asset_file(f"vendor/archivo/archivo-{letters}-standard-normal.woff2")
            if file:
                (Path(folder) / f"{letters}.ttf").write_bytes(_named(woff2_to_truetype(file.read_bytes()), family))
        yield Path(folder)


def _named(font: bytes, family: str) -> bytes:
    return font.replace(FAMILY.encode("utf-16-be"), family.encode("utf-16-be"))
