"""Configuration of a waiting room: in one transaction, with clear errors, and without effect when it is repeated."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.errors import AisleError, NotFound
from app.waiting_room.draw.draw_steps import close_draw
from app.waiting_room.draw.entropy_source import NO_ENTROPY, witness_source
from app.waiting_room.errors import InvalidRoomSettings, RoomOver, TooLate
from app.waiting_room.rooms import cached_room_of_performance
from app.waiting_room.staff.configure import ConfigureResult
from app.waiting_room.staff.controls import end
from db import pool
from db.transaction import transaction
from tests.waiting_room.scenarios import create_room, join_fans
from tests.waiting_room.staff.log_assertions import (
    NOW,
    STAFF,
    JournalFact,
    configure,
    journal_facts,
    log_lines,
    room_row,
    room_trace,
    set_on_sale,
)
from tests.world import World, a_performance

SOON = NOW + timedelta(hours=2)


async def test_a_room_is_made_for_a_performance_and_recorded(world: World) -> None:
    done = await configure(world.preview, per_minute=60, come_in_minutes=5, shop_minutes=30)
    row = await room_row(done.room)
    assert done.changed
    assert (row["mode"], row["target"], row["per_minute"], row["draws_at"]) == ("on", 100, 60, None)
    waiting_room = await cached_room_of_performance(world.preview)
    assert waiting_room is not None
    assert (waiting_room.id, waiting_room.performances, waiting_room.stage()) == (done.room, [world.preview], "open")
    assert await journal_facts() == [JournalFact("queue.opened", {"room": done.room, "mode": "on"}, STAFF)]


async def test_the_same_twice_changes_nothing(world: World) -> None:
    await set_on_sale(world.preview, SOON)
    first = await configure(world.preview, draw=True)
    before = await room_trace(first.room)
    assert await configure(world.preview, draw=True) == type(first)(first.room, changed=False)
    assert await room_trace(first.room) == before


async def test_fifty_who_make_it_at_once_make_one(world: World) -> None:
    done = await asyncio.gather(*(configure(world.preview) for _ in range(50)))
    assert (len({one.room for one in done}), sum(one.changed for one in done)) == (1, 1)


async def test_a_drawn_room_draws_at_the_first_on_sale_and_is_sealed(world: World) -> None:
    async with transaction() as connection:
        matinee = await a_performance(connection, world.olga, world.plan, "preview", "Preview Night at the Rex")
    await set_on_sale(world.preview, SOON)
    await set_on_sale(matinee, SOON - timedelta(hours=1))
    done = await configure(world.preview, matinee, draw=True)
    assert (await room_row(done.room))["draws_at"] == SOON - timedelta(hours=1)
    assert [what for what, _ in await log_lines(done.room)] == ["sealed"]
    waiting_room = await cached_room_of_performance(matinee)
    assert waiting_room is not None
    assert waiting_room.performances == [world.preview, matinee]
    assert (waiting_room.undrawn, waiting_room.stage()) == (True, "gathering")


async def test_until_somebody_has_a_number_everything_may_change(world: World) -> None:
    await set_on_sale(world.preview, SOON)
    room = (await configure(world.preview, draw=True)).room
    first = await pool.fetch_value("SELECT seal FROM draw WHERE room = $1", room)
    assert (await configure(world.preview, draw=True, outside=witness_source("The Notary", "ab" * 32))).room == room
    assert await pool.fetch_value("SELECT witness FROM draw WHERE seal <> $1", first) == "The Notary"
    await configure(world.preview, opens_at=NOW)
    assert (await pool.fetch_value("SELECT count(*) FROM draw"), (await room_row(room))["opens_at"]) == (0, NOW)


async def test_what_fans_were_told_holds_and_the_rest_may_change(world: World) -> None:
    await set_on_sale(world.preview, SOON)
    room = (await configure(world.preview, draw=True)).room
    await join_fans(room, "ana")
    before = await room_trace(room)
    notary = witness_source("The Notary", "ab" * 32)
    broken = [{"opens_at": NOW}, {"draw": False}, {"come_in_minutes": 9}, {"outside": notary}]
    for change in broken:
        with pytest.raises(TooLate, match="were told"):
            await configure(world.preview, **{"draw": True} | change)
    assert await room_trace(room) == before
    assert (await configure(world.preview, draw=True, target=50, per_minute=10, shop_minutes=9)).changed
    assert (await log_lines(room))[-2:] == [("rate", "10"), ("target", "50")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": 0}, "A target is 1 to 1,000,000 shoppers at once, not 0"),
        ({"target": 10**9}, "not 1000000000"),
        ({"per_minute": -1}, "A rate is 1 to 1,000,000 a minute, not -1"),
        ({"per_minute": 10**9}, "A rate is"),
        ({"come_in_minutes": 61}, "The time to come in is 1 to 60 minutes"),
        ({"shop_minutes": 4}, "The time to shop is 5 to 120 minutes"),
        ({"draw": True, "mode": "automatic"}, "Only a room that is on"),
        ({"draw": True, "opens_at": SOON}, "It must open before"),
        ({"opens_at": NOW + timedelta(days=99)}, "before the sale ends"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(world: World, change: dict[str, Any], message: str) -> None:
    await set_on_sale(world.preview, SOON)
    with pytest.raises(InvalidRoomSettings, match=message):
        await configure(world.preview, **change)
    assert await pool.fetch_value("SELECT count(*) FROM waiting_room") == 0


async def test_nothing_is_drawn_once_the_sale_has_begun(world: World) -> None:
    with pytest.raises(InvalidRoomSettings, match="The sale has begun"):
        await configure(world.preview, draw=True, opens_at=NOW - timedelta(hours=3))


async def test_performances_that_do_not_belong_together_are_refused(world: World) -> None:
    refused: list[tuple[type[AisleError], str, tuple[int, ...]]] = [
        (NotFound, "no performance 99", (world.preview, 99)),
        (NotFound, "Name a performance", ()),
        (InvalidRoomSettings, "of several", (world.preview, world.opening)),
    ]
    for kind, message, performances in refused:
        with pytest.raises(kind, match=message):
            await configure(*performances)
    await pool.execute("UPDATE performance SET state = 'cancelled' WHERE id = $1", world.opening)
    with pytest.raises(InvalidRoomSettings, match="is cancelled"):
        await configure(world.opening)


async def test_performances_with_rooms_of_their_own_are_refused_until_one_has_ended(world: World) -> None:
    async with transaction() as connection:
        matinee = await a_performance(connection, world.olga, world.plan, "preview", "Preview Night at the Rex")
    room, other = await create_room(world.preview), await create_room(matinee)
    with pytest.raises(InvalidRoomSettings, match="rooms of their own"):
        await configure(world.preview, matinee)
    await pool.execute("UPDATE waiting_room SET ended_at = now(), ended_as = 'staff' WHERE id = $1", other)
    assert (await configure(world.preview, matinee)).room == room


async def test_a_change_of_mode_is_in_the_public_log(world: World) -> None:
    room = (await configure(world.preview)).room
    for mode in ("off", "automatic", "on"):
        await configure(world.preview, mode=mode)
    assert await log_lines(room) == [("mode", "off"), ("mode", "automatic"), ("mode", "on")]


async def test_a_draw_that_is_closed_stays_also_when_nobody_took_part(world: World) -> None:
    await set_on_sale(world.preview, SOON)
    room = (await configure(world.preview, draw=True, outside=NO_ENTROPY)).room
    await pool.execute(
        "UPDATE waiting_room SET draws_at = now() - interval '1 second', opens_at = now() - interval '1h'"
    )
    await close_draw(room)
    await pool.execute("UPDATE waiting_room SET draws_at = $1", SOON)
    before = await room_trace(room)
    for change in ({}, {"draw": True}, {"draw": True, "come_in_minutes": 9}):
        with pytest.raises(TooLate, match="draw is closed"):
            await configure(world.preview, **change)
    assert await room_trace(room) == before
    assert (await configure(world.preview, draw=True, outside=NO_ENTROPY, target=50)).changed


async def test_a_room_that_has_ended_is_opened_again_with_its_numbers(world: World) -> None:
    room = (await configure(world.preview)).room
    await join_fans(room, "ana")
    await pool.execute("UPDATE waiting_room SET mind = '{\"ease\": 1.0}'")
    await end(room, "sold_out", actor=STAFF)
    with pytest.raises(RoomOver, match="has ended"):
        await configure(world.preview, mode="off")
    assert await configure(world.preview) == ConfigureResult(room, changed=True)
    row = await room_row(room)
    assert (row["ended_at"], row["ended_as"], row["last_number"], row["mind"]) == (None, None, 1, "{}")
    assert await log_lines(room) == [("ended", "sold_out"), ("mode", "on")]


async def test_where_what_its_fans_were_told_does_not_hold_any_more_a_new_room_is_made(world: World) -> None:
    room = (await configure(world.preview)).room
    await end(room, "staff", actor=STAFF)
    other = await configure(world.preview, come_in_minutes=5)
    assert (other.room == room, other.changed, (await room_row(room))["ended_as"]) == (False, True, "staff")
