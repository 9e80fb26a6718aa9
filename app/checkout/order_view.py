"""An order as its page shows it. Whoever has the link may see it; nobody else can find it."""

from datetime import datetime

import msgspec

from app.errors import NotFound
from app.events.price_table import Level
from app.events.prices import Sum
from db import pool


class OrderLine(msgspec.Struct, frozen=True):
    """One seat and its price before fees, in minor units."""

    idx: int
    section: str
    row: str
    label: str
    level: Level
    ticket_type: str
    amount: int


class Order(msgspec.Struct, frozen=True):
    """`lines` and `fees` add up to `total`; money in minor units."""

    id: int
    performance_id: int
    reference: str
    name: str
    email: str
    state: str
    currency: str
    total: int
    created_at: datetime
    paid_at: datetime | None
    expired_at: datetime | None
    lines: list[OrderLine] = []
    fees: list[Sum] = []


ORDER = """
    SELECT id, performance_id, reference, name, email, state, currency, total, created_at, paid_at, expired_at
    FROM "order" WHERE performance_id = $1 AND link = $2
"""
SEATS = """
    SELECT x.seat_idx AS idx, s.section, s."row", s.label, l.idx AS level, l.key, l.name AS level_name,
           t.name AS ticket_type, x.amount
    FROM order_line x
    JOIN performance p ON p.id = x.performance_id
    JOIN plan_seat s ON s.plan = p.plan AND s.idx = x.seat_idx
    JOIN price_level l ON l.performance_id = x.performance_id AND l.idx = x.level
    JOIN ticket_type t ON t.performance_id = x.performance_id AND t.idx = x.ticket_type
    WHERE x.performance_id = $1 AND x.order_id = $2 ORDER BY x.line
"""
FEES = """
    SELECT label, amount, quantity FROM order_line
    WHERE performance_id = $1 AND order_id = $2 AND kind = 'fee' ORDER BY line
"""


async def order_behind(performance_id: int, link: str) -> Order:
    """The order at this link. Raises NotFound, whatever is wrong with the link."""
    row = await pool.fetch_row(ORDER, performance_id, link)
    if row is None:
        raise NotFound()
    lines = [_line(line) for line in await pool.fetch(SEATS, performance_id, row["id"])]
    fees = [Sum(**fee) for fee in await pool.fetch(FEES, performance_id, row["id"])]
    return Order(**row, lines=lines, fees=fees)


def _line(row: pool.Record) -> OrderLine:
    level = Level(row["level"], row["key"], row["level_name"])
    return OrderLine(row["idx"], row["section"], row["row"], row["label"], level, row["ticket_type"], row["amount"])
