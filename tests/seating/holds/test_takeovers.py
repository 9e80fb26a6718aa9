"""Seats of a hold that ran out are taken at once: a fact releases them first, so that the facts add up to the rows."""

import random

import pytest

from app.errors import AisleError
from app.seating.holds.hold import hold_places, hold_seats, release_seats
from db import pool
from tests.seating.holds.test_hold import expire
from tests.seating.scenarios import FLOOR, create_night
from tests.world import World
from workers.release_holds import release_expired_holds

FACTS = """
    SELECT topic, actor, payload -> 'seats' #>> '{}' AS seats FROM journal
    WHERE performance_id = $1 AND topic LIKE 'seats.%' ORDER BY id
"""
BY_SUM = """
    SELECT (payload ->> 'hold')::bigint AS hold, sum(
        jsonb_array_length(payload -> 'seats') * CASE topic WHEN 'seats.held' THEN 1 ELSE -1 END)::integer AS held
    FROM journal WHERE performance_id = $1 AND topic IN ('seats.held', 'seats.released') GROUP BY 1
"""
BY_ROWS = "SELECT hold_id, count(*) FROM seat WHERE performance_id = $1 AND hold_id IS NOT NULL GROUP BY 1"


async def facts(performance: int) -> list[tuple[str, str, str]]:
    """Return topic, actor and seats of each fact about seats."""
    return [tuple(row) for row in await pool.fetch(FACTS, performance)]


async def check_sums(performance: int) -> None:
    """Check that each hold has as many seats by its facts as by the rows."""
    by_sum = {hold: held for hold, held in await pool.fetch(BY_SUM, performance) if held}
    assert by_sum == dict(await pool.fetch(BY_ROWS, performance))


async def test_each_hold_that_ran_out_is_released_before_its_seats_are_held(world: World) -> None:
    await hold_seats(world.preview, "ana", [18, 17], world.plan)
    await hold_seats(world.preview, "ben", [19, 20], world.plan)
    await expire(world.preview, "ana")
    await expire(world.preview, "ben")
    await hold_seats(world.preview, "carl", [17, 18, 19, 21], world.plan)
    assert (await facts(world.preview))[2:] == [
        ("seats.released", "expiry", "[17, 18]"),
        ("seats.released", "expiry", "[19]"),
        ("seats.held", "person:carl", "[17, 18, 19, 21]"),
    ]
    await check_sums(world.preview)


async def test_a_fan_who_takes_seats_of_their_own_expired_hold_has_a_new_one(world: World) -> None:
    await hold_seats(world.preview, "ana", [17, 18], world.plan)
    await expire(world.preview, "ana")
    await hold_seats(world.preview, "ana", [18], world.plan)
    assert (await facts(world.preview))[1:] == [
        ("seats.released", "expiry", "[18]"),
        ("seats.held", "person:ana", "[18]"),
    ]
    await check_sums(world.preview)


async def test_places_of_a_hold_that_ran_out_are_released_too(world: World) -> None:
    night = await create_night(world)
    for person, places in (("ana", 4), ("ben", 6)):
        await hold_places(night, person, FLOOR, places, night.plan)
    await expire(night.id, "ana")
    await hold_places(night, "carl", FLOOR, 3, night.plan)
    (released, by, those), (held, _, these) = (await facts(night.id))[2:]
    assert (released, by, held) == ("seats.released", "expiry", "seats.held")
    assert sorted(those) == sorted(these)
    await check_sums(night.id)


async def test_places_that_were_open_are_not_released(world: World) -> None:
    night = await create_night(world)
    await hold_places(night, "ana", FLOOR, 3, night.plan)
    assert [topic for topic, _, _ in await facts(night.id)] == ["seats.held"]


@pytest.mark.parametrize("seed", range(3))
async def test_the_facts_add_up_to_the_rows(world: World, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(60):
        person = dice.choice(["ana", "ben", "carl", "dora"])
        action = dice.choice(["hold", "hold", "hold", "release", "expire", "sweep"])
        seats = dice.sample(range(10), dice.randint(1, 3))
        try:
            if action == "hold":
                await hold_seats(world.preview, person, seats, world.plan)
            elif action == "release":
                await release_seats(world.preview, person, seats)
            elif action == "expire":
                await expire(world.preview, person)
            else:
                await release_expired_holds()
        except AisleError:
            continue
    await check_sums(world.preview)
