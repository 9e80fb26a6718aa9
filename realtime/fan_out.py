"""One message to many: encoded once, one ready frame, paced so that sending never takes more than half a core."""

import asyncio
import time
from collections.abc import Iterable
from typing import Protocol

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode

AT_ONCE = 500
"""Sockets written before others get their turn: about 5 ms."""
SHARE = 0.5
"""Of one core, for sweeps."""
SAVED = 0.25
"""Seconds of sweeping that a quiet time may save up."""


def frame_of(message: bytes) -> bytes:
    """A text message as it travels. Without compression and masks it is the same for every viewer, so it is made once:
    `websockets.broadcast` makes it again for each."""
    return Frame(Opcode.TEXT, message).serialize(mask=False)


def send(viewers: Iterable[ServerConnection], frame: bytes, limit: int) -> int:
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


class Sweep(Protocol):
    """Something that has news for its viewers (a map, a line)."""

    last_swept: float
    asked: bool

    def take(self) -> tuple[list[ServerConnection], bytes]:
        """Whom to tell, and the frames."""


class Crier:
    """Sweeps the rooms that have news, one after the other: each at most once per tick, all within the share."""

    def __init__(self, tick: float, limit: int) -> None:
        self.tick = tick
        self.limit = limit
        self.aborted = 0
        self.sent = 0
        self._due: asyncio.Queue[Sweep] = asyncio.Queue()
        self._saved = SAVED
        self._counted_at = time.monotonic()

    def ask(self, room: Sweep) -> None:
        """The room has news: it is swept now, or a tick after its last sweep."""
        if not room.asked:
            room.asked = True
            loop = asyncio.get_running_loop()
            wait = room.last_swept + self.tick - time.monotonic()
            loop.call_later(max(0.0, wait), self._due.put_nowait, room)

    async def cry(self) -> None:
        """For ever."""
        while True:
            room = await self._due.get()
            await self._afford()
            room.asked, room.last_swept = False, time.monotonic()
            began = time.thread_time()
            await self._sweep(*room.take())
            self._saved -= time.thread_time() - began

    async def _sweep(self, viewers: list[ServerConnection], frame: bytes) -> None:
        for first in range(0, len(viewers), AT_ONCE):
            some = viewers[first : first + AT_ONCE]
            self.aborted += send(some, frame, self.limit)
            self.sent += len(some)
            await asyncio.sleep(0)  # uvloop writes to the sockets when the callbacks of this turn are done

    async def _afford(self) -> None:
        """Waits until the share of a core allows another sweep. The more it cost, the more is merged meanwhile."""
        now = time.monotonic()
        self._saved = min(SAVED, self._saved + (now - self._counted_at) * SHARE)
        self._counted_at = now
        if self._saved < 0:
            await asyncio.sleep(-self._saved / SHARE)
