"""Fills a generation of the statistics of sales from rows, and deletes old ones: in many short transactions, because
the maps of all performances wait for the oldest transaction that has written."""

import time
from collections.abc import AsyncIterator

import msgspec

from app.sales.entries import ORDER, PAYMENT, PERFORMANCE, REFUND, SEAT
from app.sales.things import Thing
from app.sales.update import update_sales
from db import pool
from db.batch_size import BatchSize, leave_time_to_others
from db.transaction import commit_without_waiting, snapshot_transaction

PAGE = 2000
"""Ids that are read at once."""


class Rows(msgspec.Struct, frozen=True):
    """Rows to count. `count`: SQL that counts them all. `after`: SQL that selects the ids of at most $3 of them at
    performance $1 after the id $2."""

    kind: int
    count: str
    after: str


def _rows(kind: int, table: str, condition: str, key: str = "id") -> Rows:
    return Rows(
        kind,
        f"SELECT count(*) FROM {table} WHERE {condition}",
        f"SELECT {key} FROM {table} WHERE performance_id = $1 AND {key} > $2 AND {condition} ORDER BY {key} LIMIT $3",
    )


ALL_ROWS = (
    _rows(SEAT, "seat", "(status <> 0 OR allocation IS NOT NULL)", "idx"),
    _rows(ORDER, '"order"', "state IN ('paid', 'refunded')"),
    _rows(PAYMENT, "payment", "state = 'succeeded'"),
    _rows(REFUND, "refund", "state IN ('pending', 'succeeded', 'by_hand')"),
)
PERFORMANCES = "SELECT id FROM performance WHERE state <> 'draft' ORDER BY id"


async def fill_sales(generation: int) -> AsyncIterator[tuple[int, int]]:
    """Count all rows that are there into this generation. Yields (rows done, all rows) after each transaction.

    Safe to repeat after it was interrupted. A row that changes meanwhile may be counted as it was or as it is: its fact
    has to be handled afterwards."""
    performances = [row["id"] for row in await pool.fetch(PERFORMANCES)]
    total = len(performances) + sum([await pool.fetch_value(rows.count) for rows in ALL_ROWS])
    done, size, things = 0, BatchSize(), list[Thing]()
    for performance in performances:
        await _count(generation, [(performance, PERFORMANCE, 0)])  # it reads all the seats
        done += 1
        for rows in ALL_ROWS:
            async for thing in _things(performance, rows):
                things.append(thing)
                if len(things) >= size.limit:
                    took = await _count(generation, things)
                    size.add(len(things), took, more=True)
                    await leave_time_to_others(took)
                    done, things = done + len(things), []
                    yield min(done, total), total
    await _count(generation, things)
    yield total, total


async def _things(performance: int, rows: Rows) -> AsyncIterator[Thing]:
    """Yield these rows of the performance."""
    after = -1
    while ids := [row[0] for row in await pool.fetch(rows.after, performance, after, PAGE)]:
        for number in ids:
            yield performance, rows.kind, number
        after = ids[-1]


async def _count(generation: int, things: list[Thing]) -> float:
    """Count these things in a transaction of their own; return how many seconds it took.

    REPEATABLE READ: where two workers fill one generation, one of them fails, and nothing is counted twice."""
    began = time.monotonic()
    async with snapshot_transaction() as connection:
        await commit_without_waiting(connection)
        await update_sales(connection, generation, things)
    return time.monotonic() - began


TABLES = ("sales_entry", "sales_total", "sales_minute", "sales_day")


async def delete_sales(*, keep: int) -> None:
    """Delete the statistics of every generation but `keep`."""
    for table in TABLES:
        for others in ("generation < $1", "generation > $1"):
            await _delete(table, others, keep)


async def _delete(table: str, others: str, keep: int) -> None:
    """Delete the rows of a table that meet `others`, a few in each statement."""
    some = f"SELECT ctid FROM {table} WHERE {others} LIMIT $2"
    size = BatchSize()
    while True:
        began = time.monotonic()
        deleted = await pool.execute(f"DELETE FROM {table} WHERE ctid = ANY (ARRAY({some}))", keep, size.limit)
        if deleted < size.limit:
            return
        took = time.monotonic() - began
        size.add(deleted, took, more=True)
        await leave_time_to_others(took)
