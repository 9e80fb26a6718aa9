"""After every action that changes seats, a fan's old map plus the deltas since equals the new map, without a fetch."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from app.seating.holds.hold import extend_hold, hold_seats, release_seats
from db import pool
from realtime.bus import Bus
from tests.eventually import eventually
from tests.workers.relay_harness import MapFollower, RedisMaps, follow_map, run_relay, seat_statuses
from tests.world import World
from workers.release_holds import release_expired_holds


@pytest_asyncio.fixture
async def fan(world: World, database: str, redis_url: str) -> AsyncIterator[MapFollower]:
    """Follow the map of the Preview as a fan does, after Ana has held seats 17 and 18."""
    await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    bus = Bus(redis_url)
    await bus.connect()
    async with run_relay(database, redis_url):
        maps = RedisMaps(bus.redis)
        await eventually(lambda: maps.matches_rows(world.preview))
        async with follow_map(bus, world.preview) as follower:
            yield follower
    await bus.close()


async def have_another_instead(world: World) -> object:
    return await hold_seats(world.preview, world.ana, [19], world.plan, replacing=[17])


async def give_one_back(world: World) -> object:
    return await release_seats(world.preview, world.ana, [17])


async def give_all_back(world: World) -> object:
    return await release_seats(world.preview, world.ana)


async def add_a_seat(world: World) -> object:
    return await hold_seats(world.preview, world.ana, [19], world.plan)


async def another_takes_what_ran_out(world: World) -> object:
    await pool.execute("UPDATE seat SET hold_expires_at = now() - interval '1 second' WHERE hold_id IS NOT NULL")
    await hold_seats(world.preview, world.ben, [17], world.plan)
    return await release_expired_holds()  # seat 18, which no fan took, becomes open


async def the_sweeper_comes(world: World) -> object:
    await pool.execute("UPDATE seat SET hold_expires_at = now() - interval '1 second' WHERE hold_id IS NOT NULL")
    return await release_expired_holds()


async def many_at_once(world: World) -> object:
    await extend_hold(world.preview, world.ana)
    for n in range(40):
        await hold_seats(world.preview, f"fan-{n}", [100 + 2 * n, 101 + 2 * n], world.plan)
    return await release_seats(world.preview, "fan-7")


VERBS = [
    have_another_instead,
    give_one_back,
    give_all_back,
    add_a_seat,
    another_takes_what_ran_out,
    the_sweeper_comes,
    many_at_once,
]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
async def test_an_old_map_and_the_deltas_are_the_new_map(
    world: World, fan: MapFollower, verb: Callable[[World], Awaitable[object]]
) -> None:
    before = fan.seats
    await verb(world)
    told = await seat_statuses(world.preview)
    assert told != before

    async def is_told() -> bool:
        return fan.catch_up().seats == await seat_statuses(world.preview)

    await eventually(is_told)
    assert fan.fetches == 0
