"""Fills a generation of the statistics of sales from rows, and deletes old ones: in many short transactions, because the
maps of all performances wait for the oldest transaction that has written."""

import time
from collections.abc import AsyncIterator

import msgspec

from app.sales.entries import ORDER, PAYMENT, PERFORMANCE, REFUND, SEAT
from app.sales.things import Thing
from app.sales.update import update_sales
from db import pool
from db.transaction import transaction

AIM_SECONDS = 0.008
"""How long a transaction shall last."""
FIRST, LEAST, MOST = 100, 10, 2000
"""Rows in one transaction: at first, at least, at most."""


class Rows(msgspec.Struct, frozen=True):
    """Rows to count. `count`: SQL that counts them all. `after`: SQL that selects the keys of at most $3 of them after
    the key ($1, $2)."""

    kind: int
    count: str
    after: str


def _by_id(kind: int, table: str, condition: str) -> Rows:
    return Rows(
        kind,
        f"SELECT count(*) FROM {table} WHERE {condition}",
        f"SELECT performance_id, id FROM {table} WHERE (performance_id, id) > ($1, $2) AND {condition}"
        " ORDER BY performance_id, id LIMIT $3",
    )


PERFORMANCES = Rows(
    PERFORMANCE,
    "SELECT count(*) FROM performance WHERE state <> 'draft'",
    "SELECT id AS performance_id, 0 AS id FROM performance WHERE (id, 0) > ($1, $2) AND state <> 'draft'"
    " ORDER BY id LIMIT least($3, 1)",
)
TAKEN = "(status <> 0 OR allocation IS NOT NULL)"
SEATS = Rows(
    SEAT,
    f"SELECT count(*) FROM seat WHERE {TAKEN}",
    f"SELECT performance_id, idx AS id FROM seat WHERE (performance_id, idx) > ($1, $2) AND {TAKEN}"
    " ORDER BY performance_id, idx LIMIT $3",
)
ALL_ROWS = (
    PERFORMANCES,
    SEATS,
    _by_id(ORDER, '"order"', "state IN ('paid', 'refunded')"),
    _by_id(PAYMENT, "payment", "state = 'succeeded'"),
    _by_id(REFUND, "refund", "state IN ('pending', 'succeeded', 'by_hand')"),
)


async def fill_sales(generation: int) -> AsyncIterator[tuple[int, int]]:
    """Count all rows that are there into this generation. Yields (rows done, all rows) after each transaction.

    Safe to repeat, also after it was interrupted. A row that changes meanwhile may be counted as it was or as it is: its
    fact has to be handled afterwards."""
    total = sum([await pool.fetch_value(rows.count) for rows in ALL_ROWS])
    done = 0
    for rows in ALL_ROWS:
        after, size = (-1, -1), FIRST
        while things := await _next_things(rows, after, size):
            took = await _count(generation, things)
            after, done = things[-1][::2], done + len(things)
            size = _next_size(size, took)
            yield min(done, total), total


async def _next_things(rows: Rows, after: tuple[int, int], size: int) -> list[Thing]:
    return [(row["performance_id"], rows.kind, row["id"]) for row in await pool.fetch(rows.after, *after, size)]


async def _count(generation: int, things: list[Thing]) -> float:
    """Count these things in a transaction of their own; return how many seconds it took.

    REPEATABLE READ: where two workers fill one generation, one of them fails, and nothing is counted twice."""
    began = time.monotonic()
    async with transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
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
    size = FIRST
    while True:
        began = time.monotonic()
        if await pool.execute(f"DELETE FROM {table} WHERE ctid = ANY (ARRAY({some}))", keep, size) < size:
            return
        size = _next_size(size, time.monotonic() - began)


def _next_size(size: int, took: float) -> int:
    """Return how many rows the next transaction shall have, after one with `size` rows took so many seconds."""
    return max(LEAST, min(MOST, 2 * size, round(size * AIM_SECONDS / took)))
