"""Checks the statistics of sales: counts all rows again, twice, and compares."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from app.errors import NotFound
from app.language.messages import message
from app.sales.changes import VALUES
from app.sales.entries import MEASURES, SALE_MEASURES
from app.sales.plain_counts import PLAIN_COUNTS
from app.sales.recount import CONSUMER, OTHER_ENTRIES, PENDING, PERFORMANCES, RECOUNT, STORED, TO_COME
from app.sales.things import MalformedFact, Thing, things_of
from app.sales.update import columns_of
from db.pool import Connection, Record
from db.transaction import transaction


class Difference(msgspec.Struct, frozen=True):
    """A number that is not what counting gives. `where`: which row, in words for staff."""

    performance_id: int
    where: str
    measure: str
    stored: object
    counted: object

    def __str__(self) -> str:
        return f"performance {self.performance_id}, {self.where}: {self.measure} is {self.stored}, not {self.counted}"


class UnreadFact(msgspec.Struct, frozen=True):
    """A fact that is not handled yet and cannot be: the consumer will not get past it."""

    id: int
    problem: str

    def __str__(self) -> str:
        return f"fact {self.id} cannot be read: {self.problem}"


class Verification(msgspec.Struct, frozen=True):
    """What a check found. `as_of`: of the statistics; None where they have handled nothing yet."""

    performances: int
    as_of: datetime | None
    differences: list[Difference | UnreadFact]


class NoStatistics(NotFound):
    """The consumer has not begun."""

    detail = message("There are no statistics of sales yet: the consumer sales_stats has not begun.")


KIND_NAMES = ("capacity", "seat", "order", "payment", "refund")

Numbers = dict[str, Counter[str]]
"""Where, in words → measure → its sum."""


async def verify_sales() -> Verification:
    """Count the sales of all performances from rows, in one snapshot, and compare with the statistics: totals, days,
    the minutes of the last 48 hours, and what was last counted of each thing.

    Facts that are not handled yet make no difference; one that cannot be read is listed. Raises NoStatistics."""
    async with transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        consumer = await connection.fetchrow(CONSUMER)
        if consumer is None:
            raise NoStatistics()
        pending, unread = await _pending_things(connection, consumer)
        generation = consumer["generation"]
        performances = [row[0] for row in await connection.fetch(PERFORMANCES, generation)]
        differences: list[Difference | UnreadFact] = [*unread]
        for performance in performances:
            differences += await _differences(connection, generation, performance, pending[performance])
    return Verification(len(performances), consumer["as_of"], differences)


async def _pending_things(connection: Connection, consumer: Record) -> tuple[dict[int, set[Thing]], list[UnreadFact]]:
    """Return by performance what facts name that the consumer has not handled, and which of them cannot be read."""
    things: dict[int, set[Thing]] = defaultdict(set)
    unread: list[UnreadFact] = []
    async for row in connection.cursor(PENDING, consumer["xid"], consumer["id"], prefetch=1000):
        payload = msgspec.json.decode(row["payload"])
        try:
            things[row["performance_id"]].update(things_of(row["performance_id"], row["topic"], payload))
        except MalformedFact as problem:
            unread.append(UnreadFact(row["id"], str(problem)))
    return things, unread


async def _differences(
    connection: Connection, generation: int, performance: int, pending: set[Thing]
) -> list[Difference]:
    key = generation, performance
    stored: Numbers = defaultdict(Counter)
    for sql in STORED:
        for row in await connection.fetch(sql, *key):
            stored[_where(row, row["minute"], row["day"])].update(_measures(row))
    for row in await connection.fetch(TO_COME, generation, *columns_of(pending)):
        _add(stored, row)
    counted: Numbers = defaultdict(Counter)
    for row in await connection.fetch(RECOUNT, *key):
        _add(counted, row)
    in_all: Counter[str] = Counter()
    for where, numbers in stored.items():
        if where.startswith("total"):
            in_all.update(numbers)
    plain = [await connection.fetchrow(sql, performance) for sql in PLAIN_COUNTS]
    entries = await connection.fetch(OTHER_ENTRIES, *key)
    return [
        *_compare(performance, stored, counted),
        *_compare(performance, {"counted plainly": in_all}, {"counted plainly": _merged(plain)}),
        *_wrong_entries(performance, entries, pending),
    ]


def _add(numbers: Numbers, row: Record) -> None:
    """Add a row to the totals, to its minute and to its day."""
    measures = _measures(row)
    numbers[_where(row)].update(measures)
    sales = {name: measures[name] for name in SALE_MEASURES}
    if row["day"] is not None:
        numbers[_where(row, day=row["day"])].update(sales)
    if row["minute"] is not None:
        numbers[_where(row, row["minute"])].update(sales)


def _where(row: Record, minute: datetime | None = None, day: object = None) -> str:
    """Say in words which row of which table it is."""
    time = f"minute {minute:%Y-%m-%d %H:%M} UTC" if minute else f"day {day}" if day else "total"
    parts = [time]
    if row["level"] >= 0:
        parts.append(f"level {row['level']}")
    if row["ticket_type"] >= 0:
        parts.append(f"ticket type {row['ticket_type']}")
    if row["channel"]:
        parts.append(f"channel {row['channel']}")
    return ", ".join(parts)


def _measures(row: Record) -> dict[str, int]:
    return {name: row[name] for name in MEASURES if name in row}


def _merged(rows: Iterable[Record]) -> Counter[str]:
    return Counter({name: number for row in rows for name, number in row.items()})


def _compare(performance: int, stored: Numbers, counted: Numbers) -> Iterator[Difference]:
    for where in sorted({*stored, *counted}):
        one, other = stored.get(where, Counter()), counted.get(where, Counter())
        for measure in MEASURES:
            if one[measure] != other[measure]:
                yield Difference(performance, where, measure, one[measure], other[measure])


def _wrong_entries(performance: int, rows: Iterable[Record], pending: set[Thing]) -> Iterator[Difference]:
    for row in rows:
        if (performance, row["kind"], row["id"]) not in pending:
            where = f"{KIND_NAMES[row['kind']]} {row['id']}"
            is_in_both = row["channel"] is not None and row["old_channel"] is not None
            for name in VALUES if is_in_both else MEASURES:
                old, new = row[f"old_{name}"] or 0, row[name] or 0
                if old != new:
                    yield Difference(performance, where, name, old, new)
