"""Publishes committed seat changes, in commit order: `python -m workers.relay`. One relay works, others stand by.

The journal names the seats that changed, the rows give their present statuses, Redis gets maps and deltas, and the
cursor moves last: after a crash in between the same changes are published again, which is harmless."""

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
    connect,
    move_cursor,
    raise_relay_epoch,
    read_full_map,
    read_window,
)
from workers.relay.map_writer import MapWriter
from workers.relay.metrics import RelayMetrics

POLL_SECONDS = 0.1  # between two reads, without a wakeup
MIN_PAUSE = 0.02  # between two reads, however many wakeups; commits meanwhile share the next one
MAP_CHECK_SECONDS = 0.5
REPAIR_BUDGET = 0.05  # per round, so that deltas are not delayed
STANDBY_SECONDS = 0.25
LOCK_IDLE_SECONDS = 1.5
"""Idle seconds after which Postgres gives the relay's lock to the next one."""


class Relay:
    """Publishes the journal of one shard."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bus = Bus(settings.redis_url)
        self.maps = MapWriter(self.bus)
        self.metrics = RelayMetrics()
        self.wakeup = asyncio.Event()
        self.stopping = False

    def stop(self) -> None:
        """Stop after the current round."""
        self.stopping = True
        self.wakeup.set()

    async def run(self) -> None:
        """Work until `stop`. While Postgres or Redis is away nothing is lost: it is published when both are back."""
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
        """Wait for the lock, then work until the connection ends, which releases the lock."""
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
        checked_at = 0.0
        lost: list[int] = []
        while not self.stopping:
            self.wakeup.clear()
            began = time.monotonic()
            window = await read_window(connection)
            try:
                await self._publish(connection, window)
                if began - checked_at >= MAP_CHECK_SECONDS:
                    checked_at, lost = began, await self.maps.find_lost()
                await self._repair(connection, lost)
            except CONNECTION_ERRORS as error:
                log.warning("redis does not answer", error=type(error).__name__)
                self.wakeup.clear()
            self.metrics.add(window, time.monotonic() - began)
            await asyncio.sleep(MIN_PAUSE)
            if window.oldest_held_back is None:
                await self._pause(POLL_SECONDS)

    async def _pause(self, seconds: float) -> None:
        """Wait for a wakeup, at most `seconds`."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.wakeup.wait(), seconds)

    async def _publish(self, connection: asyncpg.Connection, window: Window) -> None:
        if window.horizon < window.cursor:
            log.error("this database was restored from elsewhere; a new epoch begins", epoch=window.epoch + 1)
            await raise_relay_epoch(connection, window)
            return
        self.maps.epoch = window.epoch
        for touched in window.changes:
            if touched.is_full or not await self.maps.patch(touched, window.horizon):
                await self._rebuild(connection, touched.performance)
        crash_point("relay.after_publish")
        if window.facts:
            await move_cursor(connection, window)

    async def _rebuild(self, connection: asyncpg.Connection, performance: int) -> None:
        if full_map := await read_full_map(connection, performance):
            await self.maps.write_full(performance, full_map)
            self.metrics.rebuilt_maps += 1

    async def _repair(self, connection: asyncpg.Connection, lost: list[int]) -> None:
        began = time.monotonic()
        while lost and time.monotonic() - began < REPAIR_BUDGET:
            await self._rebuild(connection, lost.pop())


async def run(settings: Settings) -> None:
    """Run the relay until SIGTERM or SIGINT."""
    relay = Relay(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, relay.stop)
    await relay.run()
    log.info("the relay has stopped")


def main() -> int:
    """Run the process. Returns 2 after one clear line when a setting is wrong."""
    try:
        config = settings()
    except SettingsError as error:
        print(f"relay: {error}", file=sys.stderr)
        return 2
    set_up_logs("relay", production=config.production, level=config.aisle_log_level)
    uvloop.run(run(config))
    return 0
