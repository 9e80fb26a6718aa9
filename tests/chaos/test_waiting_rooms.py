"""The waiting room's worker or its databases are killed or stopped: calls go on, in order and never too many."""

import signal
from collections.abc import AsyncIterator

import pytest_asyncio

from app.dev.postgres import Postgres
from app.dev.redis import Redis
from db import pool
from db.pool import DATABASE_ERRORS
from tests.chaos.processes import STARTS, ServerProcess, running
from tests.eventually import eventually
from tests.waiting_room.scenarios import create_room, join_fans
from tests.workers.admit_harness import sent_status, set_throttle
from tests.world import World

FANS = [f"fan{n}" for n in range(1, 1001)]


class QueueUnderTest:
    """A room in which a thousand fans wait and about six are called a second."""

    def __init__(self, room: int, environment: dict[str, str]) -> None:
        self.room, self.environment = room, environment

    async def serving(self) -> int:
        """Return the highest place called; 0 while the database does not answer."""
        try:
            found: int = await pool.fetch_value("SELECT serving FROM waiting_room WHERE id = $1", self.room)
        except DATABASE_ERRORS:
            return 0
        return found

    async def goes_on(self, seconds: float = 10.0) -> None:
        """Wait until more places are called than now."""
        before = await self.serving()

        async def further() -> bool:
            return await self.serving() > before

        await eventually(further, seconds)


@pytest_asyncio.fixture
async def queue(world: World, server_environment: dict[str, str]) -> AsyncIterator[QueueUnderTest]:
    room = await create_room(world.preview, target=1000, per_minute=360)
    await join_fans(room, *FANS)
    await set_throttle(room)
    yield QueueUnderTest(room, server_environment)


@pytest_asyncio.fixture
async def worker(queue: QueueUnderTest) -> AsyncIterator[ServerProcess]:
    with running("workers.run", queue.environment) as process:
        await queue.goes_on(STARTS)
        yield process


async def test_when_a_worker_is_killed_another_calls_on(queue: QueueUnderTest, worker: ServerProcess) -> None:
    with running("workers.run", queue.environment):
        worker.kill()
        await queue.goes_on(STARTS)
    lines = await pool.fetch("SELECT serving FROM queue_log WHERE what = 'called' ORDER BY n")
    assert [row["serving"] for row in lines] == sorted({row["serving"] for row in lines})


async def test_a_worker_that_is_stopped_and_woken_calls_on_and_makes_up_for_nothing(
    queue: QueueUnderTest, worker: ServerProcess
) -> None:
    worker.signal(signal.SIGSTOP)
    await pool.execute("UPDATE queue_log SET at = at - interval '2 minutes'")
    before = await queue.serving()
    worker.signal(signal.SIGCONT)
    await queue.goes_on()
    assert await queue.serving() - before <= 2 * 12 + 1  # at most two ticks, each with the calls of two seconds


async def test_without_redis_fans_are_called_and_when_it_is_back_they_are_told(
    queue: QueueUnderTest, worker: ServerProcess, redis_server: Redis
) -> None:
    redis_server.kill()
    await queue.goes_on()
    redis_server.start()
    await eventually(lambda: sent_status(queue.room))


async def test_when_postgres_is_back_fans_are_called_on(
    queue: QueueUnderTest, worker: ServerProcess, postgres: Postgres
) -> None:
    postgres.restart()
    await eventually(queue.serving)
    await queue.goes_on(20)
