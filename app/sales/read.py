"""Reads the statistics of sales, for pages and commands."""

from datetime import datetime

import msgspec

from app.sales.entries import SALE_MEASURES, SEAT_MEASURES
from db.pool import Record, fetch

MAX_AGE_SECONDS = 10
"""Older statistics are not read: the caller counts, or shows nothing. Nor are those of an instant to come, which are
left where the clock was set back."""

IS_FRESH = f"as_of BETWEEN now() - interval '{MAX_AGE_SECONDS} seconds' AND now() + interval '1 second'"
FRESH_GENERATION = f"(SELECT generation FROM consumer WHERE name = 'sales_stats' AND {IS_FRESH})"
"""The generation to read; null where there is none, or an old one."""
LEFT = "(sum(capacity - held - sold - killed - allocated))::bigint"
LEFT_OF_P = f"""(
    SELECT {LEFT} FROM sales_total
    WHERE generation = {FRESH_GENERATION} AND performance_id = p.id HAVING sum(capacity) > 0
)"""
"""How many seats of performance p.id are left for the public; null where the statistics do not say."""
LEFT_BY_LEVEL = f"""
    SELECT level AS price_level, {LEFT} AS left FROM sales_total
    WHERE generation = {FRESH_GENERATION} AND performance_id = $1 AND level >= 0 GROUP BY level HAVING sum(capacity) > 0
"""
"""How many seats of performance $1 are left, by price level; no row where the statistics do not say."""


class SeatCounts(msgspec.Struct, frozen=True):
    """How many seats there are, by what they are now."""

    capacity: int = 0
    held: int = 0
    sold: int = 0
    killed: int = 0
    allocated: int = 0

    @property
    def left(self) -> int:
        """How many the public can still take."""
        return self.capacity - self.held - self.sold - self.killed - self.allocated


class SaleSums(msgspec.Struct, frozen=True):
    """What was sold and paid; money in minor units. Their meanings are in app/sales/entries.py."""

    orders: int = 0
    tickets: int = 0
    revenue: int = 0
    refunded_tickets: int = 0
    refunds: int = 0
    received: int = 0
    returned: int = 0


class Total(msgspec.Struct, frozen=True):
    """Of one price level, ticket type and channel. -1: no level or type; "": no channel."""

    level: int
    ticket_type: int
    channel: str
    seats: SeatCounts
    sales: SaleSums


class PerformanceSales(msgspec.Struct, frozen=True):
    """All totals of a performance. `as_of`: all that was committed at this instant is counted."""

    as_of: datetime
    totals: list[Total]


# the row of the consumer comes with each row, or alone, so that both are from one snapshot
CURRENT = """
    SELECT c.as_of, t.* FROM consumer c LEFT JOIN {table} t ON t.generation = c.generation AND t.performance_id = $1
    {condition} WHERE c.name = 'sales_stats' AND c.as_of IS NOT NULL
      AND ($2::float8 IS NULL
           OR c.as_of BETWEEN now() - make_interval(secs => $2) AND now() + interval '1 second')
"""
TOTALS = CURRENT.format(table="sales_total", condition="") + " ORDER BY t.level, t.ticket_type, t.channel"


async def get_sales(performance_id: int, *, max_age_seconds: float | None = MAX_AGE_SECONDS) -> PerformanceSales | None:
    """Fetch the totals of a performance; None where there are no statistics, or older ones. `max_age_seconds`: None for
    any age."""
    rows = [row for row in await fetch(TOTALS, performance_id, max_age_seconds) if row["level"] is not None]
    if not rows:
        return None
    totals = [
        Total(
            row["level"],
            row["ticket_type"],
            row["channel"],
            SeatCounts(*(row[name] for name in SEAT_MEASURES)),
            sale_sums(row),
        )
        for row in rows
    ]
    return PerformanceSales(rows[0]["as_of"], totals)


def sale_sums(row: Record) -> SaleSums:
    """Return the sums of a row."""
    return SaleSums(*(row[name] for name in SALE_MEASURES))
