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
from app.settings import Settings, settings
from db.pool import DATABASE_ERRORS
from realtime.bus import CONNECTION_ERRORS, Bus, cancel_tasks
from realtime.environment import SettingsError
from realtime.logs import log, set_up_logs
from realtime.protocol import WAKEUP_CHANNEL
from workers.relay.journal_reader import (
    LOCK_SQL,
    LostLeadership,
    Window,
    begin_epoch,
    connect,
    move_cursor,
    read_full_map,
    read_window,
)
from workers.relay.map_writer import MapWriter
from workers.relay.metrics import RelayMetrics

POLL_SECONDS = 0.1  # seconds, without a bell
MIN_PAUSE = 0.01  # between two looks, however often the bell rings; commits meanwhile share the next
MAP_CHECK_SECONDS = 0.5
REPAIR_BUDGET = 0.05  # at a time, so that deltas are not kept waiting
STANDBY_SECONDS = 0.25
LOCK_IDLE_SECONDS = 1.5
"""Seconds of silence after which Postgres gives the relay's lock to the next one."""


class Relay:
    """One relay of one shard."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bus = Bus(settings.redis_url)
        self.maps = MapWriter(self.bus)
        self.metrics = RelayMetrics()
        self.wakeup = asyncio.Event()
        self.stopping = False

    def stop(self) -> None:
        """After the look under way."""
        self.stopping = True
        self.wakeup.set()

    async def run(self) -> None:
        """Until `stop`. Neither Postgres nor Redis need be there; what is missed is told when they are."""
        await self.bus.connect()
        listening = asyncio.create_task(self._listen())
        while not self.stopping:
            try:
                await self._serve()
            except LostLeadership:
                log.warning("another relay has moved the cursor; standing by")
            except DATABASE_ERRORS as error:
                log.warning("postgres does not answer", error=type(error).__name__)
                await self._pause(STANDBY_SECONDS)
        await cancel_tasks(listening)
        await self.bus.close()

    async def _listen(self) -> None:
        async with self.bus.subscribe(WAKEUP_CHANNEL, capacity=1) as mailbox:
            while True:
                await mailbox.next()
                self.wakeup.set()

    async def _serve(self) -> None:
        """Waits for the lock, then works until the connection ends. The lock lives and dies with it."""
        connection = await connect(self.settings.database_url, LOCK_IDLE_SECONDS)
        try:
            while not self.stopping and not await connection.fetchval(LOCK_SQL):
                await self._pause(STANDBY_SECONDS)
            self.maps.forget_versions()
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
            self.wakeup.clear()
            began = time.monotonic()
            window = await read_window(connection)
            try:
                await self._publish(connection, window)
                if began - looked >= MAP_CHECK_SECONDS:
                    looked, lost = began, await self.maps.find_lost()
                await self._repair(connection, lost)
            except CONNECTION_ERRORS as error:
                log.warning("redis does not answer", error=type(error).__name__)
                self.wakeup.clear()
            self.metrics.add(window, time.monotonic() - began)
            await asyncio.sleep(MIN_PAUSE)
            if window.oldest_held_back is None:
                await self._pause(POLL_SECONDS)

    async def _pause(self, seconds: float) -> None:
        """Or until the bell rings."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.wakeup.wait(), seconds)

    async def _publish(self, connection: asyncpg.Connection, window: Window) -> None:
        if window.horizon < window.cursor:
            log.error("this database was restored from elsewhere; a new epoch begins", epoch=window.epoch + 1)
            await begin_epoch(connection, window)
            return
        self.maps.epoch = window.epoch
        for touched in window.changes:
            if touched.is_full or not await self.maps.patch(touched, window.horizon):
                await self._rebuild(connection, touched.performance)
        crash_point("relay.after_publish")
        if window.facts:
            await move_cursor(connection, window)

    async def _rebuild(self, connection: asyncpg.Connection, performance: int) -> None:
        if whole := await read_full_map(connection, performance):
            await self.maps.write_full(performance, whole)
            self.metrics.rebuilt_maps += 1

    async def _repair(self, connection: asyncpg.Connection, lost: list[int]) -> None:
        began = time.monotonic()
        while lost and time.monotonic() - began < REPAIR_BUDGET:
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
    except SettingsError as error:
        print(f"relay: {error}", file=sys.stderr)
        return 2
    set_up_logs("relay", production=ours.production, level=ours.aisle_log_level)
    uvloop.run(run(ours))
    return 0
