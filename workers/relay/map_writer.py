"""What the relay writes: the maps in Redis, each with its delta, by one script."""

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
"""Seconds for which a map that is not watched is still looked after."""


class MapWriter:
    """Knows which version it last wrote of each map: only upon that one may a patch be laid."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.epoch = 0
        self._script = bus.redis.register_script(Path(__file__).with_name("patch_map.lua").read_text())
        self._knows_all = False
        self._written: dict[int, int] = {}
        self._wanted: dict[int, float] = {}

    def forget_versions(self) -> None:
        """Another relay may have written meanwhile: each map is rebuilt before it is patched again."""
        self._written.clear()
        self._knows_all = False

    async def patch(self, change: ChangedSeats, version: int) -> bool:
        """Lays the seats upon the map as this relay left it. False when the map must be rebuilt. Raises RedisError."""
        room, seats = change.performance, change.seats
        before = self._written.get(room, 0)
        delta = protocol.make_delta(room, self.epoch, before, version, seats)
        pairs = [str(number) for number in itertools.chain.from_iterable(seats.items())]
        said = await self._run("patch", version, delta, str(before), str(max(seats)), *pairs)
        return self._record_result(room, version, said)

    async def write_full(self, performance_id: int, full_map: FullMap) -> None:
        """Writes the whole map, unless what is there is as new. Older viewers fetch. Raises RedisError."""
        nothing = protocol.empty_delta(performance_id, self.epoch, full_map.version)
        said = await self._run("whole", full_map.version, nothing, str(full_map.plan), full_map.levels, full_map.seats)
        self._record_result(performance_id, full_map.version, said)

    async def _run(self, kind: str, version: int, delta: protocol.Delta, *rest: str) -> bytes:
        keys = [protocol.map_key(delta.r), protocol.head_key(delta.r)]
        arguments: list[str | bytes] = [
            kind,
            str(self.epoch),
            str(version),
            protocol.map_channel(delta.r),
            protocol.encode_delta(delta),
            *rest,
        ]
        return await cast(Awaitable[bytes], self._script(keys, arguments))

    def _record_result(self, room: int, version: int, said: bytes) -> bool:
        self._wanted[room] = time.monotonic()
        if said in (b"told", b"same"):
            self._written[room] = version
            return True
        if said == b"newer":
            log.error("redis holds a later epoch than the database", performance=room, epoch=self.epoch)
        self._written.pop(room, None)  # what is there is not ours: it is looked after until it is
        return said in (b"known", b"newer")

    async def find_lost(self) -> list[int]:
        """The maps that are not in Redis as this relay left them, those that are watched last: of the watched, of those
        written lately, and, when this relay begins, of all.

        After a FLUSHALL, an old copy, an eviction, or somebody else's write. Raises RedisError."""
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
        """Maps from before this relay's time may be of any age, whatever their version says."""
        if not self._knows_all:
            names = [name async for name in self.bus.redis.scan_iter(match=protocol.ALL_MAP_HEADS, count=1000)]
            rooms = {room for name in names if (room := protocol.performance_of_key(name)) is not None}
            self._wanted.update(dict.fromkeys(rooms - self._wanted.keys(), time.monotonic()))
            self._knows_all = True

    async def _watched(self) -> set[int]:
        names = await cast(Awaitable[Iterable[bytes]], self.bus.redis.pubsub_channels(protocol.ALL_MAP_CHANNELS))
        return {room for name in names if (room := protocol.performance_of_key(name)) is not None}

    def _forget_old(self, watched: set[int]) -> None:
        """Neither watched nor written for an hour: the next fact rebuilds it."""
        long_ago = time.monotonic() - KEEP_SECONDS
        for room in [room for room, at in self._wanted.items() if at < long_ago and room not in watched]:
            del self._wanted[room]
            self._written.pop(room, None)
