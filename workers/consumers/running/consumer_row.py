"""The row of a consumer: where it is, and the one way to move it."""

from datetime import datetime

import msgspec

from db.pool import Connection
from workers.consumers.consumer import JournalFact
from workers.consumers.running.errors import LeaseLost

# `since`: with $2, facts of earlier months are left out. An hour covers transactions that began before the last fact
# that was handled; least() covers a clock that was set back. `ahead_since`: the oldest fact that is not final.
READ_SQL = """
    SELECT c.xid, c.id, c.owner, c.state, c.tries, c.retry_at, c.generation, c.as_of, now() AS now,
           pg_snapshot_xmin(pg_current_snapshot()) AS horizon, bound.since,
           (SELECT min(j.at) FROM journal j
            WHERE j.xid >= pg_snapshot_xmin(pg_current_snapshot()) AND j.at >= bound.since) AS ahead_since
    FROM consumer c, LATERAL (
        SELECT CASE WHEN $2 THEN least(c.at, now()) - interval '1 hour' ELSE '-infinity' END AS since
    ) bound
    WHERE c.name = $1
"""
# Changes nothing when another worker has the lease, or has moved the cursor. The commit is not waited for on disk: a
# move that is lost is lost together with what it covers, or makes an outside effect happen again.
MOVE_SQL = """
    UPDATE consumer SET xid = $5, id = $6, at = coalesce($7, at), as_of = coalesce($8, as_of), tries = 0,
        retry_at = NULL, error = ''
    WHERE name = $1 AND owner = $2 AND (xid, id) = ($3, $4)
    RETURNING set_config('synchronous_commit', 'off', true)
"""


class ConsumerRow(msgspec.Struct, frozen=True):
    """The row of a consumer as a snapshot sees it. `now`: when its transaction began; `horizon`: of the snapshot.

    `since`: facts that were written earlier need not be read. `ahead_since`: when the
    oldest fact was written that is committed and not final; None where there is none."""

    xid: int
    id: int
    owner: str | None
    state: str
    tries: int
    retry_at: datetime | None
    generation: int
    as_of: datetime | None
    now: datetime
    horizon: int
    since: datetime
    ahead_since: datetime | None


async def read_consumer_row(connection: Connection, name: str, owner: str, *, prunes: bool) -> ConsumerRow:
    """Read the row of the consumer that `owner` has leased. `prunes`: old months may be left out of what is read.

    Raises LeaseLost."""
    found = await connection.fetchrow(READ_SQL, name, prunes)
    if found is None or found["owner"] != owner or found["state"] != "running":
        raise LeaseLost
    return ConsumerRow(**found)


async def move(
    connection: Connection, name: str, owner: str, row: ConsumerRow, last: JournalFact | None, as_of: datetime | None
) -> None:
    """Move the cursor from `row` to the fact `last`, which is handled; None: it stays. `as_of`: all that was
    committed then is handled; None: as before. Raises LeaseLost or asyncpg.SerializationError."""
    xid, id, at = (last.xid, last.id, last.at) if last else (row.xid, row.id, None)
    if await connection.fetchrow(MOVE_SQL, name, owner, row.xid, row.id, xid, id, at, as_of) is None:
        raise LeaseLost
