"""Tests of the rules for selections: what is refused, with which message, and what is never refused."""

import asyncio

import pytest

from app.language.translator import english
from app.seating.errors import (
    CompanionSeat,
    LeavesSingle,
    NoSuchSeat,
    PlanChanged,
    SeatsTaken,
    TooManySeats,
    WheelchairSpace,
    WholeTable,
)
from app.seating.holds.hold import hold_seats
from app.seating.holds.selection_check import single_seat_advice
from app.seating.holds.take import take_seats
from db import pool
from tests.seating.scenarios import create_small_performance, seat_letters
from tests.world import World


async def test_a_wish_that_leaves_a_seat_alone_is_refused_with_what_is_fine(world: World) -> None:
    performance = await create_small_performance(world, "oooooo", singles="refuse")
    with pytest.raises(LeavesSingle, match=r"leave Stalls A 1 on its own. Take 1 and 2, or 3 and 4.") as error:
        await take_seats(performance, "ana", [1, 2], performance.plan)
    words = english.say(error.value.facts.pop("left_words"))
    assert (words, error.value.facts) == ("Stalls A 1 and 2", {"alone": [0], "left": [0, 1], "instead": []})
    assert await seat_letters(performance) == "......"


async def test_the_same_wish_is_taken_where_it_is_only_advised_against(world: World) -> None:
    performance = await create_small_performance(world, "oooooo", singles="warn")
    hold = await take_seats(performance, "ana", [1, 2], performance.plan)
    said = await single_seat_advice(performance, hold)
    assert said is not None
    assert english.say(said.text) == "Seat 1 is left on its own. Take 1 and 2 instead?"
    assert (said.isolated, said.better_seats, said.replacing, english.say(said.better_label)) == (
        [0],
        [0, 1],
        [2],
        "Stalls A 1 and 2",
    )


async def test_what_was_advised_can_be_taken_and_then_nothing_is_said(world: World) -> None:
    performance = await create_small_performance(world, "oooooo", singles="warn")
    said = await single_seat_advice(performance, await take_seats(performance, "ana", [1, 2], performance.plan))
    assert said is not None
    moved = await take_seats(performance, "ana", said.better_seats, performance.plan, replacing=said.replacing)
    assert moved.seats == [0, 1]
    assert await single_seat_advice(performance, moved) is None


async def test_where_the_rule_is_off_nothing_is_refused_and_nothing_said(world: World) -> None:
    performance = await create_small_performance(world, "oooooo")
    assert await single_seat_advice(performance, await take_seats(performance, "ana", [1, 2], performance.plan)) is None


@pytest.mark.parametrize(
    ("row", "wish"), [("ooo", [0, 1]), ("xoooxx", [1, 2]), ("oxo", [0, 2]), ("oo ooo", [0, 2]), ("oooo", [0, 1, 2])]
)
async def test_the_last_way_to_seat_a_party_is_never_refused(world: World, row: str, wish: list[int]) -> None:
    performance = await create_small_performance(world, row, singles="refuse")
    assert (await take_seats(performance, "ana", wish, performance.plan)).seats == wish


async def test_what_the_fan_has_and_what_they_add_are_one_party(world: World) -> None:
    performance = await create_small_performance(world, "oooooo", singles="refuse")
    await take_seats(performance, "ana", [0], performance.plan)
    with pytest.raises(LeavesSingle, match="Take 2, or 4"):
        await take_seats(performance, "ana", [2], performance.plan)
    assert (await take_seats(performance, "ana", [1], performance.plan)).seats == [0, 1]


async def test_what_is_better_may_need_a_seat_to_be_given_back(world: World) -> None:
    performance = await create_small_performance(world, "xoxoo", singles="refuse")
    await take_seats(performance, "ana", [1], performance.plan)
    with pytest.raises(LeavesSingle, match="Take 4 and 5 instead of 2") as error:
        await take_seats(performance, "ana", [3], performance.plan)
    better = await take_seats(
        performance, "ana", error.value.facts["left"], performance.plan, replacing=error.value.facts["instead"]
    )
    assert better.seats == [3, 4]


async def test_what_is_better_goes_with_what_the_fan_has(world: World) -> None:
    performance = await create_small_performance(world, "ooxooo", singles="refuse")
    await take_seats(performance, "ana", [0, 1], performance.plan)
    with pytest.raises(LeavesSingle, match="Take 4, or 6") as error:
        await take_seats(performance, "ana", [4], performance.plan)
    assert (error.value.facts["left"], error.value.facts["instead"]) == ([3], [])
    assert (await take_seats(performance, "ana", [3], performance.plan)).seats == [0, 1, 3]


async def test_sent_twice_is_taken_once_even_when_the_row_changed_meanwhile(world: World) -> None:
    performance = await create_small_performance(world, "oooo", singles="refuse")
    await take_seats(performance, "ana", [0, 1], performance.plan)
    await hold_seats(performance.id, "ben", [3], performance.plan)
    assert (await take_seats(performance, "ana", [0, 1], performance.plan)).seats == [0, 1]


async def test_a_hold_that_ran_out_counts_as_open(world: World) -> None:
    performance = await create_small_performance(world, "oooo", singles="refuse")
    await hold_seats(performance.id, "ben", [2, 3], performance.plan)
    await pool.execute("UPDATE seat SET hold_expires_at = now() - interval '1 second' WHERE hold_id IS NOT NULL")
    with pytest.raises(LeavesSingle):
        await take_seats(performance, "ana", [1], performance.plan)


async def test_a_seat_that_is_gone_is_said_to_be_gone_whatever_it_would_leave(world: World) -> None:
    performance = await create_small_performance(world, "oooo", singles="refuse")
    await hold_seats(performance.id, "ben", [2], performance.plan)
    with pytest.raises(SeatsTaken):
        await take_seats(performance, "ana", [1, 2], performance.plan)


@pytest.mark.parametrize("singles", ["off", "warn", "refuse"])
async def test_a_wheelchair_space_is_only_for_who_asks_for_it(world: World, singles: str) -> None:
    performance = await create_small_performance(world, "wcooo", singles=singles)
    with pytest.raises(WheelchairSpace, match="Stalls A 1 is kept for a wheelchair"):
        await take_seats(performance, "ana", [0, 1], performance.plan)
    with pytest.raises(CompanionSeat, match="Take the space with it"):
        await take_seats(performance, "ana", [1], performance.plan)
    assert await seat_letters(performance) == "....."
    assert (await take_seats(performance, "ana", [0, 1], performance.plan, wheelchairs=1)).seats == [0, 1]


async def test_a_companions_seat_can_follow_the_space(world: World) -> None:
    performance = await create_small_performance(world, "wccccoo")
    await take_seats(performance, "ana", [0], performance.plan, wheelchairs=1)
    assert (await take_seats(performance, "ana", [1, 2, 3], performance.plan)).seats == [0, 1, 2, 3]
    with pytest.raises(CompanionSeat, match="At most 3"):
        await take_seats(performance, "ana", [4], performance.plan)


async def test_one_space_asked_for_is_not_two(world: World) -> None:
    performance = await create_small_performance(world, "wwc")
    with pytest.raises(WheelchairSpace, match="Say how many"):
        await take_seats(performance, "ana", [0, 1], performance.plan, wheelchairs=1)


async def test_a_space_cannot_be_swapped_away_under_its_companion(world: World) -> None:
    performance = await create_small_performance(world, "wccoo")
    await take_seats(performance, "ana", [0], performance.plan, wheelchairs=1)
    with pytest.raises(CompanionSeat):
        await take_seats(performance, "ana", [1], performance.plan, replacing=[0])


async def test_a_table_that_is_sold_whole_is_never_parted(world: World) -> None:
    performance = await create_small_performance(world, "oooo", "Table 1!tttt")
    with pytest.raises(WholeTable, match="sold together") as error:
        await take_seats(performance, "ana", [4, 5], performance.plan)
    assert (error.value.facts["left"], english.say(error.value.facts["left_words"])) == (
        [4, 5, 6, 7],
        "Tables Table 1-1, 2, 3 and 4",
    )
    assert (await take_seats(performance, "ana", [4, 5, 6, 7], performance.plan)).seats == [4, 5, 6, 7]


async def test_at_a_table_sold_by_the_seat_nobody_is_alone(world: World) -> None:
    performance = await create_small_performance(world, "Table 1!oooo", singles="refuse")
    assert (await take_seats(performance, "ana", [1], performance.plan)).seats == [1]


async def test_the_limit_for_one_person_stays_the_holds(world: World) -> None:
    performance = await create_small_performance(world, "oooooooooo", singles="refuse", max_seats=2)
    with pytest.raises(TooManySeats):
        await take_seats(performance, "ana", [0, 1, 2], performance.plan)


@pytest.mark.parametrize("seats", [[-1], [99], [2**40]])
async def test_a_seat_the_house_does_not_have_is_refused_in_words(world: World, seats: list[int]) -> None:
    performance = await create_small_performance(world, "wcoo", singles="refuse")
    with pytest.raises(NoSuchSeat):
        await take_seats(performance, "ana", seats, performance.plan)


async def test_an_old_map_takes_nothing(world: World) -> None:
    performance = await create_small_performance(world, "wcoo", singles="refuse")
    with pytest.raises(PlanChanged):
        await take_seats(performance, "ana", [0], performance.plan + 1)


async def test_twenty_at_once_in_one_row_leave_nobodys_seat_alone_needlessly(world: World) -> None:
    """Take seats concurrently: then the rule may miss a single seat, but no seat is held twice and nothing fails."""
    performance = await create_small_performance(world, "o" * 40, singles="refuse")
    wishes = (take_seats(performance, f"fan-{n}", [2 * n, 2 * n + 1], performance.plan) for n in range(20))
    outcomes = await asyncio.gather(*wishes, return_exceptions=True)
    assert all(not isinstance(error, Exception) or isinstance(error, LeavesSingle) for error in outcomes)
    held = [seat for hold in outcomes if not isinstance(hold, BaseException) for seat in hold.seats]
    assert len(held) == len(set(held)) > 0
