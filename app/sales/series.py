"""Reads what was sold in each minute and on each day, from the statistics of sales."""

from datetime import date, datetime

import msgspec

from app.sales.read import CURRENT, MAX_AGE_SECONDS, SaleSums, sale_sums
from db.pool import fetch


class MinuteOfSales(msgspec.Struct, frozen=True):
    """What happened in the minute that begins at `minute`; level, type and channel as in `Total`."""

    minute: datetime
    level: int
    ticket_type: int
    channel: str
    sales: SaleSums


class DayOfSales(msgspec.Struct, frozen=True):
    """What happened on a day, by the calendar of the venue; level, type and channel as in `Total`."""

    day: date
    level: int
    ticket_type: int
    channel: str
    sales: SaleSums


class Series(msgspec.Struct, frozen=True):
    """What happened at a performance, oldest first. `as_of` as in `PerformanceSales`."""

    as_of: datetime
    minutes: list[MinuteOfSales] = []
    days: list[DayOfSales] = []


MINUTES = (
    CURRENT.format(table="sales_minute", condition="AND t.minute >= date_trunc('minute', now()) - interval '48 hours'")
    + " ORDER BY t.minute, t.level, t.ticket_type, t.channel"
)
DAYS = CURRENT.format(table="sales_day", condition="") + " ORDER BY t.day, t.level, t.ticket_type, t.channel"


async def get_minutes(performance_id: int, *, max_age_seconds: float | None = MAX_AGE_SECONDS) -> Series | None:
    """Fetch what happened in each minute of the last 48 hours; None where there are no statistics, or older ones."""
    rows = await fetch(MINUTES, performance_id, max_age_seconds)
    minutes = [
        MinuteOfSales(row["minute"], row["level"], row["ticket_type"], row["channel"], sale_sums(row))
        for row in rows
        if row["level"] is not None
    ]
    return Series(rows[0]["as_of"], minutes=minutes) if rows else None


async def get_days(performance_id: int, *, max_age_seconds: float | None = MAX_AGE_SECONDS) -> Series | None:
    """Fetch what happened on each day; None where there are no statistics, or older ones."""
    rows = await fetch(DAYS, performance_id, max_age_seconds)
    days = [
        DayOfSales(row["day"], row["level"], row["ticket_type"], row["channel"], sale_sums(row))
        for row in rows
        if row["level"] is not None
    ]
    return Series(rows[0]["as_of"], days=days) if rows else None
