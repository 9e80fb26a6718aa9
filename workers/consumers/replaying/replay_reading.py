"""Reads facts for a replay and lets the projection handle them, a batch in one short transaction."""

from datetime import datetime

import msgspec

from db import pool
from db.pool import Connection
from db.transaction import commit_without_waiting, snapshot_transaction
from workers.consumers.consumer import Batch, JournalFact, Projection
from workers.consumers.running.errors import is_fault_of_fact
from workers.consumers.running.journal_facts import read_final

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
    """Raised when the projection cannot handle a fact. Its cause is the error, its text says which fact."""


class _BatchRefused(Exception):
    """Raised when the projection cannot handle all of these facts. Its cause is the error."""

    def __init__(self, facts: list[JournalFact]) -> None:
        self.facts = facts


class _RollBack(Exception):
    """Ends a transaction that is not to be committed."""


# A commit that waits for the disk holds back every map meanwhile. The swap waits for it, and with it for all before.
BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL synchronous_commit = off"
LEFT_OUT = "SELECT xid, id FROM dead_letter WHERE consumer = $1"
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
    try:
        return await _handle_next(projection, cursor, generation, limit, left_out)
    except _BatchRefused as refused:
        await _find_fault(projection, refused.facts, generation)
        raise HandleRefused(f"facts {refused.facts[0].id} to {refused.facts[-1].id}") from refused.__cause__


async def _handle_next(
    projection: Projection, cursor: Cursor, generation: int, limit: int, left_out: set[tuple[int, int]]
) -> Handled:
    async with snapshot_transaction() as connection:
        await commit_without_waiting(connection)
        # in the whole journal, also where the clock was set back: no month is left out
        found = await read_final(connection, cursor.xid, cursor.id, BEGINNING, limit)
        is_end = len(found) < limit
        as_of = await connection.fetchval(AS_OF) if is_end else None
        facts = [fact for fact in found if (fact.xid, fact.id) not in left_out and _is_wanted(projection, fact)]
        await _handle(projection, facts, generation, connection)
    if found:
        cursor = Cursor(found[-1].xid, found[-1].id, found[-1].at)
    return Handled(msgspec.structs.replace(cursor, as_of=as_of), len(found), is_end)


async def _find_fault(projection: Projection, facts: list[JournalFact], generation: int) -> None:
    """Handle each fact alone, and keep nothing of it. Raises HandleRefused at the first one that fails; where none
    does, they fail only together."""
    for fact in facts:
        try:
            async with snapshot_transaction() as connection:
                await commit_without_waiting(connection)
                await _handle(projection, [fact], generation, connection)
                raise _RollBack
        except _RollBack:
            continue
        except _BatchRefused as refused:
            raise HandleRefused(f"fact {fact.id}") from refused.__cause__


async def _handle(projection: Projection, facts: list[JournalFact], generation: int, connection: Connection) -> None:
    if not facts:
        return
    try:
        await projection.handle(Batch(facts, [], generation), connection)
    except Exception as error:
        if not is_fault_of_fact(error, acts_outside=False):
            raise
        raise _BatchRefused(facts) from error


def _is_wanted(projection: Projection, fact: JournalFact) -> bool:
    return projection.topics is None or fact.topic in projection.topics
