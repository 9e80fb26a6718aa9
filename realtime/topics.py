"""Who watches what: all rooms of one kind, maps or lines, each with its subscription as long as somebody is there."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import structlog
from websockets.asyncio.server import ServerConnection

from realtime.bus import CONNECTION_ERRORS, GAP, Bus, Mailbox, end_tasks
from realtime.fan_out import Crier
from realtime.protocol import BadMessage
from realtime.settings import Settings
from realtime.topic import Room

log: Any = structlog.get_logger()

R = TypeVar("R", bound=Room)


class Rooms(Generic[R]):
    """The rooms of this process that `make` makes. `beat` runs for ever: it asks, repeats and forgets empty rooms."""

    def __init__(self, bus: Bus, settings: Settings, crier: Crier, make: Callable[[int, Crier], R]) -> None:
        self.bus = bus
        self.settings = settings
        self.crier = crier
        self.make = make
        self.rooms: dict[int, R] = {}
        self.closed = False

    def enter(self, number: int, viewer: ServerConnection) -> None:
        """The viewer is told where the room stands, and from now on all its news.

        While Redis is away nothing is said: a door that cannot hear must not look like a live one."""
        if self.closed:
            return
        room = self.rooms.get(number)
        if room is None:
            room = self.rooms[number] = self.make(number, self.crier)
            room.task = asyncio.create_task(self._listen(room))
        room.viewers.add(viewer)
        if self.bus.confirmed(room.channel):
            room.greet(viewer)

    def leave(self, number: int, viewer: ServerConnection) -> None:
        """Harmless when it was not there."""
        if room := self.rooms.get(number):
            room.viewers.discard(viewer)
            if not room.viewers:
                room.empty_since = time.monotonic()

    async def close(self) -> None:
        """Ends every subscription; nobody hears anything more."""
        self.closed = True
        tasks = [room.task for room in self.rooms.values() if room.task is not None]
        self.rooms.clear()
        await end_tasks(*tasks)

    async def _listen(self, room: R) -> None:
        async with self.bus.subscribe(room.channel) as mailbox:
            while True:
                await self._hear(room, mailbox)

    async def _hear(self, room: R, mailbox: Mailbox) -> None:
        message = await mailbox.next()
        if message == GAP:
            room.unsure = True
            await self._ask([room])
            return
        try:
            room.hear(message)
        except BadMessage as problem:
            log.error("a message that is none", channel=room.channel, error=str(problem))

    async def _ask(self, rooms: list[R]) -> None:
        """Where these rooms stand. Without an answer they stay unsure and are asked for again."""
        async with self.bus.redis.pipeline(transaction=False) as pipeline:
            for room in rooms:
                room.ask(pipeline)
            try:
                answers = await pipeline.execute()
            except CONNECTION_ERRORS as trouble:
                log.warning("rooms could not be asked for", rooms=len(rooms), error=type(trouble).__name__)
                return
        for room, answer in zip(rooms, answers, strict=True):
            try:
                room.stand_at(answer)
            except BadMessage as problem:
                log.error("a state that is none", channel=room.channel, error=str(problem))

    async def beat(self) -> None:
        """After a silence viewers hear where their room stands: a lost last word is noticed, and they know we live."""
        beat = self.settings.aisle_beat
        while True:
            await asyncio.sleep(min(1.0, beat / 4))
            now = time.monotonic()
            await self._forget_empty(now)
            quiet = [
                room
                for room in self.rooms.values()
                if room.viewers and self.bus.confirmed(room.channel) and (room.unsure or now - room.last_swept >= beat)
            ]
            if quiet:
                await self._ask(quiet)

    async def _forget_empty(self, now: float) -> None:
        long_ago = now - self.settings.aisle_linger
        empty = [room for room in self.rooms.values() if not room.viewers and room.empty_since < long_ago]
        for room in empty:
            del self.rooms[room.number]
        await end_tasks(*(room.task for room in empty))
