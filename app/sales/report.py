"""The statistics of sales of a performance as text for a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from app.language.money import format_money
from app.language.translator import english
from app.sales.read import PerformanceSales, SaleSums, SeatCounts, Total
from app.sales.series import Series


class Names(msgspec.Struct, frozen=True):
    """What a performance calls its price levels and ticket types, by their numbers, and its currency."""

    levels: Mapping[int, str]
    types: Mapping[int, str]
    currency: str

    def money(self, minor: int) -> str:
        """Write an amount in minor units."""
        return format_money(minor, self.currency, english.locale)


def sales_lines(performance_id: int, sales: PerformanceSales, names: Names) -> Iterator[str]:
    """Yield the lines of the report: seats and money in all, then by price level, ticket type and channel."""
    in_all = add_sales(sales.totals)
    orders = "1 order" if in_all.orders == 1 else f"{in_all.orders:,} orders"
    received, returned = (names.money(amount) for amount in (in_all.received, in_all.returned))
    yield _head(performance_id, sales)
    yield f"  {_seats(add_seats(sales.totals))}"
    yield f"  {orders} paid; {_sold(in_all, names)}"
    yield f"  {received} received, {returned} given back"
    sections = {
        "Price levels": [
            f"{names.levels.get(level, level)}: {_seats(add_seats(totals))}; {_sold(add_sales(totals), names)}"
            for level, totals in _groups(sales.totals, "level").items()
        ],
        "Ticket types": [
            f"{names.types.get(kind, kind)}: {_sold(add_sales(totals), names)}"
            for kind, totals in _groups(sales.totals, "ticket_type").items()
        ],
        "Channels": [
            f"{channel}: {_sold(add_sales(totals), names)}"
            for channel, totals in _groups(sales.totals, "channel").items()
        ],
    }
    for title, lines in sections.items():
        if lines:
            yield from ("", title, *(f"  {line}" for line in lines))


def series_lines(performance_id: int, series: Series, names: Names) -> Iterator[str]:
    """Yield a line for each minute or day in which something was sold, paid or given back."""
    yield _head(performance_id, series)
    times: dict[str, list[SaleSums]] = {}
    for minute in series.minutes:
        times.setdefault(f"{minute.minute:%Y-%m-%d %H:%M}", []).append(minute.sales)
    for day in series.days:
        times.setdefault(f"{day.day:%Y-%m-%d}", []).append(day.sales)
    for time, sales in times.items():
        in_all = _add(sales)
        received, returned = (names.money(amount) for amount in (in_all.received, in_all.returned))
        yield f"  {time}: {_sold(in_all, names)}; {received} received, {returned} given back"
    if not times:
        yield "  Nothing was sold."


def _head(performance_id: int, statistics: PerformanceSales | Series) -> str:
    return f"Performance {performance_id}, as of {statistics.as_of:%Y-%m-%d %H:%M:%S} UTC"


def add_seats(totals: Iterable[Total]) -> SeatCounts:
    """Add up how many seats are so."""
    return SeatCounts(*map(sum, zip(*(msgspec.structs.astuple(total.seats) for total in totals), strict=True)))


def add_sales(totals: Iterable[Total]) -> SaleSums:
    """Add up what was sold and paid."""
    return _add(total.sales for total in totals)


def _add(sales: Iterable[SaleSums]) -> SaleSums:
    return SaleSums(*map(sum, zip(*map(msgspec.structs.astuple, sales), strict=True)))


def _groups(totals: Iterable[Total], name: str) -> dict[Any, list[Total]]:
    """Group by this field; without those that have no level, type or channel."""
    groups: dict[Any, list[Total]] = {}
    for total in sorted(totals, key=lambda total: getattr(total, name)):
        if (key := getattr(total, name)) not in (-1, ""):
            groups.setdefault(key, []).append(total)
    return groups


def _seats(seats: SeatCounts) -> str:
    return (
        f"{seats.capacity:,} seats: {seats.left:,} left, {seats.held:,} held, {seats.sold:,} sold,"
        f" {seats.allocated:,} set aside, {seats.killed:,} not for sale"
    )


def _sold(sales: SaleSums, names: Names) -> str:
    tickets = f"{sales.tickets:,} tickets for {names.money(sales.revenue)}"
    if not sales.refunded_tickets and not sales.refunds:
        return tickets
    return f"{tickets}, of these {sales.refunded_tickets:,} refunded with {names.money(sales.refunds)}"
