"""How an order is written down, and found again by whoever opened it."""

import secrets

import msgspec

from app.checkout.claims import Claim
from app.checkout.contact import Contact
from app.events.prices import Line, Sums
from app.tickets.letters import random_letters
from db import pool
from db.pool import Connection, Record

RETRY_MINUTES = 2


class Receipt(msgspec.Struct, frozen=True):
    """Where an order is found: `link` is the secret part of its page's address, `reference` is for the telephone."""

    id: int
    performance_id: int
    link: str
    reference: str
    state: str

    @property
    def address(self) -> str:
        """The path of the order's page."""
        return f"/orders/{self.performance_id}/{self.link}"


RECEIPT = 'SELECT id, performance_id, link, reference, state FROM "order" WHERE performance_id = $1 AND person = $2'
OF_HOLD = f"{RECEIPT} AND hold_id = $3"
JUST_NOW = f"""
    {RECEIPT} AND state IN ('pending', 'paid') AND created_at > clock_timestamp() - make_interval(mins => $3)
    AND NOT EXISTS (SELECT FROM hold h WHERE h.performance_id = $1 AND h.person = $2 AND h.ended_at IS NULL)
    ORDER BY id DESC LIMIT 1
"""


async def opened_before(
    connection: Connection, performance_id: int, person: str, hold_id: int | None
) -> Receipt | None:
    """The order this person opened from this hold; without a hold, the one of a moment ago if nothing is held now."""
    if hold_id is None:
        row = await connection.fetchrow(JUST_NOW, performance_id, person, RETRY_MINUTES)
    else:
        row = await connection.fetchrow(OF_HOLD, performance_id, person, hold_id)
    return Receipt(**row) if row else None


LATEST = f"{RECEIPT} AND state IN ('pending', 'paid') ORDER BY id DESC LIMIT 1"


async def latest_order(performance_id: int, person: str) -> Receipt | None:
    """The newest order of this person that still stands; for them, not for others."""
    row = await pool.fetch_row(LATEST, performance_id, person)
    return Receipt(**row) if row else None


# a reference somebody already has is drawn again; a second order of one hold is refused by the database
INSERT = """
    INSERT INTO "order" (performance_id, link, reference, hold_id, person, email, name, state, currency, total)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9)
    ON CONFLICT (performance_id, reference) DO NOTHING RETURNING id, performance_id, link, reference, state
"""
INSERT_LINES = """
    INSERT INTO order_line (performance_id, order_id, line, kind, seat_idx, level, ticket_type, label, quantity, amount)
    SELECT $1, $2, l.n, CASE WHEN l.seat IS NULL THEN 'fee' ELSE 'seat' END,
           l.seat, l.level, l.ticket_type, l.label, l.quantity, l.amount
    FROM unnest($3::integer[], $4::smallint[], $5::smallint[], $6::text[], $7::integer[], $8::bigint[])
         WITH ORDINALITY l(seat, level, ticket_type, label, quantity, amount, n)
"""


def new_reference() -> str:
    """What a person says on the telephone: "RX10-7K2M", forty random bits. It opens nothing by itself."""
    letters = random_letters(8)
    return f"{letters[:4]}-{letters[4:]}"


async def insert_order(
    connection: Connection, performance_id: int, person: str, contact: Contact, held: Claim, total: int, currency: str
) -> Receipt:
    """A pending order with an unguessable link (192 bits)."""
    row: Record | None = None
    while row is None:
        link, reference = secrets.token_urlsafe(24), new_reference()
        row = await connection.fetchrow(
            INSERT, performance_id, link, reference, held.hold_id, person, contact.email, contact.name, currency, total
        )
    return Receipt(**row)


async def insert_lines(connection: Connection, receipt: Receipt, held: Claim, lines: list[Line], sums: Sums) -> None:
    """One line per seat at its price, then one per fee. They add up to the order's total."""
    seats = [
        (seat.idx, line.level, line.ticket_type, seat.words, 1, line.price)
        for seat, line in zip(held.seats, lines, strict=True)
    ]
    fees = [(None, None, None, fee.label, fee.quantity, fee.amount) for fee in sums.fees]
    columns = [list(column) for column in zip(*seats, *fees, strict=True)]
    await connection.execute(INSERT_LINES, receipt.performance_id, receipt.id, *columns)
