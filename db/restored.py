"""What `aisle restored` does after the database came out of a back-up: a new epoch, and valid cursors of consumers.

Postgres numbers transactions anew in each cluster. Facts that were restored into another cluster may have numbers that
this cluster has not reached, and no reader of the journal would reach them, or facts written since, in their order."""

import asyncpg
import msgspec

from db.engine import DB
from db.pool import rows_changed
from db.transaction import transaction_on

WHY_STOPPED = "its cursor or the journal is beyond the horizon: this database was restored. Run `aisle restored`"
"""`why_stopped` of a consumer that found this out."""
LAST_ID = 9_223_372_036_854_775_807
# Locks out writers of facts and of cursors, and waits for those that have begun. The order is that of a consumer's
# transaction: first facts, then its row.
LOCK_SQL = "LOCK TABLE journal, dead_letter, consumer IN SHARE ROW EXCLUSIVE MODE"
# Whether facts or cursors came from another cluster, and the last known fact that was restored: facts written since
# have greater ids. It is 0 where there are only cursors at the end of a transaction (LAST_ID).
# Every fact of this cluster was written by a transaction that has ended, so its number is below xmax. No consumer has
# handled a fact since, because none takes its lease while the journal has facts beyond.
FOREIGN_SQL = """
    SELECT coalesce(bool_or(xid >= pg_snapshot_xmax(pg_current_snapshot())), false) AS is_foreign,
           coalesce(max(id) FILTER (WHERE id < $1), 0) AS last_fact
    FROM (
        SELECT id, xid FROM journal WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())
        UNION ALL SELECT id, xid FROM consumer
    ) known
"""
CURSORS_SQL = "CREATE TEMPORARY TABLE old_cursor ON COMMIT DROP AS SELECT DISTINCT xid, id FROM consumer"
LEVEL = "(SELECT count(*) FROM old_cursor c WHERE (c.xid, c.id) < (t.xid, t.id))"
RENUMBER_JOURNAL_SQL = f"UPDATE journal t SET xid = (1 + {LEVEL})::text::xid8 WHERE id <= $1"  # noqa: S608
RENUMBER_DEAD_LETTERS_SQL = f"UPDATE dead_letter t SET xid = (1 + {LEVEL})::text::xid8 WHERE id <= $1"  # noqa: S608
MOVE_CURSORS_SQL = f"UPDATE consumer t SET xid = (1 + {LEVEL})::text::xid8, id = $1"  # noqa: S608
RESTART_SQL = """
    UPDATE consumer SET owner = NULL, leased_until = NULL,
        state = CASE WHEN why_stopped = $1 THEN 'running' ELSE state END,
        why_stopped = CASE WHEN why_stopped = $1 THEN '' ELSE why_stopped END
"""
COUNT_STOPPED_SQL = "SELECT count(*) FROM consumer WHERE why_stopped = $1"
BEGIN_EPOCH_SQL = "UPDATE relay SET epoch = epoch + 1, cursor = '0' WHERE shard = 0 RETURNING epoch"


class AfterRestore(msgspec.Struct, frozen=True):
    """What was done. `epoch`: the new one; `facts`: how many got another transaction number; `consumers`: how many have
    a valid cursor now; `restarted`: how many of them had stopped because of the restore."""

    epoch: int
    facts: int
    consumers: int
    restarted: int


async def begin_epoch() -> AfterRestore:
    """Begin a new epoch, so that every map is rebuilt, and make the cursors of consumers valid. All of it or nothing.

    In the same cluster (point-in-time recovery) cursors are valid as they are. If the journal, or a cursor, has numbers
    of transactions that this cluster has not reached, each restored fact gets a small one instead. With the different
    cursors c1 < … < ck, facts up to c1 get 1, facts after it up to c2 get 2, …, facts after ck get k + 1; inside a
    number ids give the order. The cursor cj becomes (j, greatest id). So each consumer has the same facts before and
    after its cursor as in the back-up, and facts that this cluster writes follow all of them. Dead letters get the
    numbers of their facts. Leases end, and consumers that stopped because of the restore run again.

    Facts that were written between the restore and this call are known by their greater ids. The journal is
    rewritten and locked for as long as that takes."""
    connection: asyncpg.Connection = await DB.get_new_connection()
    try:
        async with transaction_on(connection):
            await connection.execute(LOCK_SQL)
            foreign = await connection.fetchrow(FOREIGN_SQL, LAST_ID)
            facts = await _renumber(connection, foreign["last_fact"]) if foreign["is_foreign"] else 0
            restarted: int = await connection.fetchval(COUNT_STOPPED_SQL, WHY_STOPPED)
            status = await connection.execute(RESTART_SQL, WHY_STOPPED)
            epoch: int = await connection.fetchval(BEGIN_EPOCH_SQL)
    finally:
        await connection.close()
    return AfterRestore(epoch, facts, rows_changed(status), restarted)


async def _renumber(connection: asyncpg.Connection, last_fact: int) -> int:
    """Give small transaction numbers to the facts that were restored; return how many they are."""
    await connection.execute(CURSORS_SQL)
    await connection.execute("ALTER TABLE journal DISABLE TRIGGER append_only")
    status = await connection.execute(RENUMBER_JOURNAL_SQL, last_fact)
    await connection.execute("ALTER TABLE journal ENABLE TRIGGER append_only")
    await connection.execute(RENUMBER_DEAD_LETTERS_SQL, last_fact)
    await connection.execute(MOVE_CURSORS_SQL, LAST_ID)
    return rows_changed(status)
