"""Tests of the seats that are offered for seats which another fan got."""

import pytest

from app.language.translator import english
from app.seating.best.alternatives import nearest_alternative
from app.seating.holds.hold import hold_seats
from tests.seating.scenarios import create_small_performance
from tests.world import World


@pytest.mark.parametrize(
    ("rows", "lost", "offered"),
    [
        (("oooooo",), [2], [3]),
        (("oxxooo",), [1, 2], [3, 4]),
        (("xxxxoo", "oooooo"), [0, 1], [6, 7]),
        (("oooo", "Circle:oooo"), [4, 5], [6, 7]),
        (("xxxx", "Circle:oooo"), [2, 3], [6, 7]),
        (("xxox",), [0, 1], None),
        (("wcooo", "wc"), [0, 1], [5, 6]),
        (("wcooo", "wc"), [2], [3]),
        (("wx", "oo"), [1], [3]),
        (("wx", "oo"), [0], None),
        (("Pit:***",), [0], None),
        (("oo",), [99, -1], None),
        (("Table 1!tttt", "Table 2!ttt", "Table 3!tttt", "oooo"), [0, 1, 2, 3], [7, 8, 9, 10]),
        (("Table 1!tttt", "oooo"), [0, 1, 2, 3], None),
    ],
)
async def test_the_nearest_seats_of_the_same_kind_are_offered(
    world: World, rows: tuple[str, ...], lost: list[int], offered: list[int] | None
) -> None:
    performance = await create_small_performance(world, *rows)
    found = await nearest_alternative(performance, "ana", lost)
    assert (found.seats if found else None) == offered


async def test_the_same_price_comes_before_the_same_distance(world: World) -> None:
    performance = await create_small_performance(world, "oooo", "xoxxxxxo", levels=("A", "B"), prices=(9000, 4000))
    found = await nearest_alternative(performance, "ana", [5])
    assert found is not None
    assert (found.seats, english.say(found.label)) == ([11], "Stalls B 8")


async def test_what_anybody_holds_is_not_offered(world: World) -> None:
    performance = await create_small_performance(world, "oooooo")
    await hold_seats(performance.id, "ben", [3], performance.plan)
    await hold_seats(performance.id, "ana", [1], performance.plan)
    found = await nearest_alternative(performance, "ana", [2])
    assert found is not None
    assert found.seats in ([0], [4])


@pytest.mark.parametrize(("singles", "offered"), [("off", [2]), ("warn", [2]), ("refuse", [5])])
async def test_where_no_seat_may_be_left_alone_the_offer_leaves_none(
    world: World, singles: str, offered: list[int]
) -> None:
    performance = await create_small_performance(world, "xxooxooo", singles=singles)
    found = await nearest_alternative(performance, "ana", [1])
    assert found is not None
    assert found.seats == offered


async def test_it_is_said_in_words(world: World) -> None:
    performance = await create_small_performance(world, "oooooo")
    found = await nearest_alternative(performance, "ana", [0, 1])
    assert found is not None
    assert english.say(found.label) == "Stalls A 3 and 4"
