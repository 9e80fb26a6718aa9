"""Snapshots: the statuses of all seats of a performance, from Redis, or from the rows when Redis has none.

Only the relay writes them to Redis. Each process compresses a version once."""

import asyncio
import gzip
from collections import OrderedDict
from typing import Any, cast

import brotli
import msgspec

from app.events.errors import UnknownPerformance
from app.seating.plan.reached_version import is_in_future
from app.web.cache import OneSecondCache, SingleFlight
from app.web.redis import REDIS_ERRORS, redis
from db import pool
from realtime.protocol import head_key, map_key

MAX_COMPRESSED = 64
PAUSE = 0.2
"""Seconds between two reads of all rows of a performance within one second."""


class Snapshot(msgspec.Struct, frozen=True):
    """`seats`: one ASCII digit per seat in idx order: 0 open, 1 held, 2 sold, 3 killed. `version`: all transactions
    before this id are in it; `live`: false when it was read from rows because Redis had none."""

    epoch: int
    version: int
    plan: int
    levels_digest: str
    seats: bytes
    live: bool = True

    @property
    def etag(self) -> str:
        """The HTTP entity tag: equal for equal versions; snapshots from rows have tags of their own."""
        return f'"{self.epoch}-{self.version}{"" if self.live else "r"}"'

    def body(self) -> bytes:
        """Return the HTTP body: a line of JSON, then `seats`."""
        head = {
            "e": self.epoch,
            "v": self.version,
            "plan": self.plan,
            "levels": self.levels_digest,
            "n": len(self.seats),
        }
        return msgspec.json.encode(head) + b"\n" + self.seats


# one statement, so that the version and the rows are from the same snapshot of the database
FROM_ROWS = """
    SELECT (SELECT epoch FROM relay WHERE shard = 0) AS e, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS v,
           p.plan, p.levels_digest,
           (SELECT string_agg(CASE WHEN is_open(s.status, s.hold_expires_at, now()) THEN '0' ELSE s.status::text END, ''
                              ORDER BY s.idx) FROM seat s WHERE s.performance_id = p.id) AS seats
    FROM performance p WHERE p.id = $1 AND p.state <> 'draft'
"""
_compressed: OrderedDict[tuple[int, str, str], bytes] = OrderedDict()


async def get_snapshot(performance_id: int, at_least: int = 0) -> Snapshot:
    """Return the snapshot of version `at_least` or later. Raises UnknownPerformance.

    For a version that the database has not reached, which no gateway can have sent, it is the current snapshot, at most
    a second old."""
    stored = await _from_redis(performance_id)
    if stored is not None and stored.version >= at_least:
        return stored
    if at_least and await is_in_future(at_least):
        return stored or await _rows_of_second(performance_id)
    read = await _rows_of_second(performance_id)
    return read if read.version >= at_least else await _next_rows.next(performance_id)


async def snapshot_from_rows(performance_id: int) -> Snapshot:
    """Read the snapshot from the rows. Raises UnknownPerformance."""
    row = await pool.fetch_row(FROM_ROWS, performance_id)
    if row is None:
        raise UnknownPerformance()
    return Snapshot(row["e"], row["v"], row["plan"], row["levels_digest"], (row["seats"] or "").encode(), live=False)


_rows_of_second = OneSecondCache(snapshot_from_rows)
"""Snapshots from rows, shared by all callers of a second: after a loss of Redis, every viewer asks at once."""


async def _read_after_pause(performance_id: int) -> Snapshot:
    await asyncio.sleep(PAUSE)
    return await _rows_of_second.read_again(performance_id)


_next_rows = SingleFlight(_read_after_pause)
"""Snapshots from rows for those who need a later version than that of this second; all who wait share one."""


async def _from_redis(performance_id: int) -> Snapshot | None:
    try:
        async with redis().pipeline(transaction=True) as both:
            both.hgetall(head_key(performance_id))
            both.get(map_key(performance_id))
            head, seats = cast(tuple[dict[bytes, bytes], bytes | None], await cast(Any, both.execute()))
    except REDIS_ERRORS:
        return None
    if not head or seats is None or int(head.get(b"n", b"-1")) != len(seats):  # either key may have been evicted
        return None
    return Snapshot(int(head[b"e"]), int(head[b"v"]), int(head[b"plan"]), head[b"levels"].decode(), seats)


def get_compressed_snapshot(performance_id: int, snapshot: Snapshot, accepts: str) -> tuple[str, bytes]:
    """Return the name of the best encoding that the browser accepts ("" for none), and the body in it."""
    encoding = "br" if "br" in accepts else "gzip" if "gzip" in accepts else ""
    if not encoding:
        return "", snapshot.body()
    key = (performance_id, snapshot.etag, encoding)
    if key not in _compressed:
        body = snapshot.body()
        _compressed[key] = brotli.compress(body, quality=5) if encoding == "br" else gzip.compress(body, 6, mtime=0)
        while len(_compressed) > MAX_COMPRESSED:
            _compressed.popitem(last=False)
    return encoding, _compressed[key]
