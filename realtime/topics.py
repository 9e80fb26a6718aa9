"""Who watches what: all rooms of one kind, maps or lines, each with its subscription as long as somebody is there."""

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from websockets.asyncio.server import ServerConnection

from realtime.bus import CONNECTION_ERRORS, GAP, Bus, MessageQueue, cancel_tasks
from realtime.fan_out import FanOut
from realtime.logs import log
from realtime.protocol import BadMessage
from realtime.settings import GatewaySettings
from realtime.topic import Topic

R = TypeVar("R", bound=Topic)


class Topics(Generic[R]):
    """The rooms of this process that `make` makes. `beat` runs for ever: it asks, repeats and forgets empty rooms."""

    def __init__(
        self, bus: Bus, settings: GatewaySettings, crier: FanOut, make_topic: Callable[[int, FanOut], R]
    ) -> None:
        self.bus = bus
        self.settings = settings
        self.fan_out = crier
        self.make_topic = make_topic
        self.topics: dict[int, R] = {}
        self.closed = False

    def add_viewer(self, number: int, viewer: ServerConnection) -> None:
        """The viewer is told where the room stands, and from now on all its news.

        While Redis is away nothing is said: a door that cannot hear must not look like a live one."""
        if self.closed:
            return
        room = self.topics.get(number)
        if room is None:
            room = self.topics[number] = self.make_topic(number, self.fan_out)
            room.task = asyncio.create_task(self._listen(room))
        room.viewers.add(viewer)
        if self.bus.is_confirmed(room.channel):
            room.send_current(viewer)

    def remove_viewer(self, number: int, viewer: ServerConnection) -> None:
        """Harmless when it was not there."""
        if room := self.topics.get(number):
            room.viewers.discard(viewer)
            if not room.viewers:
                room.empty_since = time.monotonic()

    async def close(self) -> None:
        """Ends every subscription; nobody hears anything more."""
        self.closed = True
        tasks = [room.task for room in self.topics.values() if room.task is not None]
        self.topics.clear()
        await cancel_tasks(*tasks)

    async def _listen(self, room: R) -> None:
        async with self.bus.subscribe(room.channel) as mailbox:
            while True:
                await self._receive(room, mailbox)

    async def _receive(self, room: R, mailbox: MessageQueue) -> None:
        message = await mailbox.next()
        if message == GAP:
            room.stale = True
            await self._request_states([room])
            return
        try:
            room.on_message(message)
        except BadMessage as problem:
            log.error("a message that is none", channel=room.channel, error=str(problem))

    async def _request_states(self, rooms: list[R]) -> None:
        """Where these rooms stand. Without an answer they stay unsure and are asked for again."""
        async with self.bus.redis.pipeline(transaction=False) as pipeline:
            for room in rooms:
                room.request_state(pipeline)
            try:
                answers = await pipeline.execute()
            except CONNECTION_ERRORS as trouble:
                log.warning("rooms could not be asked for", rooms=len(rooms), error=type(trouble).__name__)
                return
        for room, answer in zip(rooms, answers, strict=True):
            try:
                room.apply_state(answer)
            except BadMessage as problem:
                log.error("a state that is none", channel=room.channel, error=str(problem))

    async def send_heartbeats(self) -> None:
        """After a silence viewers hear where their room stands: a lost last word is noticed, and they know we live."""
        beat = self.settings.aisle_beat
        while True:
            await asyncio.sleep(min(1.0, beat / 4))
            now = time.monotonic()
            await self._forget_empty(now)
            quiet = [
                room
                for room in self.topics.values()
                if room.viewers
                and self.bus.is_confirmed(room.channel)
                and (room.stale or now - room.last_sent_at >= beat)
            ]
            if quiet:
                await self._request_states(quiet)

    async def _forget_empty(self, now: float) -> None:
        long_ago = now - self.settings.aisle_linger
        empty = [room for room in self.topics.values() if not room.viewers and room.empty_since < long_ago]
        for room in empty:
            del self.topics[room.number]
        await cancel_tasks(*(room.task for room in empty))
