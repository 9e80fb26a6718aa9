"""Tests of requests for standing places that are taken: others replace them; SeatsTaken only when too few are left."""

import asyncio

import pytest

from app.events.catalog import Performance, get_public_performance
from app.seating.errors import SeatsContested, SeatsTaken
from app.seating.holds.hold import hold_places, hold_seats, live_hold
from app.seating.holds.take import take_seats
from db import pool
from db.transaction import transaction
from tests.seating.holds.test_hold import expire
from tests.seating.scenarios import FLOOR, count_held, create_night, standing_field
from tests.world import World
from workers.release_holds import release_expired_holds

COUNT = "SELECT count_open_places($1, $2, clock_timestamp(), '{}')"


async def asked(night: Performance, person: str, seats: list[int]) -> list[int]:
    """Request these places by their numbers and return all seats that the person holds then."""
    return (await take_seats(await get_public_performance(night.id), person, seats, night.plan)).seats


async def test_thirty_who_name_the_same_two_places_all_get_two(world: World) -> None:
    night = await create_night(world, standing_field(600))
    await hold_seats(night.id, "ben", [100, 101], night.plan)
    got = await asyncio.gather(*(asked(night, f"fan-{n}", [100, 101]) for n in range(30)))
    assert [len(seats) for seats in got] == [2] * 30
    assert await count_held(night) == 62


async def test_fifty_who_fight_for_the_last_places_hear_gone_only_when_they_are(world: World) -> None:
    """Let 50 fans repeat their request while it is contested: in the end every place is taken, always two together."""
    night = await create_night(world, standing_field(60))
    await hold_seats(night.id, "ben", [30, 31], night.plan)

    async def fan(n: int) -> bool:
        while True:
            try:
                return len(await asked(night, f"fan-{n}", [30, 31])) == 2
            except SeatsContested:
                continue
            except SeatsTaken:
                return False

    got = await asyncio.gather(*map(fan, range(50)))
    assert (sum(got), await count_held(night)) == (29, 60)


async def test_places_whose_hold_ran_out_are_others_too(world: World) -> None:
    night = await create_night(world, standing_field(10))
    await hold_places(night, "ben", FLOOR, 8, night.plan)
    await expire(night.id, "ben")
    await hold_seats(night.id, "carl", gone := await open_now(night), night.plan)
    assert len(await asked(night, "ana", gone)) == 2


async def open_now(night: Performance) -> list[int]:
    """Return the places without a hold, not even an expired one."""
    sql = "SELECT idx FROM seat WHERE performance_id = $1 AND status = 0 ORDER BY idx"
    return [row["idx"] for row in await pool.fetch(sql, night.id)]


async def test_what_is_named_and_still_there_is_kept_and_never_had_twice(world: World) -> None:
    night = await create_night(world, standing_field(10))
    await hold_seats(night.id, "ben", [0, 1, 2, 3, 4], night.plan)
    for n in range(8):
        seats = await asked(night, f"fan-{n}", [0, 7, 1])
        assert (7 in seats, len(seats)) == (True, 3)
        await pool.fetch_value("SELECT hold FROM release_seats($1, $2, NULL)", night.id, f"fan-{n}")


async def test_too_few_others_are_told_as_gone_and_nothing_is_taken(world: World) -> None:
    night = await create_night(world, standing_field(10))
    await hold_seats(night.id, "ben", [0, 1, 2, 3, 4, 5, 6], night.plan)
    with pytest.raises(SeatsTaken, match="Nothing was taken"):
        await asked(night, "ana", [0, 1, 7, 8])
    assert await live_hold(night.id, "ana") is None


async def test_others_that_are_in_somebodys_hands_are_contested_and_not_gone(world: World) -> None:
    night = await create_night(world, standing_field(10))
    await hold_seats(night.id, "ben", [0, 1], night.plan)
    async with transaction() as other:
        await other.execute("SELECT FROM seat WHERE performance_id = $1 AND idx > 1 FOR UPDATE", night.id)
        with pytest.raises(SeatsContested, match="Others are taking what is left of Floor"):
            await asked(night, "ana", [0, 1])
    assert len(await asked(night, "ana", [0, 1])) == 2


async def test_a_count_while_the_sweeper_opens_places_misses_none(world: World) -> None:
    night = await create_night(world, standing_field(8_000))
    counts: list[int] = []
    for n in range(12):
        await hold_places(night, f"fan-{n}", FLOOR, 8, night.plan)
        await expire(night.id, f"fan-{n}")
        sweep = asyncio.create_task(release_expired_holds())
        while not sweep.done():
            counts.append(await pool.fetch_value(COUNT, night.id, FLOOR))
    assert set(counts) == {8_000}


async def test_places_the_sweeper_is_opening_are_never_sold_out(world: World) -> None:
    night = await create_night(world, standing_field(8))
    await hold_places(night, "ben", FLOOR, 8, night.plan)
    await expire(night.id, "ben")
    async with transaction() as sweeper:
        await sweeper.execute("SELECT release_expired_holds(500)")
        with pytest.raises(SeatsContested):
            await hold_places(night, "ana", FLOOR, 2, night.plan)
    assert len((await hold_places(night, "ana", FLOOR, 2, night.plan)).seats) == 2
