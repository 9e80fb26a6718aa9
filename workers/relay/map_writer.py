"""Writes the maps in Redis and publishes their deltas, both in one Lua script."""

import itertools
import time
from collections.abc import Awaitable, Iterable
from pathlib import Path
from typing import cast

from realtime import protocol
from realtime.bus import Bus
from realtime.logs import log
from workers.relay.journal_reader import ChangedSeats, FullMap

KEEP_SECONDS = 3600.0
"""Seconds for which a map without viewers is still checked and repaired."""


class MapWriter:
    """Writes maps, and remembers the version it last wrote of each: only that version may be patched."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.epoch = 0
        self._script = bus.redis.register_script(Path(__file__).with_name("patch_map.lua").read_text())
        self._knows_all = False
        self._written: dict[int, int] = {}
        self._wanted: dict[int, float] = {}

    def forget_versions(self) -> None:
        """Forget all versions, so that each map is rebuilt before its next patch: another relay may have written it."""
        self._written.clear()
        self._knows_all = False

    async def patch(self, change: ChangedSeats, version: int) -> bool:
        """Apply the changed seats to the map. Returns False when the map must be rebuilt. Raises RedisError."""
        room, seats = change.performance, change.seats
        before = self._written.get(room, 0)
        delta = protocol.make_delta(room, self.epoch, before, version, seats)
        pairs = [str(number) for number in itertools.chain.from_iterable(seats.items())]
        result = await self._run("patch", version, delta, str(before), str(max(seats)), *pairs)
        return self._record_result(room, version, result)

    async def write_full(self, performance_id: int, full_map: FullMap) -> None:
        """Write the whole map unless Redis has a newer one; viewers of an older one reload. Raises RedisError."""
        delta = protocol.empty_delta(performance_id, self.epoch, full_map.version)
        result = await self._run("whole", full_map.version, delta, str(full_map.plan), full_map.levels, full_map.seats)
        self._record_result(performance_id, full_map.version, result)

    async def _run(self, kind: str, version: int, delta: protocol.Delta, *values: str) -> bytes:
        keys = [protocol.map_key(delta.r), protocol.head_key(delta.r)]
        arguments: list[str | bytes] = [
            kind,
            str(self.epoch),
            str(version),
            protocol.map_channel(delta.r),
            protocol.encode_delta(delta),
            *values,
        ]
        return await cast(Awaitable[bytes], self._script(keys, arguments))

    def _record_result(self, room: int, version: int, result: bytes) -> bool:
        self._wanted[room] = time.monotonic()
        if result in (b"published", b"same"):
            self._written[room] = version
            return True
        if result == b"newer":
            log.error("redis holds a later epoch than the database", performance=room, epoch=self.epoch)
        self._written.pop(room, None)  # another relay wrote this map: check it until this relay has written it
        return result in (b"known", b"newer")

    async def find_lost(self) -> list[int]:
        """Find the maps that Redis does not have as this relay wrote them, watched ones last. Checks the watched maps,
        those written lately, and, when this relay starts, all.

        They differ after a FLUSHALL, a restored copy, an eviction or another program's write. Raises RedisError."""
        await self._load_all_heads()
        watched = await self._watched()
        self._forget_old(watched)
        rooms = [*(self._wanted.keys() - watched), *watched]
        async with self.bus.redis.pipeline(transaction=False) as pipeline:
            for room in rooms:
                pipeline.hmget(protocol.head_key(room), protocol.HEAD_FIELDS)
                pipeline.strlen(protocol.map_key(room))
            answers = await pipeline.execute()
        return [
            room
            for room, values, length in zip(rooms, answers[::2], answers[1::2], strict=True)
            if not self._is_ours(room, protocol.read_head(values), length)
        ]

    def _is_ours(self, room: int, head: protocol.Head | None, length: int) -> bool:
        return head is not None and (head.e, head.v, head.n) == (self.epoch, self._written.get(room), length)

    async def _load_all_heads(self) -> None:
        """Add every map in Redis once: one from before this relay started may be outdated, whatever its version."""
        if not self._knows_all:
            names = [name async for name in self.bus.redis.scan_iter(match=protocol.ALL_MAP_HEADS, count=1000)]
            rooms = {room for name in names if (room := protocol.performance_of_key(name)) is not None}
            self._wanted.update(dict.fromkeys(rooms - self._wanted.keys(), time.monotonic()))
            self._knows_all = True

    async def _watched(self) -> set[int]:
        names = await cast(Awaitable[Iterable[bytes]], self.bus.redis.pubsub_channels(protocol.ALL_MAP_CHANNELS))
        return {room for name in names if (room := protocol.performance_of_key(name)) is not None}

    def _forget_old(self, watched: set[int]) -> None:
        """Forget maps neither watched nor written for an hour; the next fact about them rebuilds them."""
        long_ago = time.monotonic() - KEEP_SECONDS
        for room in [room for room, at in self._wanted.items() if at < long_ago and room not in watched]:
            del self._wanted[room]
            self._written.pop(room, None)
