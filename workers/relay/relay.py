"""The relay: tells the world what became certain. `python -m workers.relay`; one works, the others stand by.

The journal says which seats changed, the rows say what they are now, Redis gets maps and deltas, and the cursor moves
last: whatever dies in between is told again, and telling twice is harmless."""

import asyncio
import contextlib
import signal
import sys
import time

import asyncpg
import uvloop

from app.crash_points import crash_point
from app.logs import log, set_up_logs
from app.settings import Settings, SettingsError, settings
from db.pool import DATABASE_ERRORS
from realtime.bus import CONNECTION_ERRORS, Bus, end_tasks
from realtime.protocol import DOORBELL
from workers.relay.journal_reader import (
    LOCK,
    Overtaken,
    Window,
    begin_epoch,
    connect,
    move_cursor,
    read_whole,
    read_window,
)
from workers.relay.map_writer import Maps
from workers.relay.metrics import Report

LOOKS_EVERY = 0.1  # seconds, without a bell
BREATHES = 0.01  # between two looks, however often the bell rings; commits meanwhile share the next
LOOKS_AFTER_MAPS_EVERY = 0.5
MENDS_FOR = 0.05  # at a time, so that deltas are not kept waiting
STANDS_BY = 0.25
PATIENCE = 1.5
"""Seconds of silence after which Postgres gives the relay's lock to the next one."""


class Relay:
    """One relay of one shard."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bus = Bus(settings.redis_url)
        self.maps = Maps(self.bus)
        self.report = Report()
        self.bell = asyncio.Event()
        self.stopping = False

    def stop(self) -> None:
        """After the look under way."""
        self.stopping = True
        self.bell.set()

    async def run(self) -> None:
        """Until `stop`. Neither Postgres nor Redis need be there; what is missed is told when they are."""
        await self.bus.connect()
        listening = asyncio.create_task(self._listen())
        while not self.stopping:
            try:
                await self._serve()
            except Overtaken:
                log.warning("another relay has moved the cursor; standing by")
            except DATABASE_ERRORS as problem:
                log.warning("postgres does not answer", error=type(problem).__name__)
                await self._pause(STANDS_BY)
        await end_tasks(listening)
        await self.bus.close()

    async def _listen(self) -> None:
        async with self.bus.subscribe(DOORBELL, size=1) as mailbox:
            while True:
                await mailbox.next()
                self.bell.set()

    async def _serve(self) -> None:
        """Waits for the lock, then works until the connection ends. The lock lives and dies with it."""
        connection = await connect(self.settings.database_url, PATIENCE)
        try:
            while not self.stopping and not await connection.fetchval(LOCK):
                await self._pause(STANDS_BY)
            self.maps.forget()
            if not self.stopping:
                log.info("the relay works")
            await self._work(connection)
        finally:
            with contextlib.suppress(*DATABASE_ERRORS):
                await connection.close(timeout=1)

    async def _work(self, connection: asyncpg.Connection) -> None:
        looked = 0.0
        lost: list[int] = []
        while not self.stopping:
            self.bell.clear()
            began = time.monotonic()
            window = await read_window(connection)
            try:
                await self._tell(connection, window)
                if began - looked >= LOOKS_AFTER_MAPS_EVERY:
                    looked, lost = began, await self.maps.lost()
                await self._mend(connection, lost)
            except CONNECTION_ERRORS as trouble:
                log.warning("redis does not answer", error=type(trouble).__name__)
                self.bell.clear()
            self.report.add(window, time.monotonic() - began)
            await asyncio.sleep(BREATHES)
            if window.waiting is None:
                await self._pause(LOOKS_EVERY)

    async def _pause(self, seconds: float) -> None:
        """Or until the bell rings."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.bell.wait(), seconds)

    async def _tell(self, connection: asyncpg.Connection, window: Window) -> None:
        if window.horizon < window.cursor:
            log.error("this database was restored from elsewhere; a new epoch begins", epoch=window.epoch + 1)
            await begin_epoch(connection, window)
            return
        self.maps.epoch = window.epoch
        for touched in window.touched:
            if touched.whole or not await self.maps.patch(touched, window.horizon):
                await self._rebuild(connection, touched.performance)
        crash_point("relay.after_publish")
        if window.facts:
            await move_cursor(connection, window)

    async def _rebuild(self, connection: asyncpg.Connection, performance: int) -> None:
        if whole := await read_whole(connection, performance):
            await self.maps.put(performance, whole)
            self.report.rebuilt += 1

    async def _mend(self, connection: asyncpg.Connection, lost: list[int]) -> None:
        began = time.monotonic()
        while lost and time.monotonic() - began < MENDS_FOR:
            await self._rebuild(connection, lost.pop())


async def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    relay = Relay(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, relay.stop)
    await relay.run()
    log.info("the relay has stopped")


def main() -> int:
    """The process."""
    try:
        ours = settings()
    except SettingsError as problem:
        print(f"relay: {problem}", file=sys.stderr)
        return 2
    set_up_logs("relay", production=ours.production, level=ours.aisle_log_level)
    uvloop.run(run(ours))
    return 0
