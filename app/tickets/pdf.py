"""Tickets to print at home: A4, one on each page, to be folded twice. Typeset by Typst, which only this file uses.

An archivable, accessible PDF (PDF/A-2a, PDF/UA-1). The code on it is the ticket's code that never changes."""

import asyncio
import functools
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import typst

from app.events.catalog import Performance
from app.tickets.fonts.typeface import font_folder
from app.tickets.tickets import TicketView
from app.web.assets import asset_file
from app.web.render import format_date, format_time

SOURCE = Path(__file__).with_name("pdf.typ")
EVERY_FONT = '#set text(font: ("Archivo", "Archivi", "Archivu"))\naąạ'.encode()
"""A letter of each font file: a font that was used once stays in memory, so its file may be deleted."""


class PrintedTicket(msgspec.Struct, frozen=True):
    """The data of one page. `figures`: (name, text) of section, row and seat, as far as the place has them."""

    figures: list[tuple[str, str]]
    place: str
    type: str
    level: str
    holder: str
    serial: str
    qr: str


class PrintedOrder(msgspec.Struct, frozen=True):
    """The input of pdf.typ. It is passed as data, so that nothing a person typed becomes part of a program."""

    title: str
    day: str
    clock: str
    doors: str
    venue: str
    city: str
    address: str
    reference: str
    hue: float
    chroma: float
    cancelled: bool
    art: str
    mark: str
    tickets: list[PrintedTicket]


def tickets_pdf(performance: Performance, reference: str, tickets: Sequence[TicketView]) -> bytes:
    """Render the valid tickets as a PDF, one on each page. The same tickets give the same bytes.

    Takes tens of milliseconds, mostly outside the interpreter lock: call it in a thread. Thread-safe. Raises ValueError
    when no ticket is valid."""
    valid = [_ticket(ticket) for ticket in tickets if ticket.state == "valid"]
    if not valid:
        raise ValueError(f"order {reference} has no valid ticket to print")
    return _typeset(_order(performance, reference, valid), int(performance.on_sale_at.timestamp()))


async def render_tickets_pdf(performance: Performance, reference: str, tickets: Sequence[TicketView]) -> bytes:
    """Run `tickets_pdf` in a thread, so that the event loop is not blocked."""
    return await asyncio.to_thread(tickets_pdf, performance, reference, tickets)


def _order(performance: Performance, reference: str, tickets: list[PrintedTicket]) -> PrintedOrder:
    return PrintedOrder(
        title=performance.title,
        day=format_date(performance.starts_at, performance.time_zone),
        clock=format_time(performance.starts_at, performance.time_zone),
        doors=format_time(performance.doors_at, performance.time_zone) if performance.doors_at else "",
        venue=performance.venue,
        city=performance.city,
        address=", ".join(part for part in (performance.address, performance.city) if part),
        reference=reference,
        hue=performance.hue,
        chroma=performance.chroma,
        cancelled=performance.state == "cancelled",
        art=(_drawing(f"{performance.art}-wide") or _drawing(performance.art)) if performance.art else "",
        mark=_drawing("mark"),
        tickets=tickets,
    )


def _ticket(ticket: TicketView) -> PrintedTicket:
    return PrintedTicket(
        figures=ticket.figures,
        place=ticket.place,
        type=ticket.type_name,
        level=ticket.level.name,
        holder=ticket.holder,
        serial=ticket.serial,
        qr=str(ticket.qr_svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
    )


def _drawing(name: str) -> str:
    file = asset_file(f"art/{name}.svg")
    return file.read_text() if file else ""


# a compiler serves one caller at a time; it works outside the interpreter lock, so only its callers wait
_compiling = threading.Lock()


def _typeset(order: PrintedOrder, made_at: int) -> bytes:
    inputs = {"order": msgspec.json.encode(order).decode()}
    with _compiling:
        typeset = functools.partial(_compiler().compile, format="pdf", sys_inputs=inputs, timestamp=made_at)
        try:
            pdf = typeset(pdf_standards=["a-2a", "ua-1"])
        except typst.TypstError:
            # A letter that no font has is printed as a box, which the standards refuse: then without them.
            pdf = typeset()
    assert isinstance(pdf, bytes)
    return pdf


@functools.cache
def _compiler() -> typst.Compiler:
    with font_folder() as folder:
        fonts = typst.Fonts(font_paths=[str(folder)])
        typst.compile(EVERY_FONT, font_paths=fonts)
    return typst.Compiler(SOURCE, font_paths=fonts)
