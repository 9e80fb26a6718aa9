"""A fan's map without a browser: it reconnects, fetches snapshots and applies deltas by the browser's rule."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.seating.plan.snapshots import get_snapshot
from realtime.protocol import Delta, decode_delta
from tests.realtime.gateway_harness import SITE, watch_map


class MapOnScreen:
    """The map of one performance as a fan sees it."""

    def __init__(self, url: str, performance: int) -> None:
        self.url = url
        self.performance = performance
        self.e = self.v = -1
        self.seats = bytearray()
        self.fetches = self.connections = 0
        self.codes: list[int | None] = []

    async def look(self) -> None:
        """Watch the map for ever; open the socket again when it closes."""
        await self.fetch(0)
        while True:
            with contextlib.suppress(OSError, InvalidHandshake, ConnectionClosed):
                async with connect(self.url, origin=SITE, compression=None, proxy=None) as socket:
                    self.connections += 1
                    await watch_map(socket, self.performance)
                    async for message in socket:
                        await self.judge(decode_delta(message.encode()))
                self.codes.append(socket.close_code)
            await asyncio.sleep(0.02)

    async def judge(self, delta: Delta) -> None:
        """Apply a delta by the browser's rule: fetch after a gap or in another epoch, ignore what is not newer."""
        if delta.e != self.e or delta.p > self.v:
            await self.fetch(delta.v)
        if delta.e == self.e and delta.v > self.v:
            for status, seats in enumerate((delta.open, delta.held, delta.sold, delta.killed)):
                for seat in seats:
                    self.seats[seat] = ord("0") + status
            self.v = delta.v

    async def fetch(self, at: int) -> None:
        """Fetch the snapshot of at least version `at`, as /seats?at=V returns it."""
        self.fetches += 1
        snapshot = await get_snapshot(self.performance, at)
        self.e, self.v, self.seats = snapshot.epoch, snapshot.version, bytearray(snapshot.seats)


@contextlib.asynccontextmanager
async def looking(url: str, performance: int) -> AsyncIterator[MapOnScreen]:
    """Watch the map until the end of the block."""
    screen = MapOnScreen(url, performance)
    task = asyncio.create_task(screen.look())
    try:
        yield screen
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
