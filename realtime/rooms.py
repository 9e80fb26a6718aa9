"""Who watches what. A room is one performance: a subscription, its viewers, the deltas they were not told yet."""

import asyncio
import time
from typing import Any

import structlog
from websockets.asyncio.server import ServerConnection

from realtime import protocol
from realtime.bus import GAP, TROUBLE, Bus, Mailbox, end_tasks
from realtime.protocol import Delta, Head
from realtime.sending import Crier, frame_of, send
from realtime.settings import Settings

log: Any = structlog.get_logger()

TOO_MUCH = 4000
"""Seats in what is untold, beyond which a fresh snapshot is cheaper than the delta."""


class Room:
    """`told` is the epoch and version its viewers were last told; None until Redis has said where the room stands."""

    def __init__(self, number: int, crier: Crier) -> None:
        self.number = number
        self.crier = crier
        self.viewers: set[ServerConnection] = set()
        self.told: tuple[int, int] | None = None
        self.unsure = True
        self.pending: list[Delta] = []
        self.asked = False
        self.last_swept = 0.0
        self.empty_since = time.monotonic()
        self.task: asyncio.Task[None] | None = None

    def hear(self, delta: Delta) -> None:
        """A delta from the relay. From here on the room knows where it stands."""
        if delta.r != self.number or (self.told is not None and delta.e < self.told[0]):
            return
        self.pending.append(delta)
        self.unsure = False
        self.crier.ask(self)

    def stand_at(self, head: Head | None) -> None:
        """Redis was asked where the room stands. None (Redis is empty) stays unsure: the relay will rebuild the map.

        Also an older version than told: an old copy of Redis, which the relay is about to mend."""
        if head is not None and (self.told is None or (head.e, head.v) >= self.told):
            self.hear(protocol.nothing_since(self.number, head.e, head.v))

    def greet(self, viewer: ServerConnection) -> None:
        """Tells a newcomer where the room stands, so that what it missed on the way here is noticed."""
        if self.told is not None and not self.unsure:
            greeting = protocol.encode(protocol.nothing_since(self.number, *self.told))
            send([viewer], frame_of(greeting), self.crier.limit)

    def take(self) -> tuple[list[ServerConnection], bytes]:
        """What is untold becomes told: whoever comes later is greeted with the later version."""
        pending, self.pending = self.pending, []
        messages = merged(pending)
        if messages:
            newest = max((delta.e, delta.v) for delta in messages)
            self.told = max(self.told, newest) if self.told is not None else newest
        return list(self.viewers), b"".join(frame_of(protocol.encode(message)) for message in messages)


def merged(deltas: list[Delta]) -> list[Delta]:
    """As few messages as may be: only contiguous deltas become one. Too many seats become "nothing since", a fetch."""
    if sum(delta.seats for delta in deltas) > TOO_MUCH:
        last = max(deltas, key=lambda delta: (delta.e, delta.v))
        return [protocol.nothing_since(last.r, last.e, last.v)]
    runs: list[list[Delta]] = []
    for delta in deltas:
        if runs and (runs[-1][-1].e, runs[-1][-1].v) == (delta.e, delta.p):
            runs[-1].append(delta)
        else:
            runs.append([delta])
    return [protocol.merge(run) for run in runs]


class Rooms:
    """All rooms of this process. `live` runs for ever: it sweeps, beats and forgets empty rooms."""

    def __init__(self, bus: Bus, settings: Settings) -> None:
        self.bus = bus
        self.settings = settings
        self.crier = Crier(settings.aisle_tick, settings.aisle_buffer)
        self.rooms: dict[int, Room] = {}
        self.closed = False

    def enter(self, number: int, viewer: ServerConnection) -> None:
        """The viewer gets every delta of the room from now on, after "nothing since v".

        While Redis is away nothing is said: a door that cannot hear must not look like a live one."""
        if self.closed:
            return
        room = self.rooms.get(number)
        if room is None:
            room = self.rooms[number] = Room(number, self.crier)
            room.task = asyncio.create_task(self._listen(room))
        room.viewers.add(viewer)
        if self.bus.confirmed(protocol.channel(number)):
            room.greet(viewer)

    def leave(self, number: int, viewer: ServerConnection) -> None:
        """Harmless when it was not there."""
        if room := self.rooms.get(number):
            room.viewers.discard(viewer)
            if not room.viewers:
                room.empty_since = time.monotonic()

    async def live(self) -> None:
        """For ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.crier.cry())
            group.create_task(self._beat())

    async def close(self) -> None:
        """Ends every subscription; nobody hears anything more."""
        self.closed = True
        tasks = [room.task for room in self.rooms.values() if room.task is not None]
        self.rooms.clear()
        await end_tasks(*tasks)

    async def _listen(self, room: Room) -> None:
        async with self.bus.subscribe(protocol.channel(room.number)) as mailbox:
            while True:
                await self._hear(room, mailbox)

    async def _hear(self, room: Room, mailbox: Mailbox) -> None:
        message = await mailbox.next()
        if message == GAP:
            room.unsure = True
            await self._ask([room])
            return
        try:
            room.hear(protocol.decode_delta(message))
        except protocol.BadMessage as problem:
            log.error("a delta that is none", performance=room.number, error=str(problem))

    async def _ask(self, rooms: list[Room]) -> None:
        """Where these rooms stand. Without an answer they stay unsure and are asked for again."""
        async with self.bus.redis.pipeline(transaction=False) as pipeline:
            for room in rooms:
                pipeline.hmget(protocol.head_key(room.number), protocol.HEAD_FIELDS)
            try:
                answers = await pipeline.execute()
            except TROUBLE as trouble:
                log.warning("rooms could not be asked for", rooms=len(rooms), error=type(trouble).__name__)
                return
        for room, values in zip(rooms, answers, strict=True):
            room.stand_at(protocol.read_head(values))

    async def _beat(self) -> None:
        """After a silence viewers hear where their room stands: a lost last delta is noticed, and they know we live."""
        beat = self.settings.aisle_beat
        while True:
            await asyncio.sleep(min(1.0, beat / 4))
            now = time.monotonic()
            await self._forget_empty(now)
            quiet = [
                room
                for room in self.rooms.values()
                if room.viewers and self.bus.confirmed(protocol.channel(room.number))
                and (room.unsure or now - room.last_swept >= beat)
            ]  # fmt: skip
            if quiet:
                await self._ask(quiet)

    async def _forget_empty(self, now: float) -> None:
        long_ago = now - self.settings.aisle_linger
        empty = [room for room in self.rooms.values() if not room.viewers and room.empty_since < long_ago]
        for room in empty:
            del self.rooms[room.number]
        await end_tasks(*(room.task for room in empty))
