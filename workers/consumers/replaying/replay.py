"""Makes the tables of a projection again, in a new generation beside the one that is in use, and swaps them.

Until the swap the rows in use are untouched, so a replay may end at any point; the next one begins from scratch."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from app.errors import AisleError
from app.language.messages import message
from db import pool
from db.batch_size import BatchSize, leave_time_to_others
from db.engine import DB
from db.transaction import transaction_on
from workers.consumers.consumer import Projection
from workers.consumers.replaying.replay_reading import Cursor, HandleRefused, handle_next, read_left_out
from workers.consumers.running.errors import error_text

Report = Callable[[str, int, int], None]
"""Called with what is counted, how many are done, and how many there are by an estimate."""


class CannotReplay(AisleError):
    """409. The consumer cannot be made again, or not now."""

    status, code, title = 409, "cannot_replay", message("This consumer cannot be replayed")


LOCK = "SELECT pg_try_advisory_lock(hashtext('aisle.replay'), hashtext($1))"
GENERATION = "SELECT generation FROM consumer WHERE name = $1"
# All facts of earlier transactions are in rows by now. The last cursor before them: one of the horizon itself would be
# that of a restored database.
HORIZON = """
    SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text::xid8 AS xid, 9223372036854775807 AS id,
           now() AS at
"""
LOCK_ROW = "SELECT FROM consumer WHERE name = $1 FOR UPDATE"
# A worker that has the lease finds another owner and another cursor, changes nothing, and begins with these.
SWAP = """
    UPDATE consumer SET generation = $3, xid = $4, id = $5, at = $6, as_of = $7, owner = NULL, leased_until = NULL,
        tries = 0, retry_at = NULL, error = '', state = 'running', why_stopped = ''
    WHERE name = $1 AND generation = $2 RETURNING generation
"""
# An estimate: an id is given for each fact, also for those that are rolled back. Counting would read the whole journal.
FACTS = """
    SELECT coalesce((SELECT id FROM journal ORDER BY xid DESC, id DESC LIMIT 1)
                    - (SELECT id FROM journal ORDER BY xid, id LIMIT 1) + 1, 0)
"""


async def replay(projection: Projection, report: Report) -> int:
    """Make the projection's rows again and put them in the place of those in use; return their generation.

    Raises CannotReplay: another replay of it is at work, it has never run, or a fact cannot be handled."""
    async with _lock(projection.name) as lock:
        old: int | None = await lock.fetchval(GENERATION, projection.name)
        if old is None:
            raise CannotReplay(
                message(
                    'The consumer "{name}" has never run, so there is nothing to replay: start a worker.',
                    name=projection.name,
                )
            )
        await projection.delete_generations(keep=old)
        cursor = await _begin(projection, old + 1, report)
        left_out = await read_left_out(projection.name)
        cursor = await follow(projection, cursor, old + 1, left_out, report)
        await _swap(lock, projection.name, old, cursor, left_out)
        await projection.delete_generations(keep=old + 1)
    return old + 1


async def _swap(lock: asyncpg.Connection, name: str, old: int, cursor: Cursor, left_out: set[tuple[int, int]]) -> None:
    """Let the next generation count in place of `old`. Raises CannotReplay; then nothing has changed.

    On the connection that holds the lock of replays: where that was lost, another one may be at work. The row is locked
    first, so that no dead letter is handled in the old generation meanwhile."""
    async with transaction_on(lock):
        await lock.execute(LOCK_ROW, name)
        if left_out - await read_left_out(name):
            raise CannotReplay(
                message('A fact that the consumer "{name}" had put aside was handled meanwhile. Try again.', name=name)
            )
        if await lock.fetchval(SWAP, name, old, old + 1, cursor.xid, cursor.id, cursor.at, cursor.as_of) is None:
            raise CannotReplay(message('The row of the consumer "{name}" was changed meanwhile. Try again.', name=name))


@asynccontextmanager
async def _lock(name: str) -> AsyncIterator[asyncpg.Connection]:
    """Hold the lock of this consumer's replays, on a connection of its own. Raises CannotReplay."""
    connection = await DB.get_new_connection()
    try:
        if not await connection.fetchval(LOCK, name):
            raise CannotReplay(message('Another replay of the consumer "{name}" is at work.', name=name))
        yield connection
    finally:
        await connection.close()


async def _begin(projection: Projection, generation: int, report: Report) -> Cursor:
    """Fill the generation from rows, where the projection does so. Returns the cursor to follow the journal from."""
    if not projection.fills_from_rows:
        return Cursor()
    row = await pool.fetch_row(HORIZON)
    assert row is not None
    async for done, total in projection.fill(generation):
        report("rows", done, total)
    return Cursor(**row)


async def follow(
    projection: Projection, cursor: Cursor, generation: int, left_out: set[tuple[int, int]], report: Report
) -> Cursor:
    """Handle the journal's facts after the cursor, until there are none. Returns the cursor after the last one."""
    total = await pool.fetch_value(FACTS) if cursor == Cursor() else 0
    done, size, alone, is_end = 0, BatchSize(), False, False
    while not is_end:
        began = time.monotonic()
        try:
            found = await handle_next(projection, cursor, generation, 1 if alone else size.limit, left_out)
        except HandleRefused as refused:
            if refused.facts > 1:
                alone = True  # to find the fact
                continue
            raise CannotReplay(
                message(
                    "It cannot be replayed: fact {fact} cannot be handled. Its rows stay as they were. {problem}",
                    fact=str(refused.fact),
                    problem=error_text(refused.__cause__ or refused),
                )
            ) from refused
        cursor, done, is_end = found.cursor, done + found.facts, found.is_end
        report("facts", done, done if is_end else max(done, total))
        took = time.monotonic() - began
        size.add(found.weight, took, more=not is_end)
        await leave_time_to_others(took)
    return cursor
