"""One message to many: encoded once, one ready frame, paced so that sending never takes more than half a core."""

import asyncio
import time
from collections.abc import Iterable
from typing import Protocol

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode

BATCH_SIZE = 500
"""Sockets written before others get their turn: about 5 ms."""
CPU_SHARE = 0.5
"""Of one core, for sweeps."""
MAX_CPU_BUDGET = 0.25
"""Seconds of sweeping that a quiet time may save up."""


def make_frame(message: bytes) -> bytes:
    """A text message as it travels. Without compression and masks it is the same for every viewer, so it is made once:
    `websockets.broadcast` makes it again for each."""
    return Frame(Opcode.TEXT, message).serialize(mask=False)


def send_frame(viewers: Iterable[ServerConnection], frame: bytes, limit: int) -> int:
    """Writes a ready frame to all, but cuts off whoever has more than `limit` bytes unread; returns how many.

    They come back with their version. Rooms hold open sockets only; whoever is closing just now is passed over."""
    aborted = 0
    for viewer in viewers:
        transport = viewer.transport
        # `paused` says that the limit was passed since the buffer was last nearly empty, and costs nothing to ask
        if viewer.paused and transport.get_write_buffer_size() > limit:
            transport.abort()
            aborted += 1
            continue
        try:
            transport.write(frame)
        except RuntimeError:  # it has sent its last frame or is gone; its handler is about to say so
            continue
    return aborted


class Broadcastable(Protocol):
    """Something that has news for its viewers (a map, a line)."""

    last_sent_at: float
    scheduled: bool

    def drain(self) -> tuple[list[ServerConnection], bytes]:
        """Whom to tell, and the frames."""


class FanOut:
    """Sweeps the rooms that have news, one after the other: each at most once per tick, all within the share."""

    def __init__(self, tick: float, limit: int) -> None:
        self.tick = tick
        self.limit = limit
        self.aborted_count = 0
        self.sent_count = 0
        self._due: asyncio.Queue[Broadcastable] = asyncio.Queue()
        self._cpu_budget = MAX_CPU_BUDGET
        self._counted_at = time.monotonic()

    def schedule(self, topic: Broadcastable) -> None:
        """The room has news: it is swept now, or a tick after its last sweep."""
        if not topic.scheduled:
            topic.scheduled = True
            loop = asyncio.get_running_loop()
            wait = topic.last_sent_at + self.tick - time.monotonic()
            loop.call_later(max(0.0, wait), self._due.put_nowait, topic)

    async def run(self) -> None:
        """For ever."""
        while True:
            room = await self._due.get()
            await self._throttle()
            room.scheduled, room.last_sent_at = False, time.monotonic()
            began = time.thread_time()
            await self._broadcast(*room.drain())
            self._cpu_budget -= time.thread_time() - began

    async def _broadcast(self, viewers: list[ServerConnection], frame: bytes) -> None:
        for first in range(0, len(viewers), BATCH_SIZE):
            some = viewers[first : first + BATCH_SIZE]
            self.aborted_count += send_frame(some, frame, self.limit)
            self.sent_count += len(some)
            await asyncio.sleep(0)  # uvloop writes to the sockets when the callbacks of this turn are done

    async def _throttle(self) -> None:
        """Waits until the share of a core allows another sweep. The more it cost, the more is merged meanwhile."""
        now = time.monotonic()
        self._cpu_budget = min(MAX_CPU_BUDGET, self._cpu_budget + (now - self._counted_at) * CPU_SHARE)
        self._counted_at = now
        if self._cpu_budget < 0:
            await asyncio.sleep(-self._cpu_budget / CPU_SHARE)
