"""Printed orders without a database, and what can be read from their PDFs."""

import ctypes
from collections.abc import Sequence

import msgspec
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from app.language.translator import translator
from app.tickets.printed_order import PdfInput, PrintedOrder, PrintedTicket
from app.tickets.printed_words import printed_words
from app.tickets.qr import qr_svg

REFERENCE = "RX10-7K2M"
CODE = "AISLE1234567"


def printed(names: Sequence[str], title: str = "Opening Night", **changed: object) -> PdfInput:
    """Return the input of a PDF with a page for each name, which is that of the holder, the section and the row."""
    order = PrintedOrder(
        language="en",
        direction="ltr",
        words=printed_words(translator("en")),
        name=f"{title}, order {REFERENCE}",
        title=title,
        when="Sat, 10 Oct 2026, 19:30",
        doors="18:45",
        begins="Sat, 10 Oct 2026, 19:30, doors 18:45",
        venue="The Rex",
        located="The Rex, London",
        address="1 Curtain Road, London",
        reference=REFERENCE,
        hue=20,
        chroma=0.1,
        cancelled=False,
        art="",
        mark="<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>",
        tickets=[_page(name, f"{number} of {len(names)}") for number, name in enumerate(names, start=1)],
    )
    return PdfInput(msgspec.json.encode(msgspec.structs.replace(order, **changed)), 0)


def _page(name: str, number: str) -> PrintedTicket:
    code = str(qr_svg(CODE)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    figures = [("Section", name), ("Row", name[:1]), ("Seat", "12")]
    return PrintedTicket(
        number=number, figures=figures, place="Seat 12", type="Adult", level="A", holder=name, serial="ABC-123", qr=code
    )


def words_of(pdf: bytes) -> list[str]:
    """Return the text of each page, with line ends as spaces."""
    document = pdfium.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def fonts_of(pdf: bytes) -> set[str]:
    """Return the font families of the first page."""
    page = pdfium.PdfDocument(pdf)[0]
    text = page.get_textpage()
    return {_font(text, index) for index in range(text.count_chars())} - {""}


def _font(text: pdfium.PdfTextPage, index: int) -> str:
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, 100, flags)
    return name.value.decode()


def archivable(pdf: bytes) -> bool:
    """Tell whether it is PDF/A and PDF/UA. The typesetter claims neither if any letter has no shape."""
    return b"pdfaid:part" in pdf and b"pdfuaid:part" in pdf
