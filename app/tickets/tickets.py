"""Tickets: the right to enter, one per seat line of a paid order."""

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from app.events.price_table import Level
from app.language.messages import Message
from app.language.translator import Translator
from app.tickets.codes import new_serial, ticket_code
from app.tickets.qr import qr_svg
from app.venues.seat_names import place_in_words, ticket_fields
from db import pool
from db.pool import Connection


class TicketView(msgspec.Struct, frozen=True):
    """A ticket as the order's page and the PDF show it. `refund_under_way`: it does not admit without a supervisor;
    `refunded`: it was used, and its money went back."""

    id: int
    section: str
    row: str
    label: str
    type_name: str
    level: Level
    serial: str
    state: str
    holder: str
    code: str
    qr_svg: Markup
    refund_under_way: bool = False
    refunded: bool = False

    @property
    def place(self) -> Message:
        """ "Stalls, row G, seat 11"."""
        return place_in_words(self.section, self.row, self.label)

    @property
    def figures(self) -> Sequence[tuple[Message | str, str]]:
        """The (name, text) pairs of section, row and seat, as the ticket shows them in large letters."""
        return ticket_fields(self.section, self.row, self.label)

    def public_fields(self, written: Translator) -> dict[str, str]:
        """Return the fields for JSON."""
        return {
            "seat": written.say(self.place),
            "type": self.type_name,
            "serial": self.serial,
            "state": self.state,
            "code": self.code,
        }


# a serial that exists already is drawn again; a second valid ticket for a seat is refused by the database
ISSUE = """
    INSERT INTO ticket (performance_id, order_id, seat_idx, ticket_type, serial)
    SELECT l.performance_id, l.order_id, l.seat_idx, l.ticket_type, t.serial
    FROM unnest($3::integer[], $4::text[]) t(seat, serial)
    JOIN order_line l ON l.performance_id = $1 AND l.order_id = $2 AND l.seat_idx = t.seat
    ON CONFLICT (performance_id, serial) DO NOTHING RETURNING id, seat_idx
"""
MAX_SERIAL_DRAWS = 20


async def issue_tickets(connection: Connection, performance_id: int, order_id: int, seats: list[int]) -> list[int]:
    """Issue one valid ticket for each of these seats of the order, in the caller's transaction. Returns their ids.

    The caller has just paid the order, has locked its seats, and records the fact. Raises RuntimeError for a seat that
    is not in this order, asyncpg.UniqueViolationError for one with a valid ticket: neither may be committed."""
    remaining, issued = list(seats), []
    for _ in range(MAX_SERIAL_DRAWS):
        serials = [new_serial() for _ in remaining]
        rows = await connection.fetch(ISSUE, performance_id, order_id, remaining, serials)
        issued += [row["id"] for row in rows]
        remaining = sorted(set(remaining) - {row["seat_idx"] for row in rows})
        if not remaining:
            return sorted(issued)
    raise RuntimeError(f"order {order_id}: no tickets could be issued for seats {remaining}")


OF_ORDER = """
    SELECT t.id, s.section, s."row", s.label, y.name AS type_name, t.serial, t.state, o.name AS holder,
           l.idx AS level, l.key, l.name AS level_name, coalesce(r.state = 'wanted', false) AS refund_under_way,
           r.voided_at IS NOT NULL AS refunded
    FROM ticket t
    JOIN "order" o ON o.performance_id = t.performance_id AND o.id = t.order_id
    JOIN performance p ON p.id = t.performance_id
    JOIN plan_seat s ON s.plan = p.plan AND s.idx = t.seat_idx
    JOIN order_line x ON x.performance_id = t.performance_id AND x.order_id = t.order_id AND x.seat_idx = t.seat_idx
    JOIN price_level l ON l.performance_id = t.performance_id AND l.idx = x.level
    JOIN ticket_type y ON y.performance_id = t.performance_id AND y.idx = t.ticket_type
    LEFT JOIN refund r ON r.performance_id = x.performance_id AND r.id = x.refund_id
    WHERE t.performance_id = $1 AND t.order_id = $2 ORDER BY t.seat_idx, t.id
"""

COPIED_COLUMNS = (
    *("id", "section", "row", "label", "type_name", "serial", "state", "holder"),
    *("refund_under_way", "refunded"),
)
"""Columns of OF_ORDER that a TicketView has unchanged."""


async def get_tickets(performance_id: int, order_id: int) -> list[TicketView]:
    """Fetch every ticket of an order in seat order, void ones too."""
    rows = await pool.fetch(OF_ORDER, performance_id, order_id)
    return [_view(performance_id, row) for row in rows]


def _view(performance_id: int, row: pool.Record) -> TicketView:
    code = ticket_code(performance_id, row["serial"])
    level = Level(row["level"], row["key"], row["level_name"])
    same = {name: row[name] for name in COPIED_COLUMNS}
    return TicketView(level=level, code=code, qr_svg=qr_svg(code), **same)
