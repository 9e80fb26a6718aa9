"""Printed tickets: a scanner and a person can read them, and no name is run as a program."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image

from app.door.scans import scan
from app.events.catalog import Performance, public_performance
from app.language.translator import english
from app.tickets import pdf
from app.tickets.fonts import fallbacks, printable, typeface
from app.tickets.pdf import render_tickets_pdf, tickets_pdf
from app.tickets.tickets import TicketView, get_tickets
from tests.checkout.scenarios import order_free_seats
from tests.tickets.printing import archivable, fonts_of, words_of
from tests.world import World

REFERENCE = "RX10-7K2M"
DPI = 200
PAPER = (210, 297)


@pytest.fixture
async def preview(world: World) -> Performance:
    """Return the free Preview at the Rex."""
    performance = await public_performance(world.preview)
    assert performance is not None
    return performance


@pytest.fixture
async def tickets(world: World) -> list[TicketView]:
    """Return Ana's two tickets for the Preview."""
    return await get_tickets(world.preview, (await order_free_seats(world)).id)


def pictures_of(pdf: bytes) -> list[Image.Image]:
    """Render each page as a printer would put it on paper."""
    return [page.render(scale=DPI / 72).to_pil() for page in pdfium.PdfDocument(pdf)]


def changed(ticket: TicketView, **words: object) -> TicketView:
    """Return the same ticket with other words."""
    return msgspec.structs.replace(ticket, **words)


async def test_each_ticket_has_a_sheet_of_its_own(preview: Performance, tickets: list[TicketView]) -> None:
    pdf = await render_tickets_pdf(preview, REFERENCE, tickets)
    sizes = [page.get_size() for page in pdfium.PdfDocument(pdf)]
    assert [[round(side / 72 * 25.4) for side in size] for size in sizes] == [[*PAPER], [*PAPER]]
    assert ["1 of 2" in words_of(pdf)[0], "2 of 2" in words_of(pdf)[1]] == [True, True]


async def test_the_printed_code_opens_the_door_once(preview: Performance, tickets: list[TicketView]) -> None:
    pages = pictures_of(tickets_pdf(preview, REFERENCE, tickets))
    read = [barcode.text for page in pages for barcode in zxingcpp.read_barcodes(page)]
    assert read == [ticket.code for ticket in tickets]
    assert [(await scan(code, "north")).outcome for code in [*read, read[0]]] == ["admitted", "admitted", "again"]


async def test_the_code_is_large_and_has_its_quiet_margin(preview: Performance, tickets: list[TicketView]) -> None:
    page = pictures_of(tickets_pdf(preview, REFERENCE, tickets))[0]
    (barcode,) = zxingcpp.read_barcodes(page)
    left, top, right, bottom = *_corner(barcode.position.top_left), *_corner(barcode.position.bottom_right)
    assert (right - left) / DPI * 25.4 >= 40
    quiet = round((right - left) / 25 * 3.8)
    around = page.convert("L").crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    around.paste(255, (quiet - 3, quiet - 3, quiet + right - left + 3, quiet + bottom - top + 3))
    assert around.getextrema() == (255, 255)


def _corner(point: zxingcpp.Point) -> tuple[int, int]:
    return point.x, point.y


async def test_a_person_finds_everything_on_it(preview: Performance, tickets: list[TicketView]) -> None:
    ticket = tickets[0]
    words = words_of(tickets_pdf(preview, REFERENCE, tickets))[0]
    where = preview.title, preview.venue, preview.address, preview.city, english.say(ticket.place)
    what = ticket.type_name, ticket.level.name, ticket.holder, ticket.serial, REFERENCE
    rule = "Whoever comes first with this code gets in. Do not post it."
    assert [word for word in (*where, *what, rule) if word not in words] == []


async def test_the_time_is_the_venues_own(preview: Performance, tickets: list[TicketView]) -> None:
    summer = msgspec.json.decode(b'"2026-10-10T18:30:00Z"', type=type(preview.starts_at))
    performance = msgspec.structs.replace(preview, starts_at=summer, doors_at=summer.replace(hour=17, minute=45))
    assert "Sat, 10 Oct 2026, 19:30, doors 18:45" in words_of(tickets_pdf(performance, REFERENCE, tickets))[0]


PROGRAMS = ['#panic("x") $ \\ * _ "', "#{ } [ ] // /* `raw` <label> @ref", "= Title", "-"]


@pytest.mark.parametrize("name", [*PROGRAMS, "Zażółć Gęślą Ðinh", "Ελένη Παππά", "Ксения Константинопольская"])
async def test_a_name_is_printed_as_it_was_typed(preview: Performance, tickets: list[TicketView], name: str) -> None:
    pdf = tickets_pdf(msgspec.structs.replace(preview, title=name), REFERENCE, [changed(tickets[0], holder=name)])
    # a PDF stores no spaces: a program that reads it guesses them
    assert "".join(words_of(pdf)[0].split()).count("".join(name.split())) >= 4
    assert pdfium.PdfDocument(pdf).get_metadata_value("Title") == f"{name}, order {REFERENCE}"


async def test_a_letter_no_font_has_costs_nobody_the_ticket(preview: Performance, tickets: list[TicketView]) -> None:
    pdf = tickets_pdf(preview, REFERENCE, [changed(tickets[0], holder="Ana \ue000 \U000e0fff")])
    (code,) = zxingcpp.read_barcodes(pictures_of(pdf)[0])
    assert code.text == tickets[0].code
    assert "For Ana ?" in words_of(pdf)[0]


@pytest.mark.parametrize("section", ["Танцевальный партер", "Balcony left, upper circle, behind the pillar", "W" * 70])
async def test_a_long_section_stays_clear_of_the_row(
    preview: Performance, tickets: list[TicketView], section: str
) -> None:
    page = pictures_of(tickets_pdf(preview, REFERENCE, [changed(tickets[0], section=section)]))[0].convert("L")
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text == tickets[0].code
    edges = [page.crop((0, 0, 70, page.height)), page.crop((page.width - 70, 0, page.width, page.height))]
    assert min(edge.getextrema()[0] for edge in edges) > 120  # nothing but the dots of the fold


async def test_a_place_without_row_or_number_shows_neither(preview: Performance, tickets: list[TicketView]) -> None:
    words = words_of(tickets_pdf(preview, REFERENCE, [changed(tickets[0], section="Standing", row="-", label="")]))[0]
    assert "Row" not in words
    assert words.count("Standing") == 2


async def test_a_void_ticket_is_not_printed(preview: Performance, tickets: list[TicketView]) -> None:
    void = changed(tickets[0], state="void")
    assert tickets_pdf(preview, REFERENCE, [void, tickets[1]]) == tickets_pdf(preview, REFERENCE, [tickets[1]])
    with pytest.raises(ValueError, match=REFERENCE):
        tickets_pdf(preview, REFERENCE, [void])


async def test_paper_of_a_cancelled_performance_says_so(preview: Performance, tickets: list[TicketView]) -> None:
    off = msgspec.structs.replace(preview, state="cancelled")
    assert "This performance is cancelled." in words_of(tickets_pdf(off, REFERENCE, tickets))[0]


@pytest.mark.parametrize("art", ["", "nosuch", "../../../README", "rex", "whale"])
async def test_a_performance_without_artwork_has_a_quiet_house(
    preview: Performance, tickets: list[TicketView], art: str
) -> None:
    page = pictures_of(tickets_pdf(msgspec.structs.replace(preview, art=art), REFERENCE, tickets))[0]
    middle = page.getpixel((page.width // 3, round(30 / 25.4 * DPI)))
    assert (min(middle) > 220) == (art not in ("rex", "whale"))


async def test_the_same_tickets_are_the_same_bytes(preview: Performance, tickets: list[TicketView]) -> None:
    first = await render_tickets_pdf(preview, REFERENCE, tickets)
    assert tickets_pdf(preview, REFERENCE, tickets[:1]) != first
    assert tickets_pdf(preview, REFERENCE, tickets) == first


async def test_many_at_once_get_each_their_own(preview: Performance, tickets: list[TicketView]) -> None:
    names = [f"Fan {number}" for number in range(20)]
    pdfs = await asyncio.gather(
        *[render_tickets_pdf(preview, REFERENCE, [changed(tickets[0], holder=n)]) for n in names]
    )
    assert [name for name, pdf in zip(names, pdfs, strict=True) if name not in words_of(pdf)[0]] == []


async def test_it_is_an_archive_copy_that_can_be_read_aloud(preview: Performance, tickets: list[TicketView]) -> None:
    pdf = tickets_pdf(preview, REFERENCE, tickets)
    assert [mark for mark in (b"pdfaid:part", b"pdfuaid:part", b"/StructTreeRoot", b"/Lang") if mark not in pdf] == []
    assert pdfium.PdfDocument(pdf).get_metadata_value("Author") == "Aisle"


async def test_it_is_set_in_the_houses_own_typeface(preview: Performance, tickets: list[TicketView]) -> None:
    names = fonts_of(tickets_pdf(preview, REFERENCE, [changed(tickets[0], holder="Zażółć Nguyễn")]))
    assert [name for name in names if "Archiv" not in name] == []


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Hide the fonts of the npm packages, so that only those of the typesetter are left."""
    caches = typeface.typeface, fallbacks._installed, printable.find_font, printable._plain_letters
    monkeypatch.setattr(typeface, "asset_file", lambda path: None)
    monkeypatch.setattr(fallbacks, "PACKAGES", tmp_path)
    monkeypatch.setattr(pdf, "_typesetter", pdf._Typesetter())
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("name", ["Ana Ferreira", "Ксения", "Ελένη", "Zażółć"])
async def test_a_bare_machine_prints_every_letter(
    preview: Performance, tickets: list[TicketView], bare_machine: None, name: str
) -> None:
    pdf = tickets_pdf(preview, REFERENCE, [changed(tickets[0], holder=name)])
    assert name in words_of(pdf)[0]
    assert archivable(pdf)
    assert [barcode.text for barcode in zxingcpp.read_barcodes(pictures_of(pdf)[0])] == [tickets[0].code]
