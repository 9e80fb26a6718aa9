"""Tests of saved plans: versions never change, and a plan is saved whole or not at all."""

import asyncio

import msgspec
import pytest

from app.errors import BadInput, NotFound
from app.venues.plan import Plan
from app.venues.plan_validation import InvalidPlan
from app.venues.plans import load_plan, plan_levels, save_plan
from app.venues.venues import NewVenue, find_venue, save_venue
from db.pool import execute, fetch, fetch_value
from db.transaction import transaction
from tests.grid_plan import grid
from tests.world import REX, World

SMALL = grid(60, "Small")


async def keep(world: World, plan: Plan) -> int:
    async with transaction() as connection:
        return await save_plan(connection, world.rex, plan)


async def test_a_saved_plan_comes_back_as_it_was(world: World) -> None:
    async with transaction() as connection:
        back = await load_plan(connection, world.plan)
        assert await plan_levels(connection, world.plan) == REX.levels
    assert (back.name, back.levels, back.drawing) == (REX.name, REX.levels, REX.drawing)
    exact = [msgspec.structs.replace(s, x=0, y=0, turn=0, rank=0) for s in REX.seats]
    assert [msgspec.structs.replace(s, x=0, y=0, turn=0, rank=0) for s in back.seats] == exact
    assert all(abs(a.x - b.x) < 0.01 and abs(a.y - b.y) < 0.01 for a, b in zip(back.seats, REX.seats, strict=True))


async def test_another_drawing_of_the_same_name_is_the_next_version(world: World) -> None:
    first = await keep(world, SMALL)
    second = await keep(world, grid(61, "Small"))
    versions = await fetch("SELECT version, seats, published_at FROM seating_plan WHERE id = ANY ($1)", [first, second])
    assert [(row["version"], row["seats"]) for row in versions] == [(1, 60), (2, 61)]
    assert all(row["published_at"] for row in versions)


async def test_the_same_plan_again_is_no_new_version(world: World) -> None:
    assert await keep(world, REX) == world.plan


async def test_two_imports_at_once_become_two_versions(world: World) -> None:
    kept = await asyncio.gather(*(keep(world, grid(seats, "Small")) for seats in range(20, 28)))
    rows = await fetch("SELECT version FROM seating_plan WHERE id = ANY ($1) ORDER BY 1", kept)
    assert [row[0] for row in rows] == list(range(1, 9))


async def test_an_unsound_plan_leaves_nothing_behind(world: World) -> None:
    twice = Plan("Twice", SMALL.levels, (SMALL.seats[0], SMALL.seats[0]), SMALL.drawing)
    with pytest.raises(InvalidPlan):
        await keep(world, twice)
    assert await fetch_value("SELECT count(*) FROM seating_plan WHERE name = 'Twice'") == 0


async def test_progress_counts_every_seat(world: World) -> None:
    steps: list[int] = []
    async with transaction() as connection:
        await save_plan(connection, world.rex, grid(250, "Counted"), steps.append)
    assert steps == [100, 100, 50]


async def test_a_plan_needs_a_venue_and_a_venue_a_time_zone(world: World) -> None:
    async with transaction() as connection:
        with pytest.raises(NotFound):
            await save_plan(connection, 999, SMALL)
        with pytest.raises(BadInput):
            await save_venue(NewVenue("x", "X", "", "", "Mars/Olympus"))
        with pytest.raises(NotFound, match="rex"):
            await find_venue("nowhere")
        assert await find_venue("rex") == world.rex


async def test_opening_a_venue_again_changes_its_words(world: World) -> None:
    again = await save_venue(NewVenue("rex", "The Rex", "Porto", "", "Europe/Lisbon"))
    assert again == world.rex
    assert await fetch_value("SELECT name FROM venue WHERE id = $1", world.rex) == "The Rex"
    assert await execute("SELECT 1 FROM venue") == 1
