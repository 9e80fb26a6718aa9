"""Writes the index of facts by order, seat and hold, and deletes generations of it."""

import time
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from app.history.subjects import Subject
from db import pool
from db.batch_size import BatchSize, leave_time_to_others
from db.pool import Connection

PIECE = 500
"""Rows in one statement, which takes a few milliseconds."""


class HistoryRow(NamedTuple):
    """The fact with the id `fact`, written at `at`, concerns a subject."""

    performance_id: int
    subject: Subject
    subject_id: int
    at: datetime
    fact: int


class NamedTicket(NamedTuple):
    """A ticket, by its performance and id."""

    performance_id: int
    id: int


class TicketPlace(NamedTuple):
    """The order and the seat of a ticket."""

    order_id: int
    seat_idx: int


# a lookup for each ticket: a join may be planned as a scan of all tickets
TICKETS = """
    SELECT t.performance_id, t.id, t.order_id, t.seat_idx
    FROM unnest($1::bigint[], $2::bigint[]) n (performance_id, id), LATERAL (
        SELECT * FROM ticket k WHERE k.performance_id = n.performance_id AND k.id = n.id LIMIT 1) t
"""
INSERT = """
    INSERT INTO history (generation, performance_id, subject, subject_id, at, fact)
    SELECT $1, * FROM unnest($2::bigint[], $3::smallint[], $4::bigint[], $5::timestamptz[], $6::bigint[])
    ON CONFLICT DO NOTHING
"""


async def read_ticket_places(
    connection: Connection, tickets: Collection[NamedTicket]
) -> dict[NamedTicket, TicketPlace]:
    """Fetch order and seat of each of these tickets that is there."""
    named = [ticket.performance_id for ticket in tickets], [ticket.id for ticket in tickets]
    rows = await connection.fetch(TICKETS, *named) if tickets else []
    return {NamedTicket(*row[:2]): TicketPlace(*row[2:]) for row in (tuple(row) for row in rows)}


async def write_history(connection: Connection, generation: int, rows: Collection[HistoryRow]) -> None:
    """Write the rows that are missing; those that are there stay.

    Where they are more than PIECE, as for a fact about 20,000 seats of an earlier release, all but the last piece are
    committed at once, in transactions of their own: a transaction that has written holds back every map. `connection`
    has not written yet. A crash leaves rows that are right and will be found there."""
    ordered = sorted(set(rows))
    last = max(len(ordered) - 1, 0) // PIECE * PIECE
    for start in range(0, last, PIECE):
        await pool.execute(INSERT, generation, *_columns(ordered[start : start + PIECE]))
    if ordered:
        await connection.execute(INSERT, generation, *_columns(ordered[last:]))


def _columns(rows: Sequence[HistoryRow]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


KEY = "generation, performance_id, subject, subject_id, fact"
# Goes on after the key $2 to $6: the entries of deleted rows before it would be read again and again. $7: how many.
DELETE = """
    WITH found AS MATERIALIZED (
        SELECT ctid, {key} FROM history WHERE generation {others} $1 AND ({key}) > ($2, $3, $4, $5, $6)
        ORDER BY {key} LIMIT $7
    ), gone AS (DELETE FROM history WHERE ctid = ANY (ARRAY(SELECT ctid FROM found)))
    SELECT {key} FROM found ORDER BY ({key}) DESC LIMIT 1
"""
DELETE_OLDER, DELETE_NEWER = DELETE.format(key=KEY, others="<"), DELETE.format(key=KEY, others=">")
BEFORE_ALL = (-1, -1, -1, -1, -1)


async def delete_history(*, keep: int) -> None:
    """Delete the rows of every generation but `keep`, in transactions of a few milliseconds each."""
    for delete in (DELETE_OLDER, DELETE_NEWER):
        size, after = BatchSize(), BEFORE_ALL
        while True:
            began = time.monotonic()
            last = await pool.fetch_row(delete, keep, *after, size.limit)
            if last is None:
                break
            after = tuple(last)
            took = time.monotonic() - began
            size.add(size.limit, took, more=True)
            await leave_time_to_others(took)
