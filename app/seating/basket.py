"""The basket: what the fan sees of their hold, priced."""

from datetime import datetime

import msgspec

from app.events.kept import Kept
from app.events.price_table import Level, PriceTable, price_table
from app.events.prices import Line, Sum, all_in, total_of
from app.seating.picture import Seat, picture_of
from db import pool


class BasketLine(msgspec.Struct, frozen=True):
    """One seat. `all_in`: minor units, every fee that counts per ticket included."""

    idx: int
    section: str
    row: str
    label: str
    level: Level
    ticket_type: str
    all_in: int


class Basket(msgspec.Struct, frozen=True):
    """A live hold with its prices. `sums`: the tickets, then each fee as its own line. Money in minor units."""

    hold_id: int
    until: datetime
    extended: bool
    lifted: bool
    lines: list[BasketLine]
    sums: list[Sum]
    total: int
    currency: str

    @property
    def seats(self) -> list[int]:
        """The seats' numbers, in order."""
        return [line.idx for line in self.lines]


_shown_prices = Kept(price_table)
HELD = """
    SELECT h.id, p.plan, h.extended_at IS NOT NULL AS extended, h.lifted_at IS NOT NULL AS lifted,
           max(s.hold_expires_at) AS until, array_agg(s.idx ORDER BY s.idx) AS seats,
           array_agg(s.price_level ORDER BY s.idx) AS levels
    FROM hold h
    JOIN performance p ON p.id = h.performance_id
    JOIN seat s ON s.performance_id = h.performance_id AND s.hold_id = h.id AND s.hold_expires_at > now()
    WHERE h.performance_id = $1 AND h.person = $2 AND h.ended_at IS NULL
    GROUP BY h.id, p.plan, h.extended_at, h.lifted_at
"""


async def basket_of(performance_id: int, person: str) -> Basket | None:
    """What this person holds at this performance, priced; None when they hold nothing, or no longer."""
    row = await pool.fetch_row(HELD, performance_id, person)
    if row is None:
        return None
    prices = await _shown_prices(performance_id)
    picture = await picture_of(row["plan"])
    sums = total_of([first_line(prices, level) for level in row["levels"]], prices.fees)
    held = zip(row["seats"], row["levels"], strict=True)
    lines = [_basket_line(prices, picture[idx], level) for idx, level in held]
    return Basket(
        row["id"], row["until"], row["extended"], row["lifted"], lines, sums.rows, sums.total, prices.currency
    )


def first_line(prices: PriceTable, level: int) -> Line:
    """A ticket of this level as the first ticket type of the performance."""
    return prices.line(level, prices.types[0].idx)


def _basket_line(prices: PriceTable, seat: Seat, level: int) -> BasketLine:
    cost = all_in(first_line(prices, level).price, prices.fees)
    return BasketLine(seat.idx, seat.section, seat.row, seat.label, prices.levels[level], prices.types[0].name, cost)
