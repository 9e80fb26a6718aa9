"""What a printed ticket shows: the input of pdf.typ, from which its bytes follow."""

import hashlib
from collections.abc import Sequence

import msgspec

from app.events.catalog import Performance
from app.language.translator import english
from app.tickets.tickets import TicketView
from app.web.assets import asset_file


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


class PdfInput(msgspec.Struct, frozen=True):
    """Everything that decides the bytes of a PDF. `order`: a PrintedOrder as JSON; `made_at`: seconds since 1970."""

    order: bytes
    made_at: int

    @property
    def digest(self) -> bytes:
        """The key of the PDF in the cache."""
        return hashlib.sha256(b"%d %s" % (self.made_at, self.order)).digest()


def pdf_input(performance: Performance, reference: str, tickets: Sequence[TicketView]) -> PdfInput:
    """Collect what the valid tickets of an order show. Raises ValueError when none is valid."""
    valid = [_ticket(ticket) for ticket in tickets if ticket.state == "valid"]
    if not valid:
        raise ValueError(f"order {reference} has no valid ticket to print")
    order = _order(performance, reference, valid)
    return PdfInput(msgspec.json.encode(order), int(performance.on_sale_at.timestamp()))


def _order(performance: Performance, reference: str, tickets: list[PrintedTicket]) -> PrintedOrder:
    return PrintedOrder(
        title=performance.title,
        day=english.moment(performance.starts_at, performance.time_zone, "date"),
        clock=english.moment(performance.starts_at, performance.time_zone, "time"),
        doors=english.moment(performance.doors_at, performance.time_zone, "time") if performance.doors_at else "",
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
        figures=[(str(name), text) for name, text in ticket.figures],
        place=str(ticket.place),
        type=ticket.type_name,
        level=ticket.level.name,
        holder=ticket.holder,
        serial=ticket.serial,
        qr=str(ticket.qr_svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
    )


def _drawing(name: str) -> str:
    file = asset_file(f"art/{name}.svg")
    return file.read_text() if file else ""
