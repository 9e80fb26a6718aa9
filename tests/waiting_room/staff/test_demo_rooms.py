"""The demonstration has two waiting rooms: an automatic one, and one with a draw."""

from datetime import UTC, datetime, timedelta

from app.events.demo import create_demo
from app.waiting_room.rooms import read_room
from app.waiting_room.staff.demo_rooms import create_demo_rooms
from db import pool
from tests.waiting_room.staff.log_assertions import journal_facts

CLUB = ("club-hall",)


async def test_the_club_night_is_drawn_half_an_hour_after_its_room_opens(database: str) -> None:
    now = datetime.now(UTC)
    await create_demo(now, CLUB)
    assert await create_demo_rooms(now) == 1
    room = await read_room(1)
    assert room is not None
    assert (room.mode, room.undrawn, room.stage()) == ("on", True, "closed")
    assert room.draws_at == room.opens_at + timedelta(minutes=30)


async def test_the_derby_is_automatic_and_quiet_and_once_is_enough(database: str) -> None:
    now = datetime.now(UTC)
    await create_demo(now, ["river-stadium", *CLUB])
    assert await create_demo_rooms(now) == 2
    before = await journal_facts()
    [room] = [found for n in (1, 2) if (found := await read_room(n)) and found.mode == "automatic"]
    assert (room.target, room.stage()) == (400, "quiet")
    assert await pool.fetch_value("SELECT count(*) FROM performance WHERE waiting_room = $1", room.id) == 1
    await create_demo(now, ["river-stadium", *CLUB])
    assert await create_demo_rooms(now) == 0
    assert await journal_facts() == before
