"""A relay in this process, the statuses it should have published, and those it has published."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from redis.asyncio import Redis

from app.settings import Settings
from db.pool import fetch_row, fetch_value
from realtime.bus import GAP, Bus, MessageQueue
from realtime.protocol import HEAD_FIELDS, Delta, Head, decode_delta, head_key, map_channel, map_key, read_head
from workers.relay.relay import Relay

ROWS = """
    SELECT string_agg(CASE WHEN hold_expires_at <= now() THEN '0' ELSE status::text END, '' ORDER BY idx)
    FROM seat WHERE performance_id = $1
"""


async def seat_statuses(performance: int) -> str:
    """Return the statuses of the rows, a digit per seat."""
    return await fetch_value(ROWS, performance)


async def hold_seats(performance: int, plan: int, person: str, *seats: int) -> str:
    """Hold seats as the web tier does; return the outcome."""
    row = await fetch_row("SELECT * FROM hold_seats($1, $2, $3, $4)", performance, person, list(seats), plan)
    return row["outcome"]


class RedisMaps:
    """The maps in Redis."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def head(self, performance: int) -> Head | None:
        return read_head(await self.redis.hmget(head_key(performance), HEAD_FIELDS))

    async def seats(self, performance: int) -> str:
        return (await self.redis.get(map_key(performance)) or b"").decode()

    async def matches_rows(self, performance: int) -> bool:
        """Tell whether the map equals the rows."""
        head = await self.head(performance)
        return head is not None and await self.seats(performance) == await seat_statuses(performance)


class MapFollower:
    """A map made from one snapshot and the deltas after it, applied by the browser's rule."""

    def __init__(self, mailbox: MessageQueue, head: Head, seats: str) -> None:
        self.mailbox = mailbox
        self.e, self.v = head.e, head.v
        self._seats = bytearray(seats.encode())
        self.fetches = 0

    @property
    def seats(self) -> str:
        return self._seats.decode()

    def catch_up(self) -> "MapFollower":
        """Apply the deltas that have arrived; return this map."""
        while not self.mailbox.empty():
            message = self.mailbox.get_nowait().message
            if message != GAP:
                self.apply(decode_delta(message))
        return self

    def apply(self, delta: Delta) -> None:
        if delta.e != self.e or delta.p > self.v:
            self.fetches += 1
        elif delta.v > self.v:
            for status, seats in enumerate((delta.open, delta.held, delta.sold, delta.killed)):
                for seat in seats:
                    self._seats[seat] = ord("0") + status
            self.v = delta.v


@contextlib.asynccontextmanager
async def follow_map(bus: Bus, performance: int) -> AsyncIterator[MapFollower]:
    """Follow a map from its present state in Redis."""
    maps = RedisMaps(bus.redis)
    async with bus.subscribe(map_channel(performance), capacity=100_000) as mailbox:
        head = await maps.head(performance)
        assert head is not None
        yield MapFollower(mailbox, head, await maps.seats(performance))


@contextlib.asynccontextmanager
async def run_relay(database: str, redis_url: str) -> AsyncIterator[Relay]:
    """Run a relay in this process."""
    relay = Relay(Settings(aisle_env="test", database_url=database, redis_url=redis_url))
    running = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        relay.stop()
        await running
