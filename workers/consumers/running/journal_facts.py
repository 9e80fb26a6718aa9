"""Reads facts of the journal, in the order (xid, id)."""

from datetime import datetime

import msgspec

from db.pool import Connection, Record
from workers.consumers.consumer import JournalFact

COLUMNS = "xid, id, at, organizer_id, performance_id, topic, payload, actor, trace"
# Final facts: no transaction that may still write before them runs. `at >= $3` lets Postgres leave out old months.
FINAL_SQL = f"""
    SELECT {COLUMNS} FROM journal
    WHERE (xid, id) > ($1::xid8, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND at >= $3
    ORDER BY xid, id LIMIT $4
"""  # noqa: S608
# Facts that are committed, but not final.
AHEAD_SQL = f"""
    SELECT {COLUMNS} FROM journal
    WHERE xid >= pg_snapshot_xmin(pg_current_snapshot()) AND at >= $1 ORDER BY xid, id LIMIT $2
"""  # noqa: S608
ONE_SQL = f"SELECT {COLUMNS} FROM journal WHERE xid = $1 AND id = $2 AND at = $3"  # noqa: S608


async def read_final(connection: Connection, xid: int, id: int, since: datetime, limit: int) -> list[JournalFact]:
    """Return the first `limit` final facts after (xid, id) that were written at `since` or later."""
    return [_fact(row) for row in await connection.fetch(FINAL_SQL, xid, id, since, limit)]


async def read_ahead(connection: Connection, since: datetime, limit: int) -> list[JournalFact]:
    """Return the first `limit` facts that this snapshot sees beyond its horizon, written at `since` or later."""
    return [_fact(row) for row in await connection.fetch(AHEAD_SQL, since, limit)]


async def read_one(connection: Connection, xid: int, id: int, at: datetime) -> JournalFact | None:
    """Return the fact (xid, id), which was written at `at`; None if the journal has it no longer."""
    row = await connection.fetchrow(ONE_SQL, xid, id, at)
    return row and _fact(row)


def _fact(row: Record) -> JournalFact:
    return JournalFact(
        xid=row["xid"],
        id=row["id"],
        at=row["at"],
        organizer_id=row["organizer_id"],
        performance_id=row["performance_id"],
        topic=row["topic"],
        payload=msgspec.json.decode(row["payload"]),
        actor=row["actor"],
        trace=row["trace"],
    )
