"""A waiting room before the sale: numbers are given, no place is called, and the database's clock decides."""

from datetime import UTC, datetime, timedelta

import pytest

from app.language.translator import english
from app.waiting_room.admission.fan_position import FanPosition
from app.waiting_room.no_script_page import status_text
from app.waiting_room.rooms import read_room
from db import pool
from tests.waiting_room.scenarios import call_places, create_draw, create_room
from tests.waiting_room.staff.log_assertions import set_on_sale
from tests.workers.admit_harness import create_full_queue, run_tick
from tests.world import World
from workers.admit_fans import AdmissionWorker


async def test_before_the_sale_numbers_are_given_and_nobody_is_called(world: World) -> None:
    room = await create_full_queue(world)
    await set_on_sale(world.preview, datetime.now(UTC) + timedelta(minutes=30))
    worker = AdmissionWorker()
    status = await run_tick(room, worker)
    assert (status.stage, status.last_number, status.serving) == ("early", 100, 0)
    assert await call_places(room, 5) == 0  # staff cannot call either
    await set_on_sale(world.preview, datetime.now(UTC) - timedelta(seconds=1))
    status = await run_tick(room, worker)
    assert (status.stage, status.serving) == ("open", 14)


async def test_the_first_of_several_performances_to_go_on_sale_begins_the_calls(world: World) -> None:
    room = await create_full_queue(world)
    await pool.execute("UPDATE performance SET waiting_room = $1", room)
    await set_on_sale(world.preview, datetime.now(UTC) + timedelta(minutes=30))
    assert (await run_tick(room)).stage == "open"


async def test_a_worker_whose_clock_is_a_day_fast_closes_no_draw(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await create_room(world.preview, draws_at=datetime.now(UTC) + timedelta(hours=20))
    await create_draw(room)
    for module in ("rooms", "control.status_message"):
        monkeypatch.setattr(f"app.waiting_room.{module}.current_time", lambda: datetime.now(UTC) + timedelta(days=1))
    assert (await run_tick(room)).stage == "gathering"
    assert await pool.fetch_value("SELECT closed_at FROM draw") is None


async def test_the_plain_page_says_so_and_promises_no_time(world: World) -> None:
    room = await create_full_queue(world)
    await set_on_sale(world.preview, datetime.now(UTC) + timedelta(minutes=30))
    message, waiting_room = await run_tick(room), await read_room(room)
    assert waiting_room is not None
    status = status_text(waiting_room, FanPosition(number=5, place=5), message, "Europe/Lisbon", datetime.now(UTC))
    assert english.say(status.estimate) == "Nobody is let in before the sale begins."
