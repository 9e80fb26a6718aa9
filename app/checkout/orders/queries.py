"""How an order is written down, and found again by whoever opened it."""

import secrets
from datetime import datetime

import msgspec

from app.checkout.orders.contact import Contact
from app.checkout.orders.held_seats import LockedHold
from app.events.pricing import PricedTicket, Totals
from app.tickets.base32 import random_base32
from db import pool
from db.pool import Connection, Record

RETRY_MINUTES = 2
PAY_MINUTES = 5
FIRST_CHECK_SECONDS = 60.0
"""Seconds until a worker asks Stripe of its own accord what became of an order."""


class Receipt(msgspec.Struct, frozen=True):
    """Where an order is found: `link` is the secret part of its page's address, `reference` is for the telephone.

    `pay_by`: until when its seats are promised while it is pending."""

    id: int
    performance_id: int
    link: str
    reference: str
    state: str
    pay_by: datetime | None = None

    @property
    def address(self) -> str:
        """The path of the order's page."""
        return f"/orders/{self.performance_id}/{self.link}"


RECEIPT = """
    SELECT id, performance_id, link, reference, state, pay_by FROM "order" WHERE performance_id = $1 AND person = $2
"""
OF_HOLD = f"{RECEIPT} AND hold_id = $3"
JUST_NOW = f"""
    {RECEIPT} AND state IN ('pending', 'paid') AND created_at > clock_timestamp() - make_interval(mins => $3)
    AND NOT EXISTS (SELECT FROM hold h WHERE h.performance_id = $1 AND h.person = $2 AND h.ended_at IS NULL)
    ORDER BY id DESC LIMIT 1
"""


async def find_existing_order(
    connection: Connection, performance_id: int, person: str, hold_id: int | None
) -> Receipt | None:
    """The order this person opened from this hold; without a hold, the one of a moment ago if nothing is held now."""
    if hold_id is None:
        row = await connection.fetchrow(JUST_NOW, performance_id, person, RETRY_MINUTES)
    else:
        row = await connection.fetchrow(OF_HOLD, performance_id, person, hold_id)
    return Receipt(**row) if row else None


LATEST = f"{RECEIPT} AND state IN ('pending', 'paid') ORDER BY id DESC LIMIT 1"


async def get_latest_order(performance_id: int, person: str) -> Receipt | None:
    """The newest order of this person that still stands; for them, not for others."""
    row = await pool.fetch_row(LATEST, performance_id, person)
    return Receipt(**row) if row else None


# a reference somebody already has is drawn again; a second order of one hold is refused by the database
INSERT = """
    INSERT INTO "order"
        (performance_id, link, reference, hold_id, person, email, name, state, currency, total, pay_by, look_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9,
        greatest($10, clock_timestamp() + make_interval(mins => $11)), clock_timestamp() + make_interval(secs => $12))
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
    """What a person says on the telephone: "RX10-7K2M", forty random bits. It opens nothing by itself."""
    letters = random_base32(8)
    return f"{letters[:4]}-{letters[4:]}"


async def insert_order(
    connection: Connection,
    performance_id: int,
    person: str,
    contact: Contact,
    hold: LockedHold,
    total: int,
    currency: str,
) -> Receipt:
    """A pending order with an unguessable link (192 bits). Its seats are promised until the hold would have ended, and
    for five minutes at least."""
    row: Record | None = None
    while row is None:
        link, reference = secrets.token_urlsafe(24), new_reference()
        row = await connection.fetchrow(
            INSERT, performance_id, link, reference, hold.hold_id, person, contact.email, contact.name, currency, total,
            hold.expires_at, PAY_MINUTES, FIRST_CHECK_SECONDS,
        )  # fmt: skip
    return Receipt(**row)


async def insert_lines(
    connection: Connection, receipt: Receipt, hold: LockedHold, lines: list[tuple[PricedTicket, int]], sums: Totals
) -> None:
    """One line per seat at its price (`lines`: with what it costs all in), one per fee, one for a tax.

    They add up to the order's total, but for an included tax, which is only told."""
    seats = [
        ("seat", seat.idx, line.level, line.ticket_type, seat.place, 1, line.price, cost - line.price, False)
        for seat, (line, cost) in zip(hold.seats, lines, strict=True)
    ]
    taxes = [("tax", tax, tax is sums.included) for tax in (sums.tax, sums.included) if tax]
    others = [
        (kind, None, None, None, told.label, told.quantity, told.amount, 0, included)
        for kind, told, included in [*(("fee", fee, False) for fee in sums.fees), *taxes]
    ]
    columns = [list(column) for column in zip(*seats, *others, strict=True)]
    await connection.execute(INSERT_LINES, receipt.performance_id, receipt.id, *columns)
