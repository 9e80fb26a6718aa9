"""Reads facts for a replay and lets the projection handle them, a batch in one short transaction."""

from datetime import datetime

import msgspec

from db import pool
from db.pool import DATABASE_ERRORS, Connection, Record
from db.transaction import transaction
from workers.consumers.consumer import Batch, JournalFact, Projection

BEGINNING = datetime.min


class Cursor(msgspec.Struct, frozen=True):
    """The last fact that was handled. `as_of`: all that was committed by then is handled; None: that is not known."""

    xid: int = 0
    id: int = 0
    at: datetime = BEGINNING
    as_of: datetime | None = None


class Handled(msgspec.Struct, frozen=True):
    """A batch that was handled: the cursor after it, how many facts it had, and whether there were no more."""

    cursor: Cursor
    facts: int
    is_end: bool


class HandleRefused(Exception):
    """Raised when the projection cannot handle a fact. Its cause is the error."""


# A commit that waits for the disk holds back every map meanwhile. The swap waits for it, and with it for all before.
BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL synchronous_commit = off"
LEFT_OUT = "SELECT xid, id FROM dead_letter WHERE consumer = $1"
# In the whole journal, also where the clock was set back: no month is left out.
FACTS = """
    SELECT xid, id, at, organizer_id, performance_id, topic, payload::text AS payload, actor, trace FROM journal
    WHERE (xid, id) > ($1::xid8, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, id LIMIT $3
"""
# Facts that are not final were committed after their transaction began.
AS_OF = """
    SELECT coalesce((SELECT min(at) FROM journal WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())), now())
"""


async def read_left_out(name: str) -> set[tuple[int, int]]:
    """Fetch (xid, id) of the facts that the consumer has passed without handling them: its dead letters."""
    return {(row["xid"], row["id"]) for row in await pool.fetch(LEFT_OUT, name)}


async def handle_next(
    projection: Projection, cursor: Cursor, generation: int, limit: int, left_out: set[tuple[int, int]]
) -> Handled:
    """Handle up to `limit` facts after the cursor, without those in `left_out`. Raises HandleRefused."""
    async with transaction() as connection:
        await connection.execute(BEGIN)
        rows = await connection.fetch(FACTS, cursor.xid, cursor.id, limit)
        is_end = len(rows) < limit
        as_of = await connection.fetchval(AS_OF) if is_end else None
        facts = [_fact(row) for row in rows if (row["xid"], row["id"]) not in left_out]
        await _handle(projection, [fact for fact in facts if _is_wanted(projection, fact)], generation, connection)
    last = rows[-1] if rows else None
    if last is not None:
        cursor = Cursor(last["xid"], last["id"], last["at"])
    return Handled(msgspec.structs.replace(cursor, as_of=as_of), len(rows), is_end)


async def _handle(projection: Projection, facts: list[JournalFact], generation: int, connection: Connection) -> None:
    if not facts:
        return
    try:
        await projection.handle(Batch(facts, [], generation), connection)
    except DATABASE_ERRORS:
        raise
    except Exception as error:
        raise HandleRefused from error


def _is_wanted(projection: Projection, fact: JournalFact) -> bool:
    return projection.topics is None or fact.topic in projection.topics


def _fact(row: Record) -> JournalFact:
    values = dict(row)
    return JournalFact(**(values | {"payload": msgspec.json.decode(values["payload"])}))
