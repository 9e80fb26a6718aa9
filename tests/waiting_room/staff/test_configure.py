"""A waiting room is made and changed: in one transaction, in words when it makes no sense, and twice is once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.errors import AisleError, NotFound
from app.waiting_room.denials import CannotSet, RoomOver, TooLate
from app.waiting_room.draw.entropy_source import NOTHING, sealed_by
from app.waiting_room.draw.verbs import close_draw
from app.waiting_room.rooms import room_of
from app.waiting_room.staff.configure import Set
from app.waiting_room.staff.controls import end
from db import pool
from db.transaction import transaction
from tests.waiting_room.scenarios import a_room, wait_in
from tests.waiting_room.staff.log_assertions import NOW, STAFF, facts, log_of, make, on_sale, row_of, trace
from tests.world import World, a_performance

SOON = NOW + timedelta(hours=2)


async def test_a_room_is_made_for_a_performance_and_recorded(world: World) -> None:
    done = await make(world.preview, per_minute=60, come_in_minutes=5, shop_minutes=30)
    row = await row_of(done.room)
    assert done.changed
    assert (row["mode"], row["target"], row["per_minute"], row["draws_at"]) == ("on", 100, 60, None)
    found = await room_of(world.preview)
    assert found is not None
    assert (found.id, found.performances, found.stage()) == (done.room, [world.preview], "open")
    assert await facts() == [("queue.opened", {"room": done.room, "mode": "on"}, "staff:olga")]


async def test_the_same_twice_changes_nothing(world: World) -> None:
    await on_sale(world.preview, SOON)
    first = await make(world.preview, draw=True)
    before = await trace(first.room)
    assert await make(world.preview, draw=True) == type(first)(first.room, changed=False)
    assert await trace(first.room) == before


async def test_fifty_who_make_it_at_once_make_one(world: World) -> None:
    done = await asyncio.gather(*(make(world.preview) for _ in range(50)))
    assert (len({one.room for one in done}), sum(one.changed for one in done)) == (1, 1)


async def test_a_drawn_room_draws_at_the_first_on_sale_and_is_sealed(world: World) -> None:
    async with transaction() as connection:
        matinee = await a_performance(connection, world.olga, world.plan, "preview", "Preview Night at the Rex")
    await on_sale(world.preview, SOON)
    await on_sale(matinee, SOON - timedelta(hours=1))
    done = await make(world.preview, matinee, draw=True)
    assert (await row_of(done.room))["draws_at"] == SOON - timedelta(hours=1)
    assert [what for what, _ in await log_of(done.room)] == ["sealed"]
    found = await room_of(matinee)
    assert found is not None
    assert (found.performances, found.undrawn, found.stage()) == ([world.preview, matinee], True, "gathering")


async def test_until_somebody_has_a_number_everything_may_change(world: World) -> None:
    await on_sale(world.preview, SOON)
    room = (await make(world.preview, draw=True)).room
    first = await pool.fetch_value("SELECT seal FROM draw WHERE room = $1", room)
    assert (await make(world.preview, draw=True, outside=sealed_by("The Notary", "ab" * 32))).room == room
    assert await pool.fetch_value("SELECT witness FROM draw WHERE seal <> $1", first) == "The Notary"
    await make(world.preview, opens_at=NOW)
    assert (await pool.fetch_value("SELECT count(*) FROM draw"), (await row_of(room))["opens_at"]) == (0, NOW)


async def test_what_fans_were_told_holds_and_the_rest_may_change(world: World) -> None:
    await on_sale(world.preview, SOON)
    room = (await make(world.preview, draw=True)).room
    await wait_in(room, "ana")
    before = await trace(room)
    broken: list[dict[str, Any]] = [{"opens_at": NOW}, {"draw": False}, {"come_in_minutes": 9},
                                    {"outside": sealed_by("The Notary", "ab" * 32)}]  # fmt: skip
    for change in broken:
        with pytest.raises(TooLate, match="were told"):
            await make(world.preview, **{"draw": True} | change)
    assert await trace(room) == before
    assert (await make(world.preview, draw=True, target=50, per_minute=10, shop_minutes=9)).changed
    assert (await log_of(room))[-2:] == [("rate", "10"), ("target", "50")]


@pytest.mark.parametrize(
    ("change", "says"),
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
async def test_what_makes_no_sense_is_refused_in_words(world: World, change: dict[str, Any], says: str) -> None:
    await on_sale(world.preview, SOON)
    with pytest.raises(CannotSet, match=says):
        await make(world.preview, **change)
    assert await pool.fetch_value("SELECT count(*) FROM waiting_room") == 0


async def test_nothing_is_drawn_once_the_sale_has_begun(world: World) -> None:
    with pytest.raises(CannotSet, match="The sale has begun"):
        await make(world.preview, draw=True, opens_at=NOW - timedelta(hours=3))


async def test_performances_that_do_not_belong_together_are_refused(world: World) -> None:
    refused: list[tuple[type[AisleError], str, tuple[int, ...]]] = [
        (NotFound, "no performance 99", (world.preview, 99)),
        (NotFound, "Name a performance", ()),
        (CannotSet, "of several", (world.preview, world.opening)),
    ]
    for kind, says, performances in refused:
        with pytest.raises(kind, match=says):
            await make(*performances)
    await pool.execute("UPDATE performance SET state = 'cancelled' WHERE id = $1", world.opening)
    with pytest.raises(CannotSet, match="is cancelled"):
        await make(world.opening)


async def test_performances_with_rooms_of_their_own_are_refused_until_one_has_ended(world: World) -> None:
    async with transaction() as connection:
        matinee = await a_performance(connection, world.olga, world.plan, "preview", "Preview Night at the Rex")
    room, other = await a_room(world.preview), await a_room(matinee)
    with pytest.raises(CannotSet, match="rooms of their own"):
        await make(world.preview, matinee)
    await pool.execute("UPDATE waiting_room SET ended_at = now(), ended_as = 'staff' WHERE id = $1", other)
    assert (await make(world.preview, matinee)).room == room


async def test_a_change_of_mode_is_in_the_public_log(world: World) -> None:
    room = (await make(world.preview)).room
    for mode in ("off", "automatic", "on"):
        await make(world.preview, mode=mode)
    assert await log_of(room) == [("mode", "off"), ("mode", "automatic"), ("mode", "on")]


async def test_a_draw_that_is_closed_stays_also_when_nobody_took_part(world: World) -> None:
    await on_sale(world.preview, SOON)
    room = (await make(world.preview, draw=True, outside=NOTHING)).room
    await pool.execute(
        "UPDATE waiting_room SET draws_at = now() - interval '1 second', opens_at = now() - interval '1h'"
    )
    await close_draw(room)
    await pool.execute("UPDATE waiting_room SET draws_at = $1", SOON)
    before = await trace(room)
    for change in ({}, {"draw": True}, {"draw": True, "come_in_minutes": 9}):
        with pytest.raises(TooLate, match="draw is closed"):
            await make(world.preview, **change)
    assert await trace(room) == before
    assert (await make(world.preview, draw=True, outside=NOTHING, target=50)).changed


async def test_a_room_that_has_ended_is_opened_again_with_its_numbers(world: World) -> None:
    room = (await make(world.preview)).room
    await wait_in(room, "ana")
    await pool.execute("UPDATE waiting_room SET mind = '{\"ease\": 1.0}'")
    await end(room, "sold_out", actor=STAFF)
    with pytest.raises(RoomOver, match="has ended"):
        await make(world.preview, mode="off")
    assert await make(world.preview) == Set(room, changed=True)
    row = await row_of(room)
    assert (row["ended_at"], row["ended_as"], row["last_number"], row["mind"]) == (None, None, 1, "{}")
    assert await log_of(room) == [("ended", "sold_out"), ("mode", "on")]


async def test_where_what_its_fans_were_told_does_not_hold_any_more_a_new_room_is_made(world: World) -> None:
    room = (await make(world.preview)).room
    await end(room, "staff", actor=STAFF)
    other = await make(world.preview, come_in_minutes=5)
    assert (other.room == room, other.changed, (await row_of(room))["ended_as"]) == (False, True, "staff")
