"""A generation that is filled from rows is the one that followed the facts."""

import pytest

from app.sales import fill
from app.sales.fill import delete_sales, fill_sales
from app.sales.verify import verify_sales
from db import batch_size, pool
from tests.payments.fake_provider import FakeProvider
from tests.sales.follower import Follower
from tests.sales.random_sale import RandomSale
from tests.sales.recount import recount, stored
from tests.world import World

ENTRIES = "SELECT * FROM sales_entry WHERE generation = $1 ORDER BY performance_id, kind, id, level, ticket_type"


async def a_sale(world: World, provider: FakeProvider) -> RandomSale:
    """Return a sale in which much has happened."""
    sale = RandomSale(provider, 4)
    await sale.begin(world)
    for _ in range(60):
        await sale.step()
    return sale


async def test_a_filled_generation_is_what_counting_gives(
    world: World, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_size, "FIRST", 3)  # many transactions
    await a_sale(world, provider)
    progress = [step async for step in fill_sales(2)]
    assert len(progress) > 2
    assert (
        progress[-1][0]
        == progress[-1][1]
        == await pool.fetch_value("SELECT count(DISTINCT (performance_id, kind, id)) FROM sales_entry")
    )
    assert await stored(2) == await recount()


async def test_what_happens_during_a_fill_is_counted_once(
    world: World, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_size, "FIRST", 3)
    monkeypatch.setattr(batch_size, "MOST", 3)
    sale = await a_sale(world, provider)
    follower = await Follower(generation=2).begin()
    await pool.execute("UPDATE consumer SET xid = pg_snapshot_xmin(pg_current_snapshot()), id = 0")
    async for _ in fill_sales(2):
        await sale.step()
    await follower.follow()
    assert await stored(2) == await recount()
    assert (await verify_sales()).differences == []


async def test_filling_again_after_an_interruption_counts_nothing_twice(world: World, provider: FakeProvider) -> None:
    await a_sale(world, provider)
    async for _ in fill_sales(2):
        break
    async for _ in fill_sales(2):
        pass
    assert await stored(2) == await recount()


async def test_deleting_keeps_one_generation_whole(
    world: World, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_sale(world, provider)
    for generation in (1, 2, 3):
        async for _ in fill_sales(generation):
            pass
    entries = await pool.fetch(ENTRIES, 2)
    monkeypatch.setattr(batch_size, "FIRST", 10)
    await delete_sales(keep=2)
    for table in fill.TABLES:
        assert [row[0] for row in await pool.fetch(f"SELECT DISTINCT generation FROM {table}")] == [2]
    assert await pool.fetch(ENTRIES, 2) == entries
