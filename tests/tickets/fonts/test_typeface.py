"""Our TrueType files have the same shapes as the browser's WOFF2 files, as FreeType draws both."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.tickets.fonts.font_files import font_folder
from app.tickets.fonts.letters import letters_of
from app.tickets.fonts.typeface import FAMILIES, typeface
from app.tickets.fonts.woff2 import woff2_to_truetype
from app.web.assets import VENDORED

LETTERS = {
    "latin": "".join(map(chr, [*range(0x21, 0x7F), *range(0xA1, 0x100)])),
    "latin-ext": "".join(map(chr, range(0x100, 0x180))),
    "vietnamese": "ĂăĐđĨĩŨũƠơƯưẠạẢảẤấẦầẨẩỄễỆệỘộỚớỨứỸỹ",
}
WIDTHS = [(100, 62), (400, 100), (720, 114), (900, 125)]


def drawn(font: bytes, text: str, weight: int, width: int) -> bytes:
    """Draw the text in this weight and width; return the pixels."""
    face = ImageFont.truetype(io.BytesIO(font), 40, layout_engine=ImageFont.Layout.BASIC)
    face.set_variation_by_axes([weight, width])
    paper = Image.new("L", (40 * len(text), 70), 255)
    ImageDraw.Draw(paper).text((5, 5), text, font=face)
    return paper.tobytes()


@pytest.mark.parametrize(("letters", "text"), LETTERS.items())
@pytest.mark.parametrize(("weight", "width"), WIDTHS)
def test_every_letter_has_the_same_shape(letters: str, text: str, weight: int, width: int) -> None:
    woff2 = VENDORED[f"archivo/archivo-{letters}-standard-normal.woff2"].read_bytes()
    assert drawn(woff2_to_truetype(woff2), text, weight, width) == drawn(woff2, text, weight, width)
    assert drawn(woff2, text, weight, width) != drawn(woff2, text, 500, 80)


@pytest.mark.parametrize("letters", LETTERS)
def test_it_is_known_which_letters_have_a_shape(letters: str) -> None:
    woff2 = VENDORED[f"archivo/archivo-{letters}-standard-normal.woff2"].read_bytes()
    known = letters_of(woff2_to_truetype(woff2))
    face = ImageFont.truetype(io.BytesIO(woff2), 40, layout_engine=ImageFont.Layout.BASIC)
    box = bytes(face.getmask("\ue000"))
    asked = {*range(0x20, 0x500), *range(0x1E00, 0x1F00)}
    assert {code for code in asked if bytes(face.getmask(chr(code))) != box} == known & asked


def test_the_folder_holds_three_families_and_is_gone_afterwards() -> None:
    with font_folder(typeface()) as folder:
        names = {ImageFont.truetype(file).getname()[0] for file in Path(folder).iterdir()}
    assert {name.split()[0] for name in names} == set(FAMILIES.values())
    assert not folder.exists()


@pytest.mark.parametrize("junk", [b"", b"wOFF" + bytes(44), b"wOF2OTTO" + bytes(40), b"\x00\x01\x00\x00" + bytes(44)])
def test_another_kind_of_font_is_refused(junk: bytes) -> None:
    with pytest.raises(ValueError, match="WOFF2"):
        woff2_to_truetype(junk)
