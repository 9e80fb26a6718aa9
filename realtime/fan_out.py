"""Sends one message to many viewers: encoded once, as a ready frame, with at most half a core for sending."""

import asyncio
import time
from collections.abc import Iterable
from typing import Protocol

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode

BATCH_SIZE = 500
"""Sockets written before other tasks run: about 5 ms."""
CPU_SHARE = 0.5
"""The part of one core that broadcasts may use."""
MAX_CPU_BUDGET = 0.25
"""Seconds of broadcasting that may be saved up while nothing is sent."""


def make_frame(message: bytes) -> bytes:
    """Build the WebSocket frame of a text message. Without compression and masks it is the same for every viewer, so
    it is built once; `websockets.broadcast` would build it for each viewer."""
    return Frame(Opcode.TEXT, message).serialize(mask=False)


def send_frame(viewers: Iterable[ServerConnection], frame: bytes, limit: int) -> int:
    """Write a ready frame to all viewers; abort those with more than `limit` bytes unread and return how many.

    Aborted viewers reconnect with their version. A viewer that is closing is skipped."""
    aborted = 0
    for viewer in viewers:
        transport = viewer.transport
        # `paused`: the limit was exceeded since the buffer was last nearly empty; much cheaper than the buffer's size
        if viewer.paused and transport.get_write_buffer_size() > limit:
            transport.abort()
            aborted += 1
            continue
        try:
            transport.write(frame)
        except RuntimeError:  # the connection is closing or closed; its handler is about to remove the viewer
            continue
    return aborted


class Broadcastable(Protocol):
    """A topic with frames for its viewers."""

    last_sent_at: float
    scheduled: bool

    def drain(self) -> tuple[list[ServerConnection], bytes]:
        """Return the viewers and the frames to send, and clear the frames."""


class FanOut:
    """Sends to the scheduled topics one after the other: each at most once per tick, all within CPU_SHARE."""

    def __init__(self, tick: float, limit: int) -> None:
        self.tick = tick
        self.limit = limit
        self.aborted_count = 0
        self.sent_count = 0
        self._due: asyncio.Queue[Broadcastable] = asyncio.Queue()
        self._cpu_budget = MAX_CPU_BUDGET
        self._counted_at = time.monotonic()

    def schedule(self, topic: Broadcastable) -> None:
        """Schedule a topic: it is sent now, or one tick after it was last sent."""
        if not topic.scheduled:
            topic.scheduled = True
            loop = asyncio.get_running_loop()
            wait = topic.last_sent_at + self.tick - time.monotonic()
            loop.call_later(max(0.0, wait), self._due.put_nowait, topic)

    async def run(self) -> None:
        """Send scheduled topics for ever."""
        while True:
            topic = await self._due.get()
            await self._throttle()
            topic.scheduled, topic.last_sent_at = False, time.monotonic()
            began = time.thread_time()
            await self._broadcast(*topic.drain())
            self._cpu_budget -= time.thread_time() - began

    async def _broadcast(self, viewers: list[ServerConnection], frame: bytes) -> None:
        for first in range(0, len(viewers), BATCH_SIZE):
            some = viewers[first : first + BATCH_SIZE]
            self.aborted_count += send_frame(some, frame, self.limit)
            self.sent_count += len(some)
            await asyncio.sleep(0)  # uvloop writes to the sockets when the callbacks of this turn are done

    async def _throttle(self) -> None:
        """Wait until the CPU budget allows another broadcast. Meanwhile deltas are merged."""
        now = time.monotonic()
        self._cpu_budget = min(MAX_CPU_BUDGET, self._cpu_budget + (now - self._counted_at) * CPU_SHARE)
        self._counted_at = now
        if self._cpu_budget < 0:
            await asyncio.sleep(-self._cpu_budget / CPU_SHARE)
