"""A whole sale by the worker alone, from `aisle queue set` to the last call; its archive passes verification."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.waiting_room.draw import verify
from app.waiting_room.draw.entropy_source import NO_ENTROPY
from app.waiting_room.rooms import WaitingRoom, read_room
from app.waiting_room.staff.controls import end, pause, resume, set_message, set_rate, set_target
from app.waiting_room.staff.let_through import let_through
from db import pool
from tests.eventually import eventually
from tests.waiting_room.draw.draw_scenario import download_archive, join_with_secrets
from tests.waiting_room.scenarios import admit_place
from tests.waiting_room.staff.log_assertions import STAFF, configure, set_on_sale
from tests.workers.admit_harness import run_tick, set_throttle
from tests.world import World
from workers.admit_fans import AdmissionWorker

FANS = [f"fan{n}" for n in range(1, 61)]


async def come_in(room: WaitingRoom, share: float) -> None:
    """Admit this share of the fans who are called and not admitted yet."""
    known = {row["number"] for row in await pool.fetch("SELECT number FROM admission")}
    for number, fan in enumerate(FANS, 1):
        place = room.place_of(number)
        if place and place <= room.serving and number not in known and random.Random(number).random() < share:
            await admit_place(room.id, number, fan, place)


async def require_waiting_room(room: int) -> WaitingRoom:
    waiting_room = await read_room(room)
    assert waiting_room is not None
    return waiting_room


async def test_a_drawn_evening_that_staff_steer_can_be_checked_by_everybody(world: World, tmp_path: Path) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=1)
    await set_on_sale(world.preview, soon)
    room = (await configure(world.preview, draw=True, outside=NO_ENTROPY, target=20)).room
    await join_with_secrets(room, *FANS[:50])
    await pool.execute("UPDATE waiting_room SET draws_at = now() - interval '1 second'")
    await set_on_sale(world.preview, datetime.now(UTC))
    worker = AdmissionWorker()
    await run_tick(room, worker)
    await eventually(worker.wakeup.is_set)
    await join_with_secrets(room, *FANS[50:])  # too late for the draw
    await set_throttle(room)
    place = (await require_waiting_room(room)).place_of(7)
    await let_through(room, 7, 'Wheelchair | ramp, "quoted"', actor=STAFF)
    await admit_place(room, 7, "fan7", place)
    greet, speed = set_message(room, 'Hello | "there"\n', actor=STAFF), set_rate(room, 600, actor=STAFF)
    for act in (greet, speed, pause(room, actor=STAFF), resume(room, actor=STAFF), set_target(room, 30, actor=STAFF)):
        await act
        await run_tick(room, worker)
        await come_in(await require_waiting_room(room), 0.7)
    await end(room, "staff", actor=STAFF)
    assert (await require_waiting_room(room)).serving > 3
    (tmp_path / "draw.zip").write_bytes(await download_archive(room))
    assert verify.main([str(tmp_path / "draw.zip")]) == 0
