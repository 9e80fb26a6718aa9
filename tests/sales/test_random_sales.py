"""Whatever happens in a sale, its statistics are what counting all rows gives."""

import contextlib
import random
from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.sales.verify import verify_sales
from tests.payments.crash_at_await import crash_at_await
from tests.payments.fake_provider import FakeProvider
from tests.sales.follower import CrashBeforeCommit, Follower
from tests.sales.random_sale import RandomSale
from tests.sales.recount import recount, stored
from tests.world import World


async def follow_somehow(follower: Follower, chance: random.Random) -> None:
    """Handle some of the facts, perhaps with a crash at any await, or again some that were handled."""
    at_most = chance.choice([1, 3, 10, 1000])
    with contextlib.suppress(CrashBeforeCommit):
        follows = follower.follow(at_most, crash=chance.random() < 0.2)
        await crash_at_await(follows, chance.choice([0, 0, 0, chance.randint(1, 12)]))
    if follower.handled and chance.random() < 0.3:
        first = chance.randrange(len(follower.handled))
        await follower.replay(follower.handled[first : first + at_most])


@contextlib.asynccontextmanager
async def older_transaction(url: str, *, runs: bool) -> AsyncIterator[None]:
    """Let an older transaction run during the block, or none: until it ends, no fact is final."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            if runs:
                await connection.execute("SELECT pg_current_xact_id()")
            yield
    finally:
        await connection.close()


@pytest.mark.parametrize("seed", range(10))
async def test_the_statistics_are_what_counting_gives(
    world: World, provider: FakeProvider, migrated: str, seed: int
) -> None:
    follower, sale = await Follower().begin(), RandomSale(provider, seed)
    await sale.begin(world)
    for _ in range(6):
        async with older_transaction(migrated, runs=sale.random.random() < 0.3):
            for _ in range(12):
                await sale.step()
                await follow_somehow(follower, sale.random)
            assert (await verify_sales()).differences == []
            await follower.follow()
            assert await stored() == await recount()
    assert (await verify_sales()).differences == []
