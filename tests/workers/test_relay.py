"""The relay: every map becomes equal to the rows and every delta follows the one before, also when Redis fails."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from functools import partial

import asyncpg
import pytest
import pytest_asyncio

import workers.relay.relay
from db.journal import OrderPaid, SeatsHeld, record
from db.pool import execute, fetch_value
from db.transaction import transaction
from realtime.bus import Bus
from realtime.protocol import ALL_MAP_HEADS, WAKEUP_CHANNEL, head_key, map_channel, map_key
from tests.eventually import eventually
from tests.workers.relay_harness import RedisMaps, follow_map, hold_seats, run_relay, seat_statuses
from tests.world import World
from workers.relay.journal_reader import WINDOW_SQL, Window, connect, read_window

pytestmark = pytest.mark.redis


@pytest_asyncio.fixture
async def maps(world: World, database: str, redis_url: str, bus: Bus) -> AsyncIterator[RedisMaps]:
    """Run a relay; return the maps in Redis once both performances are there."""
    ours = RedisMaps(bus.redis)
    async with run_relay(database, redis_url):
        await eventually(lambda: ours.matches_rows(world.opening))
        await eventually(lambda: ours.matches_rows(world.preview))
        yield ours


async def test_a_published_performance_has_a_map(world: World, maps: RedisMaps):
    head = await maps.head(world.opening)
    assert (head.e, head.plan, head.n) == (1, world.plan, len(await seat_statuses(world.opening)))
    assert set(await maps.seats(world.opening)) == {"0"}


async def test_a_hold_is_told_as_a_delta_upon_the_map(world: World, maps: RedisMaps, bus: Bus):
    async with follow_map(bus, world.opening) as map_seen:
        before = map_seen.v
        await hold_seats(world.opening, world.plan, world.ana, 17, 18)
        bus.wake(WAKEUP_CHANNEL)
        await eventually(lambda: map_seen.catch_up().v > before)
        assert map_seen.seats == await seat_statuses(world.opening) == await maps.seats(world.opening)
        assert (map_seen.seats.count("1"), map_seen.fetches) == (2, 0)


async def test_without_a_bell_it_is_told_all_the_same(world: World, maps: RedisMaps):
    await hold_seats(world.opening, world.plan, world.ana, 17)
    await eventually(lambda: maps.matches_rows(world.opening))
    assert (await maps.seats(world.opening))[17] == "1"


async def test_one_performance_does_not_touch_another(world: World, maps: RedisMaps):
    before = await maps.head(world.preview)
    await hold_seats(world.opening, world.plan, world.ana, 17)
    await eventually(lambda: maps.matches_rows(world.opening))
    assert await maps.head(world.preview) == before


async def test_facts_without_seats_change_no_map(world: World, maps: RedisMaps):
    before = await maps.head(world.opening)
    async with transaction() as connection:
        await record(connection, world.opening, OrderPaid(1), actor="test")
    last = await fetch_value("SELECT max(xid)::text::bigint FROM journal")
    await eventually(lambda: fetch_value("SELECT cursor::text::bigint > $1 FROM relay", last))
    assert await maps.head(world.opening) == before


async def test_a_hold_that_ran_out_shows_as_open(world: World, maps: RedisMaps):
    before = await maps.head(world.opening)
    async with transaction() as connection:
        await connection.execute(
            "UPDATE seat SET status = 1, hold_id = 1, hold_expires_at = now() - interval '1 s'"
            " WHERE performance_id = $1 AND idx = 5",
            world.opening,
        )
        await record(connection, world.opening, SeatsHeld(1, [5, 6]), actor="test")
    await eventually(lambda: _moved(maps, world.opening, before))
    assert set(await maps.seats(world.opening)) == {"0"}


async def _moved(maps: RedisMaps, performance: int, before: object) -> bool:
    return await maps.head(performance) not in (None, before)


async def write(world: World, person: str, choose: random.Random, ring: Callable[[], None]) -> None:
    """Hold and release seats, sometimes in a transaction that stays open while later ones commit."""
    for _ in range(20):
        async with transaction() as connection:
            seats = choose.sample(range(200), 2)
            await connection.fetchrow(
                "SELECT * FROM hold_seats($1, $2, $3, $4)", world.opening, person, seats, world.plan
            )
            await connection.execute("SELECT pg_sleep($1)", choose.choice((0, 0.005, 0.03)))
        ring()
        if choose.random() < 0.6:
            await execute("SELECT release_seats($1, $2, $3)", world.opening, person, seats)
            ring()


async def test_nothing_is_skipped_while_sixteen_writers_overtake_each_other(world: World, maps: RedisMaps, bus: Bus):
    async with follow_map(bus, world.opening) as map_seen:
        wake = partial(bus.wake, WAKEUP_CHANNEL)
        async with asyncio.TaskGroup() as writers:
            for number in range(16):
                writers.create_task(write(world, f"fan {number}", random.Random(number), wake))
        await eventually(lambda: maps.matches_rows(world.opening))
        truth = await seat_statuses(world.opening)
        await eventually(lambda: map_seen.catch_up().seats == truth)
        assert map_seen.fetches == 0


async def test_flushall_is_mended_without_a_fact(world: World, maps: RedisMaps, bus: Bus):
    await hold_seats(world.opening, world.plan, world.ana, 17)
    await eventually(lambda: maps.matches_rows(world.opening))
    await bus.redis.flushall()
    await eventually(lambda: maps.matches_rows(world.opening))
    await eventually(lambda: maps.matches_rows(world.preview))


async def test_a_watched_performance_is_rebuilt_even_if_nothing_ever_happened_to_it(
    world: World, maps: RedisMaps, bus: Bus
):
    times = "now(), now(), now() + interval '1 h'"
    copied = f"SELECT event, plan, {times} FROM performance WHERE id = $1"
    columns = "event, plan, starts_at, on_sale_at, off_sale_at"
    await execute(f"INSERT INTO performance ({columns}) {copied}", world.opening)
    quiet = await fetch_value("SELECT max(id) FROM performance")
    await execute("INSERT INTO seat (performance_id, idx, price_level) VALUES ($1, 0, 0), ($1, 1, 0)", quiet)
    async with bus.subscribe(map_channel(quiet)):
        await eventually(lambda: maps.matches_rows(quiet))


async def test_an_old_copy_of_redis_is_mended(world: World, maps: RedisMaps, bus: Bus):
    keys = [map_key(world.opening), head_key(world.opening)]
    old = [await bus.redis.dump(key) for key in keys]
    old_seats = await maps.seats(world.opening)
    await hold_seats(world.opening, world.plan, world.ana, 17)
    await eventually(lambda: maps.matches_rows(world.opening))
    assert await maps.seats(world.opening) != old_seats
    for key, copy in zip(keys, old, strict=True):
        await bus.redis.restore(key, 0, copy, replace=True)
    await eventually(lambda: maps.matches_rows(world.opening))


async def test_a_fact_upon_an_old_copy_makes_the_viewers_fetch(world: World, maps: RedisMaps, bus: Bus):
    await hold_seats(world.opening, world.plan, world.ana, 17)
    await eventually(lambda: maps.matches_rows(world.opening))
    async with follow_map(bus, world.opening) as map_seen:
        await bus.redis.hset(head_key(world.opening), "v", map_seen.v - 1)
        await hold_seats(world.opening, world.plan, world.ben, 18)
        await eventually(lambda: map_seen.catch_up().fetches)
        await eventually(lambda: maps.matches_rows(world.opening))


async def test_half_a_map_is_none(world: World, maps: RedisMaps, bus: Bus):
    await bus.redis.delete(map_key(world.opening))
    await hold_seats(world.opening, world.plan, world.ana, 17)
    await eventually(lambda: maps.matches_rows(world.opening))


async def test_another_epoch_rewrites_every_map(world: World, maps: RedisMaps):
    await execute("UPDATE relay SET epoch = epoch + 1")
    for performance in (world.opening, world.preview):
        await eventually(lambda p=performance: _has_epoch(maps, p, 2))
        assert await maps.matches_rows(performance)


async def _has_epoch(maps: RedisMaps, performance: int, epoch: int) -> bool:
    head = await maps.head(performance)
    return head is not None and head.e == epoch


async def test_a_map_of_a_later_epoch_is_left_alone_until_the_epoch_is_raised(world: World, maps: RedisMaps, bus: Bus):
    await bus.redis.hset(head_key(world.opening), "e", 5)
    await hold_seats(world.opening, world.plan, world.ana, 17)
    last = await fetch_value("SELECT max(xid)::text::bigint FROM journal")
    await eventually(lambda: fetch_value("SELECT cursor::text::bigint > $1 FROM relay", last))
    assert (await maps.seats(world.opening))[17] == "0"
    await execute("UPDATE relay SET epoch = 6")
    await eventually(lambda: maps.matches_rows(world.opening))


async def test_a_database_restored_into_another_cluster_begins_a_new_epoch(world: World, maps: RedisMaps):
    await execute("UPDATE relay SET cursor = '99999999999'")
    await eventually(lambda: _has_epoch(maps, world.opening, 2))
    await hold_seats(world.opening, world.plan, world.ana, 17)
    await eventually(lambda: maps.matches_rows(world.opening))
    assert (await maps.seats(world.opening))[17] == "1"


async def test_maps_of_unknown_age_are_rebuilt_when_a_relay_begins(
    world: World, database: str, redis_url: str, bus: Bus
):
    maps = RedisMaps(bus.redis)
    async with run_relay(database, redis_url):
        await eventually(lambda: maps.matches_rows(world.opening))
    await bus.redis.setrange(map_key(world.opening), 3, b"2")
    assert await bus.redis.keys(ALL_MAP_HEADS)
    async with run_relay(database, redis_url):
        await eventually(lambda: maps.matches_rows(world.opening))


@pytest.mark.usefixtures("new_tables")
async def test_the_window_is_read_by_indexes_before_there_are_statistics(world: World, database: str):
    ours = await connect(database, 5)
    plan = "\n".join(row[0] for row in await ours.fetch("EXPLAIN " + WINDOW_SQL))
    await ours.close()
    assert "Seq Scan on journal" not in plan
    assert "Seq Scan on seat" not in plan
    assert "journal_before_xid" in plan  # the first partition's part of journal_by_xid


async def test_a_connection_that_breaks_in_an_unknown_way_is_opened_again(
    world: World, database: str, redis_url: str, bus: Bus, monkeypatch: pytest.MonkeyPatch
):
    """The error that asyncpg raises when a server shuts down during a statement has a class of its own."""
    breaks = iter([asyncpg.InternalClientError("another operation is in progress")])

    async def breaking(connection: asyncpg.Connection) -> Window:
        for problem in breaks:
            raise problem
        return await read_window(connection)

    monkeypatch.setattr(workers.relay.relay, "read_window", breaking)
    async with run_relay(database, redis_url):
        await hold_seats(world.opening, world.plan, world.ana, 17)
        await eventually(lambda: RedisMaps(bus.redis).matches_rows(world.opening))
    assert next(breaks, None) is None
