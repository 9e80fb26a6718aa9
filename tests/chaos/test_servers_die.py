"""Redis and Postgres stop during a sale: selling goes on without Redis, and every map later equals the rows again."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.dev.postgres import Postgres
from app.dev.redis import Redis
from app.web.redis import redis
from db.pool import DATABASE_ERRORS, fetch_value
from realtime.protocol import head_key, map_key
from tests.chaos.conftest import Sale
from tests.chaos.processes import ServerProcess
from tests.eventually import eventually


@pytest_asyncio.fixture
async def on(sale: Sale, relay: ServerProcess) -> AsyncIterator[Sale]:
    """Return the sale with a relay, after one seat was taken and shown."""
    await sale.take(17)
    await sale.wait_until_seen()
    yield sale


async def test_a_redis_that_forgot_everything_is_told_again(on: Sale):
    await redis().flushall()
    await on.take(18)
    await on.wait_until_seen()


async def test_redis_is_killed_and_comes_back_empty(on: Sale, redis_server: Redis):
    redis_server.kill()
    await on.take(18)  # selling goes on
    redis_server.start()
    await on.wait_until_seen()
    await on.take(19)
    await on.wait_until_seen()


async def test_an_old_copy_of_redis_is_restored(on: Sale):
    keys = [name(on.world.opening) for name in (map_key, head_key)]
    old = [await redis().dump(key) for key in keys]
    await on.take(18)
    await on.wait_until_seen()
    for key, copy in zip(keys, old, strict=True):
        await redis().restore(key, 0, copy, replace=True)
    await on.take(19)
    await on.wait_until_seen()


async def postgres_answers() -> bool:
    try:
        return await fetch_value("SELECT true")
    except DATABASE_ERRORS:
        return False


@pytest.mark.parametrize("how", ["restart", "crash"])
async def test_postgres_goes_and_comes_back(on: Sale, postgres: Postgres, how: str):
    if how == "crash":
        postgres.kill()
        postgres.start()
    else:
        postgres.restart()
    await eventually(postgres_answers)
    await on.take(18)
    await on.wait_until_seen()
