"""Runs one consumer: takes its lease, then reads, handles and moves its cursor, until the worker stops."""

import asyncio
import contextlib
import time

import asyncpg

from app.crash_points import crash_point
from db.batch_size import OUTSIDE_SECONDS, TRANSACTION_SECONDS, BatchSize
from db.pool import DATABASE_ERRORS, Acquisition, Connection, execute
from db.restored import WHY_STOPPED
from db.transaction import snapshot_transaction
from realtime.logs import log
from workers.consumers.consumer import Consumer
from workers.consumers.running.consumer_row import move
from workers.consumers.running.dead_letters import handle_dead_letters
from workers.consumers.running.errors import BeyondHorizon, HandleFailed, LeaseLost, is_fault_of_fact
from workers.consumers.running.failures import note_failure
from workers.consumers.running.fitting import weight
from workers.consumers.running.lease import Lease
from workers.consumers.running.metrics import ConsumerMetrics
from workers.consumers.running.pruning import Pruning
from workers.consumers.running.reading import Reading, read_next
from workers.consumers.running.stopped_alarm import StoppedAlarm

POLL_SECONDS = 0.25  # between two reads, unless there is more to read; commits meanwhile share the next one
RETRY_PAUSE = 0.02  # after a batch that failed or a lease that was lost
STANDBY_SECONDS = 1.0
AHEAD_INTERVAL = 1.0  # between two batches without final facts
STOP_BEYOND_HORIZON_SQL = """
    UPDATE consumer SET state = 'stopped', why_stopped = $3, owner = NULL, leased_until = NULL
    WHERE name = $1 AND owner = $2
"""


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait so many seconds, or until `stop`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class ConsumerLoop:
    """Runs a consumer in this worker, which is `owner`, whenever no other worker does."""

    def __init__(self, consumer: Consumer, owner: str) -> None:
        self.consumer = consumer
        self.lease = Lease(consumer.name, owner)
        self.size = BatchSize(OUTSIDE_SECONDS if consumer.acts_outside else TRANSACTION_SECONDS)
        self.metrics = ConsumerMetrics(consumer.name)
        self.pruning = Pruning(consumer.name)
        self.alarm = StoppedAlarm(consumer.name)
        self._one_by_one = 0  # so many facts are read one at a time, to find the one that fails
        self._ahead_due_at = self._began = self._handle_began = float("-inf")
        self._dead_letters_at = float("-inf")

    async def run(self, stop: asyncio.Event) -> None:
        """Work, or stand by, until `stop`. No error ends it: what was not handled is read again."""
        try:
            while not stop.is_set():
                await _pause(stop, RETRY_PAUSE if await self._round(stop) else STANDBY_SECONDS)
        finally:
            with contextlib.suppress(*DATABASE_ERRORS):
                await self.lease.release()

    async def _round(self, stop: asyncio.Event) -> bool:
        """Take the lease and work until it is lost, something fails or `stop`. Returns False if it has to stand by."""
        try:
            if not await self.lease.take():
                await self.alarm.check()
                return False
            log.info("consumer_starts", consumer=self.consumer.name)
            self.pruning.begin()
            while not stop.is_set():
                await _pause(stop, await self.work())
        except LeaseLost:
            log.warning("consumer_lease_lost", consumer=self.consumer.name)
            return True
        except BeyondHorizon:
            await self._stop_beyond_horizon()
        except asyncpg.SerializationError:  # its row was changed meanwhile, or one that it writes
            return True
        except DATABASE_ERRORS as error:
            self.size.halve()  # a statement may have taken too long
            log.warning("consumer_interrupted", consumer=self.consumer.name, problem=repr(error))
        except Exception as error:
            log.error("consumer_failed", consumer=self.consumer.name, problem=repr(error), exc_info=error)
        return False

    async def work(self) -> float:
        """Handle the next batch; return the seconds to wait for the one after it.

        Raises LeaseLost, BeyondHorizon, asyncpg.SerializationError and DATABASE_ERRORS; then nothing has changed."""
        await self.lease.renew()
        if time.monotonic() - self._dead_letters_at >= STANDBY_SECONDS:
            self._dead_letters_at = time.monotonic()
            await handle_dead_letters(self.consumer, self.lease)
        reading = await (self._handle_outside() if self.consumer.acts_outside else self._handle_inside())
        if reading is None:
            return RETRY_PAUSE
        if reading.retry_in is not None:
            return min(reading.retry_in.total_seconds(), STANDBY_SECONDS)
        self._learn(reading)
        return 0 if reading.more and reading.found else POLL_SECONDS

    def _learn(self, reading: Reading) -> None:
        """Learn from a turn. Reading counts for its lag; it holds back no map, so it does not count for its size."""
        ended = time.monotonic()
        handled = sum(map(weight, (*reading.batch.facts, *reading.batch.ahead)))
        if self._one_by_one:
            self._one_by_one -= 1 if reading.found else self._one_by_one
        elif not reading.row.tries:
            self.size.add(handled, ended - self._handle_began, more=reading.more)
        facts = len(reading.batch.facts) + len(reading.batch.ahead)
        oldest = reading.found[0].at if reading.found else None
        self.metrics.add(facts, oldest, reading.row.now, ended - self._began)

    async def _handle_inside(self) -> Reading | None:
        """Read, handle and move the cursor in one transaction. Returns None when `handle` raised."""
        reading = None
        try:
            async with snapshot_transaction() as connection:
                reading = await self._read(connection)
                if reading.is_due:
                    await self._handle(reading, connection)
                await self._move(reading, connection)
                crash_point("consumer.before_commit")
        except HandleFailed as failed:
            await self._fail(reading, failed)
            return None
        return reading

    async def _handle_outside(self) -> Reading | None:
        """Read, then handle outside of any transaction, then move the cursor. Returns None when `handle` raised."""
        async with snapshot_transaction() as connection:
            reading = await self._read(connection)
        try:
            async with Acquisition() as connection:
                if reading.is_due:
                    async with self.lease.kept():
                        await self._handle(reading, connection)
                await self._move(reading, connection)
        except HandleFailed as failed:
            await self._fail(reading, failed)
            return None
        return reading

    async def _read(self, connection: Connection) -> Reading:
        self._began = time.monotonic()
        return await read_next(
            connection,
            self.consumer,
            self.lease.owner,
            self.pruning,
            self.size.limit,
            one_by_one=self._one_by_one > 0,
            ahead_alone=self._began >= self._ahead_due_at,
        )

    async def _handle(self, reading: Reading, connection: Connection) -> None:
        self._handle_began = time.monotonic()
        if not reading.batch.facts:
            self._ahead_due_at = self._began + AHEAD_INTERVAL
        try:
            await self.consumer.handle(reading.batch, connection)
        except Exception as error:
            alone = len(reading.batch.facts) + len(reading.batch.ahead) == 1
            if not is_fault_of_fact(error, acts_outside=self.consumer.acts_outside, alone=alone):
                raise
            raise HandleFailed from error
        crash_point("consumer.after_handle")

    async def _move(self, reading: Reading, connection: Connection) -> None:
        """Move the cursor past what was read, and `as_of` at most once a second where nothing was.

        The row is also written where it stays as it is: it tells whether this worker still has the lease."""
        if reading.is_due or reading.last is not None or (reading.as_of is not None and reading.is_mark_due):
            await move(connection, self.consumer.name, self.lease.owner, reading.row, reading.last, reading.as_of)

    async def _fail(self, reading: Reading | None, failed: HandleFailed) -> None:
        """Count the failure of a single fact; after that of a batch read its facts one at a time."""
        error = failed.__cause__
        assert reading is not None
        assert error is not None
        if len(reading.found) == 1 and not reading.batch.ahead:
            self._one_by_one = 0
            await note_failure(self.consumer, self.lease.owner, reading.row, reading.found[0], error)
            return
        self._one_by_one = len(reading.found)
        facts = len(reading.batch.facts) + len(reading.batch.ahead)
        log.warning("batch_failed", consumer=self.consumer.name, facts=facts, problem=repr(error))

    async def _stop_beyond_horizon(self) -> None:
        with contextlib.suppress(*DATABASE_ERRORS):
            await execute(STOP_BEYOND_HORIZON_SQL, self.consumer.name, self.lease.owner, WHY_STOPPED)
            log.error("consumer_stopped", consumer=self.consumer.name, why=WHY_STOPPED)
