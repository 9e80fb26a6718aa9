"""What a printed ticket shows: the input of pdf.typ, from which its bytes follow."""

import hashlib
from collections.abc import Sequence

import msgspec

from app.events.catalog import Performance
from app.language.messages import Message
from app.language.translator import Translator, translator
from app.tickets.printed_words import printed_words
from app.tickets.tickets import TicketView
from app.web.assets import asset_file


class PrintedTicket(msgspec.Struct, frozen=True):
    """The data of one page. `figures`: (name, text) of section, row and seat, as far as the place has them. `number`:
    "1 of 2"."""

    number: str
    figures: list[tuple[str, str]]
    place: str
    type: str
    level: str
    holder: str
    serial: str
    qr: str


class PrintedOrder(msgspec.Struct, frozen=True):
    """The input of pdf.typ. It is passed as data, so that nothing a person typed becomes part of a program.

    `language`: the first part of its tag, as Typst takes it. `direction`: ltr or rtl. `words`: every text that is not
    of the order itself, by name. `name`: the title of the document. `begins`: `when`, and when the entrance opens."""

    language: str
    direction: str
    words: dict[str, str]
    name: str
    title: str
    when: str
    doors: str
    begins: str
    venue: str
    located: str
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


def pdf_input(performance: Performance, reference: str, tickets: Sequence[TicketView], language: str) -> PdfInput:
    """Collect what the valid tickets of an order show, in the language of this tag. Raises ValueError when none is
    valid."""
    valid, written = [ticket for ticket in tickets if ticket.state == "valid"], translator(language)
    if not valid:
        raise ValueError(f"order {reference} has no valid ticket to print")
    pages = [_ticket(ticket, number, len(valid), written) for number, ticket in enumerate(valid, start=1)]
    order = _order(performance, reference, pages, written)
    return PdfInput(msgspec.json.encode(order), int(performance.on_sale_at.timestamp()))


def _order(performance: Performance, reference: str, tickets: list[PrintedTicket], written: Translator) -> PrintedOrder:
    zone, city = performance.time_zone, performance.city
    when = written.moment(performance.starts_at, zone)
    doors = written.moment(performance.doors_at, zone, "time") if performance.doors_at else ""
    begins = written.gettext("{when}, doors {doors}", when=when, doors=doors) if doors else when
    located = written.gettext("{venue}, {city}", venue=performance.venue, city=city) if city else performance.venue
    return PrintedOrder(
        language=written.language.tag.partition("-")[0],
        direction=written.language.direction,
        words=printed_words(written),
        name=written.gettext("{title}, order {reference}", title=performance.title, reference=reference),
        title=performance.title,
        when=when,
        doors=doors,
        begins=begins,
        venue=performance.venue,
        located=located,
        address=", ".join(part for part in (performance.address, city) if part),
        reference=reference,
        hue=performance.hue,
        chroma=performance.chroma,
        cancelled=performance.state == "cancelled",
        art=(_drawing(f"{performance.art}-wide") or _drawing(performance.art)) if performance.art else "",
        mark=_drawing("mark"),
        tickets=tickets,
    )


def _ticket(ticket: TicketView, number: int, count: int, written: Translator) -> PrintedTicket:
    # Translators: the number of a printed ticket among those of its order, such as "1 of 2"
    page = written.gettext("{number} of {count}", number=number, count=count)
    return PrintedTicket(
        number=page,
        figures=[(_say(name, written), figure) for name, figure in ticket.figures],
        place=_say(ticket.place, written),
        type=ticket.type_name,
        level=ticket.level.name,
        holder=ticket.holder,
        serial=ticket.serial,
        qr=str(ticket.qr_svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
    )


def _say(text: Message | str, written: Translator) -> str:
    """Write a message; a name of the organizer stays as it is."""
    return written.say(text) if isinstance(text, Message) else text


def _drawing(name: str) -> str:
    file = asset_file(f"art/{name}.svg")
    return file.read_text() if file else ""
