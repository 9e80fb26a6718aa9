"""Reads the part of the journal that is not published yet, with the current rows of its seats."""

from datetime import timedelta
from typing import Any

import asyncpg
import msgspec

from db.engine import clock_settings
from db.timeouts import RELAY

MAX_PATCH_SEATS = 4000
"""Seats of one performance in one window, beyond which its whole map is rebuilt."""

# The horizon, the facts older than it and the rows they name, all from one snapshot. Facts only name the seats; their
# statuses come from the rows, because facts are not in the order of their commits. A seat whose hold has run out is
# open. `waiting`: age of the oldest committed fact that is held back because an older transaction still runs.
WINDOW_SQL = """
    WITH place AS MATERIALIZED (SELECT cursor, epoch FROM relay WHERE shard = 0),
    facts AS MATERIALIZED (
        SELECT performance_id, topic, payload, at FROM journal
        WHERE xid >= (SELECT cursor FROM place) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ), touched AS (
        SELECT DISTINCT f.performance_id, named.idx::integer AS idx FROM facts f, LATERAL jsonb_array_elements_text(
            CASE jsonb_typeof(f.payload -> 'seats') WHEN 'array' THEN f.payload -> 'seats' ELSE '[]' END) named (idx)
    ), seats AS (
        SELECT s.performance_id, array_agg(s.idx) AS idx,
               array_agg(CASE WHEN is_open(s.status, s.hold_expires_at, now()) THEN 0 ELSE s.status END) AS status
        FROM touched t JOIN seat s ON s.performance_id = t.performance_id AND s.idx = t.idx GROUP BY s.performance_id
    ), born AS (SELECT DISTINCT performance_id FROM facts WHERE topic = 'performance.published')
    SELECT place.cursor, place.epoch, pg_snapshot_xmin(pg_current_snapshot()) AS horizon,
           (SELECT count(*) FROM facts) AS facts, now() - (SELECT min(at) FROM facts) AS lag,
           now() - (SELECT at FROM journal WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())
                    AND xid < pg_snapshot_xmax(pg_current_snapshot()) ORDER BY xid LIMIT 1) AS waiting,
           performance_id, born.performance_id IS NOT NULL AS born, seats.idx, seats.status
    FROM place LEFT JOIN (seats FULL JOIN born USING (performance_id)) ON true
"""
FULL_MAP_SQL = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS version, p.plan, p.levels_digest AS levels,
           (SELECT string_agg(CASE WHEN is_open(s.status, s.hold_expires_at, now()) THEN '0' ELSE s.status::text END, ''
                              ORDER BY s.idx) FROM seat s WHERE s.performance_id = p.id) AS seats
    FROM performance p WHERE p.id = $1
"""
MOVE_CURSOR_SQL = "UPDATE relay SET cursor = $2 WHERE shard = 0 AND cursor = $1"
# The horizon never falls behind the cursor, except in another cluster into which this database was restored.
BEGIN_EPOCH_SQL = "UPDATE relay SET cursor = $2, epoch = epoch + 1 WHERE shard = 0 AND cursor = $1"
LOCK_SQL = "SELECT pg_try_advisory_lock(hashtext('aisle.relay'), 0)"


class ChangedSeats(msgspec.Struct):
    """The changes of one performance in a window: seat index → status. `is_full`: rebuild the whole map."""

    performance: int
    is_full: bool
    seats: dict[int, int]


class Window(msgspec.Struct):
    """The facts with cursor <= xid < horizon. `lag`: age of the oldest; `oldest_held_back`: of one that must wait."""

    cursor: int
    horizon: int
    epoch: int
    facts: int
    changes: list[ChangedSeats]
    lag: timedelta | None
    oldest_held_back: timedelta | None


class FullMap(msgspec.Struct):
    """A whole map, read from the rows."""

    version: int
    plan: int
    levels: str
    seats: str


class LostLeadership(Exception):
    """Raised when the cursor is not where this relay left it: another relay is running."""


async def connect(dsn: str, idle_timeout: float) -> asyncpg.Connection:
    """Open the relay's own connection. Postgres ends it, and with it the lock, after `idle_timeout` idle seconds: a
    suspended relay must not keep another from taking over. Raises OSError or PostgresError."""
    connection: asyncpg.Connection = await asyncpg.connect(
        dsn,
        timeout=5,
        command_timeout=RELAY.command_timeout,
        server_settings={
            "application_name": "aisle relay",
            "timezone": "UTC",
            "idle_session_timeout": str(int(idle_timeout * 1000)),
            "synchronous_commit": "off",  # a cursor move that is lost is repeated
            "plan_cache_mode": "force_generic_plan",
            "jit": "off",
            # before the first ANALYZE the planner would read whole tables
            "enable_seqscan": "off",
            "enable_hashjoin": "off",
            "enable_mergejoin": "off",
            **clock_settings(),
            **RELAY.server_settings,
        },
    )
    return connection


async def read_window(connection: asyncpg.Connection) -> Window:
    """Read every fact that became final since the cursor, with the seats it changed."""
    rows = await connection.fetch(WINDOW_SQL)
    first = rows[0]
    touched = [_changed_seats(row) for row in rows if row["performance_id"] is not None]
    return Window(
        first["cursor"], first["horizon"], first["epoch"], first["facts"], touched, first["lag"], first["waiting"]
    )


def _changed_seats(row: Any) -> ChangedSeats:
    seats = dict(zip(row["idx"] or (), row["status"] or (), strict=True))
    return ChangedSeats(row["performance_id"], row["born"] or len(seats) > MAX_PATCH_SEATS, seats)


async def read_full_map(connection: asyncpg.Connection, performance: int) -> FullMap | None:
    """Read the whole map; None for a performance without seats."""
    row = await connection.fetchrow(FULL_MAP_SQL, performance)
    return None if row is None or row["seats"] is None else FullMap(*row.values())


async def move_cursor(connection: asyncpg.Connection, window: Window) -> None:
    """Move the cursor past a published window. Raises LostLeadership when another relay has moved it."""
    if await connection.execute(MOVE_CURSOR_SQL, window.cursor, window.horizon) != "UPDATE 1":
        raise LostLeadership


async def raise_relay_epoch(connection: asyncpg.Connection, window: Window) -> None:
    """Begin a new epoch: versions restart at a lower number, so browsers reload. Raises LostLeadership."""
    if await connection.execute(BEGIN_EPOCH_SQL, window.cursor, window.horizon) != "UPDATE 1":
        raise LostLeadership
