"""The rules of tables and companions are checked again when a hold is ordered, under the person's lock."""

import asyncio

import pytest

from app.checkout.orders.lifecycle import open_order
from app.events.catalog import Performance
from app.seating.errors import CompanionSeat, WholeTable
from app.seating.holds.hold import hold_seats, live_hold
from app.seating.holds.release import release_with_dependents
from app.seating.holds.take import take_seats
from db import pool
from tests.seating.scenarios import create_small_performance, seat_letters
from tests.world import World

EMAIL = "ana@example.org"


async def order(performance: Performance, person: str = "ana") -> str:
    """Order what this person holds; return the order's state."""
    return (await open_order(performance.id, person, "Ana", f"{person}@example.org")).state


async def test_a_companions_seat_without_its_space_is_not_ordered(world: World) -> None:
    performance = await create_small_performance(world, "wccccoo")
    await hold_seats(performance.id, "ana", [1, 5], performance.plan)
    with pytest.raises(CompanionSeat, match="Stalls, row A, seat 2: for who comes with a wheelchair") as error:
        await order(performance)
    assert (error.value.facts["seats"], await seat_letters(performance)) == ([1], ".-...-.")


async def test_four_companions_with_one_space_are_not_ordered_and_three_are(world: World) -> None:
    performance = await create_small_performance(world, "wccccoo")
    await hold_seats(performance.id, "ana", [0, 1, 2, 3, 4], performance.plan)
    with pytest.raises(CompanionSeat, match="at most 3 seats to a space"):
        await order(performance)
    await release_with_dependents(performance, "ana", [4])
    assert await order(performance) == "paid"


async def test_a_part_of_a_table_is_not_ordered_while_the_rest_is_open(world: World) -> None:
    performance = await create_small_performance(world, "oo", "Table 1!tttt")
    await hold_seats(performance.id, "ana", [0, 2, 3], performance.plan)
    with pytest.raises(WholeTable, match=r"you have not: Tables, Table 1, seats 3 and 4\. Nothing was ordered"):
        await order(performance)
    await take_seats(performance, "ana", [4, 5], performance.plan)
    assert await order(performance) == "paid"


async def test_what_is_left_of_a_table_can_be_ordered_where_the_rest_is_not_for_sale(world: World) -> None:
    performance = await create_small_performance(world, "Table 1!tttx", "Table 2!tttt")
    await take_seats(performance, "ana", [0, 1, 2], performance.plan)
    assert await order(performance) == "paid"
    await hold_seats(performance.id, "ben", [4, 5], performance.plan)
    await pool.execute("UPDATE seat SET status = 3 WHERE performance_id = $1 AND idx IN (6, 7)", performance.id)
    assert await order(performance, "ben") == "paid"


async def test_fifty_pairs_of_clicks_at_once_order_no_companion_without_a_space(world: World) -> None:
    performance = await create_small_performance(world, *["wc"] * 50)

    async def two_tabs(n: int) -> None:
        await take_seats(performance, f"fan-{n}", [2 * n], performance.plan, wheelchairs=1)
        clicks = (
            release_with_dependents(performance, f"fan-{n}", [2 * n]),
            take_seats(performance, f"fan-{n}", [2 * n + 1], performance.plan),
        )
        await asyncio.gather(*clicks, return_exceptions=True)
        if await live_hold(performance.id, f"fan-{n}"):
            await asyncio.gather(order(performance, f"fan-{n}"), return_exceptions=True)

    await asyncio.gather(*map(two_tabs, range(50)))
    sold = "SELECT idx FROM seat WHERE performance_id = $1 AND status = 2"
    seats = {row["idx"] for row in await pool.fetch(sold, performance.id)}
    assert {idx - 1 for idx in seats if idx % 2} <= seats
