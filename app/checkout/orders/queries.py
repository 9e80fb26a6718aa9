"""Inserts an order with its lines, and finds the order that a person opened before."""

import secrets
from datetime import datetime

import msgspec

from app.checkout.orders.contact import Contact
from app.checkout.orders.held_seats import LockedHold
from app.events.pricing import PricedTicket, Totals
from app.language.messages import Message
from app.language.translator import english
from app.tickets.base32 import random_base32
from db import pool
from db.pool import Connection, Record

RETRY_MINUTES = 2
PAY_MINUTES = 5
FIRST_CHECK_SECONDS = 60.0
"""Seconds until a worker asks Stripe by itself about an order."""


class Receipt(msgspec.Struct, frozen=True):
    """An order just opened or found: `link` is the secret part of its page's address, `reference` its short public
    name.

    `pay_by`: until when its seats are kept while it is pending. `new_seats`: how many seats it was opened with just
    now; 0 for an order that was found."""

    id: int
    performance_id: int
    link: str
    reference: str
    state: str
    pay_by: datetime | None = None
    new_seats: int = 0

    @property
    def address(self) -> str:
        """The path of the order's page."""
        return f"/orders/{self.performance_id}/{self.link}"


RECEIPT = """
    SELECT id, performance_id, link, reference, state, pay_by FROM "order" WHERE performance_id = $1 AND person = $2
"""
OF_HOLD = f"{RECEIPT} AND hold_id = $3"
RECENT = f"""
    {RECEIPT} AND state IN ('pending', 'paid') AND created_at > clock_timestamp() - make_interval(mins => $3)
    AND NOT EXISTS (SELECT FROM hold h WHERE h.performance_id = $1 AND h.person = $2 AND h.ended_at IS NULL)
    ORDER BY id DESC LIMIT 1
"""


async def find_existing_order(
    connection: Connection, performance_id: int, person: str, hold_id: int | None
) -> Receipt | None:
    """Find the order this person opened from this hold; without a hold, their order of the last two minutes, if they
    hold nothing now."""
    if hold_id is None:
        row = await connection.fetchrow(RECENT, performance_id, person, RETRY_MINUTES)
    else:
        row = await connection.fetchrow(OF_HOLD, performance_id, person, hold_id)
    return Receipt(**row) if row else None


LATEST = f"{RECEIPT} AND state IN ('pending', 'paid') ORDER BY id DESC LIMIT 1"


async def get_latest_order(performance_id: int, person: str) -> Receipt | None:
    """Fetch the newest order of this person that is pending or paid, or None."""
    row = await pool.fetch_row(LATEST, performance_id, person)
    return Receipt(**row) if row else None


# a reference that exists already is drawn again; a second order of one hold is refused by the database
INSERT = """
    INSERT INTO "order"
        (performance_id, link, reference, hold_id, person, email, name, language, state, currency, total, pay_by,
         look_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10,
        greatest($11, clock_timestamp() + make_interval(mins => $12)), clock_timestamp() + make_interval(secs => $13))
    ON CONFLICT (performance_id, reference) DO NOTHING
    RETURNING id, performance_id, link, reference, state, pay_by
"""
INSERT_LINES = """
    INSERT INTO order_line
        (performance_id, order_id, line, kind, seat_idx, level, ticket_type, label, quantity, amount, extra, included)
    SELECT $1, $2, l.n, l.kind, l.seat, l.level, l.ticket_type, l.label, l.quantity, l.amount, l.extra, l.included
    FROM unnest($3::text[], $4::integer[], $5::smallint[], $6::smallint[], $7::text[], $8::integer[], $9::bigint[],
                $10::bigint[], $11::boolean[])
         WITH ORDINALITY l(kind, seat, level, ticket_type, label, quantity, amount, extra, included, n)
"""


def new_reference() -> str:
    """Draw a reference such as "RX10-7K2M", forty random bits, to be read out on the telephone. It gives no access."""
    letters = random_base32(8)
    return f"{letters[:4]}-{letters[4:]}"


class Buyer(msgspec.Struct, frozen=True):
    """Who orders. `language`: the tag of the language in which mails and tickets are written for them."""

    person: str
    contact: Contact
    language: str


class NewOrder(msgspec.Struct, frozen=True):
    """An order to insert, of the seats of `hold`. `total` in minor units of `currency`."""

    performance_id: int
    buyer: Buyer
    hold: LockedHold
    total: int
    currency: str


async def insert_order(connection: Connection, order: NewOrder) -> Receipt:
    """Insert a pending order with an unguessable link (192 bits). Its seats are kept until the hold would have ended,
    and for five minutes at least."""
    contact = order.buyer.contact
    buyer = order.buyer.person, contact.email, contact.name, order.buyer.language
    times = order.hold.expires_at, PAY_MINUTES, FIRST_CHECK_SECONDS
    facts = order.hold.hold_id, *buyer, order.currency, order.total, *times
    row: Record | None = None
    while row is None:
        row = await connection.fetchrow(
            INSERT, order.performance_id, secrets.token_urlsafe(24), new_reference(), *facts
        )
    return Receipt(**row, new_seats=len(order.hold.seats))


async def insert_lines(
    connection: Connection, receipt: Receipt, hold: LockedHold, lines: list[tuple[PricedTicket, int]], sums: Totals
) -> None:
    """Insert one line for each seat, each fee and each tax. `lines`: for each seat its price, and the price with all
    fees.

    The lines add up to the order's total, except for an included tax, which is only shown."""
    say = english.say
    seats = [
        ("seat", seat.idx, line.level, line.ticket_type, say(seat.place), 1, line.price, cost - line.price, False)
        for seat, (line, cost) in zip(hold.seats, lines, strict=True)
    ]
    taxes = [("tax", tax, tax is sums.included) for tax in (sums.tax, sums.included) if tax]
    others = [
        (kind, None, None, None, _stored_label(line.label), line.quantity, line.amount, 0, included)
        for kind, line, included in [*(("fee", fee, False) for fee in sums.fees), *taxes]
    ]
    columns = [list(column) for column in zip(*seats, *others, strict=True)]
    await connection.execute(INSERT_LINES, receipt.performance_id, receipt.id, *columns)


def _stored_label(label: Message | str) -> str:
    """Return the label of a fee or a tax as its line stores it. The name of a fee is stored as the organizer wrote it:
    its translations are found by it."""
    return english.say(label) if isinstance(label, Message) else label
