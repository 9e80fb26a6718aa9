"""Tests that a release, alone or in exchange for other seats, never leaves a part of a table or a companion alone."""

from collections.abc import Callable

import pytest

from app.seating.errors import CompanionSeat, NoSuchSeat, WholeTable
from app.seating.holds.hold import hold_seats, live_hold
from app.seating.holds.release import expand_release, release_with_dependents
from app.seating.holds.take import take_seats
from tests.fan import JSON, Fan
from tests.seating.scenarios import create_small_performance, seat_letters
from tests.world import World

Visit = Callable[[], Fan]
ROWS = ("wccoooo", "Table 1!tttt", "Pit:***")
TABLE, PIT = [7, 8, 9, 10], 11


async def test_a_table_goes_whole_and_a_space_with_its_companions(world: World) -> None:
    performance = await create_small_performance(world, *ROWS)
    await hold_seats(performance.id, "ana", [0, 1, 2, 3, *TABLE], performance.plan)
    assert sorted(await expand_release(performance, "ana", [7])) == TABLE
    assert sorted(await expand_release(performance, "ana", [0, 3])) == [0, 1, 2, 3]
    assert list(await expand_release(performance, "ana", [1, 3])) == [1, 3]
    assert list(await expand_release(performance, "ben", [7, -1, 10**9])) == [-1, 7, 10**9]


@pytest.mark.parametrize("singles", ["off", "refuse"])
async def test_a_part_of_a_table_cannot_be_kept_instead_of_the_whole(world: World, singles: str) -> None:
    performance = await create_small_performance(world, *ROWS, singles=singles)
    await hold_seats(performance.id, "ana", TABLE, performance.plan)
    for wish, instead in (([7], TABLE), ([4], [7]), ([8, 4], TABLE)):
        with pytest.raises(WholeTable, match="sold together") as error:
            await take_seats(performance, "ana", wish, performance.plan, replacing=instead)
        assert error.value.facts["left"] == TABLE
    assert await seat_letters(performance) == ".......----..."


@pytest.mark.parametrize("wish", [[1, 2], [2], [4]])
async def test_companions_cannot_be_kept_instead_of_their_space(world: World, wish: list[int]) -> None:
    performance = await create_small_performance(world, *ROWS)
    await take_seats(performance, "ana", [0, 1, 2], performance.plan, wheelchairs=1)
    with pytest.raises(CompanionSeat, match="Take the space with it"):
        await take_seats(performance, "ana", wish, performance.plan, replacing=[0])
    assert (await seat_letters(performance)).startswith("---....")


async def test_what_is_given_back_whole_may_be_had_instead_of_anything(world: World) -> None:
    performance = await create_small_performance(world, *ROWS)
    await hold_seats(performance.id, "ana", TABLE, performance.plan)
    hold = await take_seats(performance, "ana", [0, 1], performance.plan, wheelchairs=1, replacing=TABLE)
    assert hold.seats == [0, 1]
    assert (await take_seats(performance, "ana", [3], performance.plan, replacing=[0, 1])).seats == [3]


async def test_a_number_no_house_has_is_refused_in_words_among_what_is_given_back(world: World) -> None:
    performance = await create_small_performance(world, *ROWS)
    with pytest.raises(NoSuchSeat):
        await take_seats(performance, "ana", [3], performance.plan, replacing=[-1, 2**40])


@pytest.mark.parametrize(
    ("path", "first", "wish", "kept"),
    [
        ("holds", TABLE, {"seats": [7], "instead": TABLE}, TABLE),
        ("holds", [0, 1, 2], {"seats": [1, 2], "instead": [0]}, [0, 1, 2]),
        ("holds", TABLE, {"area": PIT, "count": 1, "instead": [7, 8, 9]}, []),
        ("holds", [0, 1, 2], {"area": PIT, "count": 1, "instead": [0]}, []),
        ("holds/best", [0, 1, 2], {"party": 2, "instead": [0]}, []),
        ("holds/best", TABLE, {"party": 2, "instead": [7]}, []),
    ],
)
async def test_no_wish_with_instead_parts_a_table_or_keeps_companions(
    world: World, visit: Visit, path: str, first: list[int], wish: dict[str, object], kept: list[int]
) -> None:
    performance, fan = await create_small_performance(world, *ROWS), visit()
    token = (await fan.read(f"/performances/{performance.id}")) and fan.token
    send = {"headers": {"X-CSRF-Token": token, **JSON}}
    spaces = {"wheelchairs": 1, "plan": performance.plan}
    await fan.browser.post(f"/performances/{performance.id}/holds", json={"seats": first, **spaces}, **send)
    await fan.browser.post(f"/performances/{performance.id}/{path}", json={"plan": performance.plan, **wish}, **send)
    basket = (await fan.read(f"/performances/{performance.id}/basket", **JSON)).json()["seats"]
    assert [seat for seat in basket if seat in first] == kept
    assert basket


async def test_giving_back_nothing_in_particular_gives_back_all(world: World) -> None:
    performance = await create_small_performance(world, *ROWS)
    await hold_seats(performance.id, "ana", [0, 1, *TABLE], performance.plan)
    assert await release_with_dependents(performance, "ana", None) == [0, 1, *TABLE]
    assert await live_hold(performance.id, "ana") is None
