"""A waiting room ends when there is nothing left to wait for, and not because nothing is on sale yet."""

from datetime import UTC, datetime, timedelta

import pytest

from app.seating.holds.hold import hold_seats
from app.waiting_room.staff.controls import pause
from db import pool
from tests.waiting_room.staff.log_assertions import STAFF, journal_facts, log_lines, room_row, set_on_sale
from tests.workers.admit_harness import create_full_queue, run_tick
from tests.world import World

SOLD = "UPDATE seat SET status = 2, order_id = 1 WHERE performance_id = $1"
ENDINGS = {
    "sold_out": SOLD,
    "over": "UPDATE performance SET on_sale_at = now() - interval '1 day', off_sale_at = now() WHERE id = $1",
    "cancelled": "UPDATE performance SET state = 'cancelled' WHERE id = $1",
}


@pytest.mark.parametrize(("how", "sql"), ENDINGS.items(), ids=ENDINGS)
async def test_a_room_ends_when_there_is_nothing_to_wait_for(world: World, how: str, sql: str) -> None:
    room = await create_full_queue(world)
    await pool.execute("UPDATE performance SET waiting_room = $1", room)  # one room for both performances
    await pool.execute(sql, world.preview)
    assert (await run_tick(room)).stage == "open"
    await pool.execute(sql, world.opening)
    status = await run_tick(room)
    assert (status.stage, status.ended_as) == ("ended", how)
    assert (await log_lines(room))[-1] == ("ended", how)
    assert (await journal_facts())[-1] == ("queue.ended", {"room": room, "how": how}, "admit_fans")


async def test_a_seat_that_is_held_may_come_back_so_the_room_goes_on(world: World) -> None:
    room = await create_full_queue(world)
    await hold_seats(world.preview, "fan1", [17], world.plan)
    await pool.execute("UPDATE seat SET status = 3 WHERE performance_id = $1 AND status = 0", world.preview)
    status = await run_tick(room)
    assert (status.stage, status.may_return) == ("open", 1)


NOT_YET = {
    "all killed": "UPDATE seat SET status = 3 WHERE performance_id = $1",
    "all allocated": "UPDATE seat SET allocation = 1 WHERE performance_id = $1",
    "sold before the sale": SOLD,
}


@pytest.mark.parametrize(("why", "sql"), NOT_YET.items(), ids=NOT_YET)
async def test_what_was_not_sold_to_anybody_is_not_sold_out(world: World, why: str, sql: str) -> None:
    room = await create_full_queue(world)
    await pool.execute(sql, world.preview)
    if why == "sold before the sale":
        await set_on_sale(world.preview, datetime.now(UTC) + timedelta(minutes=30))
    assert (await run_tick(room)).ended_as == ""
    assert (await room_row(room))["ended_at"] is None


async def test_a_paused_room_keeps_nobody_waiting_for_nothing(world: World) -> None:
    room = await create_full_queue(world)
    await pause(room, actor=STAFF)
    await pool.execute(SOLD, world.preview)
    assert (await run_tick(room)).ended_as == "sold_out"


async def test_a_seat_killed_or_allocated_does_not_keep_a_room_open_whose_others_are_sold(world: World) -> None:
    room = await create_full_queue(world)
    await pool.execute(SOLD, world.preview)
    await pool.execute(
        "UPDATE seat SET status = 3, order_id = NULL WHERE performance_id = $1 AND idx = 1", world.preview
    )
    allocated = "UPDATE seat SET status = 0, order_id = NULL, allocation = 1 WHERE performance_id = $1 AND idx = 2"
    await pool.execute(allocated, world.preview)
    assert (await run_tick(room)).ended_as == "sold_out"
