"""A pass allows holds while its fan is inside: not after the place was given up, and after leaving only with room."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.waiting_room.control.departures import mark_departed
from app.waiting_room.rooms import read_room
from db import pool
from tests.fan import JSON, Fan
from tests.waiting_room.scenarios import (
    admit_place,
    call_places,
    create_room,
    join_fans,
    post_to_room,
    set_cookie,
    visit_and_enter,
)
from tests.world import World

Visit = Callable[[], Fan]
ANA = {"name": "Ana", "email": "ana@example.org"}


async def hold(fan: Fan, world: World, *seats: int) -> Any:
    """Hold these seats of the Preview; return the code of the error, None on success."""
    return (await fan.hold(world.preview, list(seats), world.plan)).json().get("error")


async def count_departed(room: int) -> int:
    """Mark fans as departed; return how many were marked."""
    waiting_room = await read_room(room)
    assert waiting_room is not None
    return await mark_departed(waiting_room)


async def test_five_who_came_in_one_after_another_and_gave_it_up_take_no_seats(world: World, visit: Visit) -> None:
    room, fans = await create_room(world.preview, target=1), []
    for _ in range(5):
        fan = await visit_and_enter(visit, room)
        pass_cookie = fan.browser.cookies[f"pass-{room}"]
        await post_to_room(fan, room, "returns")
        set_cookie(fan, f"pass-{room}", pass_cookie)
        fans.append(fan)
    assert [await hold(fan, world, 17 + n) for n, fan in enumerate(fans)] == ["pass_over"] * 5
    best = await fans[0].send(f"/performances/{world.preview}/holds/best", {"party": "2"}, **JSON)
    assert best.json()["error"] == "pass_over"


async def test_who_has_ordered_takes_more_seats_only_while_there_is_room(world: World, visit: Visit) -> None:
    room = await create_room(world.preview, target=1)
    ana = await visit_and_enter(visit, room)
    assert await hold(ana, world, 17) is None
    assert (await ana.send(f"/performances/{world.preview}/orders", ANA, **JSON)).status_code == 201
    assert await count_departed(room) == 1
    ben = await visit_and_enter(visit, room)
    assert await hold(ana, world, 18) == "pass_over"
    await post_to_room(ben, room, "returns")
    assert await hold(ana, world, 18) is None
    assert await pool.fetch_value("SELECT count(*) FROM admission WHERE left_at IS NULL") == 1


async def test_who_came_back_is_inside_until_their_next_order(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    for seat in (17, 18):
        assert await hold(fan, world, seat) is None
        assert await count_departed(room) == 0
        await fan.send(f"/performances/{world.preview}/orders", ANA, **JSON)
        assert await count_departed(room) == 1


async def test_fifty_who_left_come_back_at_once_and_ten_may_be_inside(world: World) -> None:
    room = await create_room(world.preview)
    fans = [f"fan{n}" for n in range(1, 51)]
    await join_fans(room, *fans)
    await call_places(room, 50)
    for number, fan in enumerate(fans, 1):
        await admit_place(room, number, fan)
    await pool.execute("UPDATE admission SET left_at = clock_timestamp()")
    stay = "SELECT outcome FROM stay_inside($1, $2, $3, 10)"
    outcomes = await asyncio.gather(*(pool.fetch_value(stay, room, n, fan) for n, fan in enumerate(fans, 1)))
    assert sorted(outcomes) == ["back"] * 10 + ["full"] * 40


async def test_a_pass_is_that_of_its_person_and_ends_with_its_admission(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    await call_places(room, 1)
    await admit_place(room, 1, "ana")
    stay = "SELECT outcome FROM stay_inside($1, 1, $2, 10)"
    assert await pool.fetch_value(stay, room, "ana") == "inside"
    assert await pool.fetch_value(stay, room, "ben") == "over"
    await pool.execute("UPDATE admission SET expires_at = clock_timestamp()")
    assert await pool.fetch_value(stay, room, "ana") == "over"


async def test_whoever_is_inside_takes_seats_while_the_rooms_row_is_locked(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    await call_places(room, 1)
    await admit_place(room, 1, "ana")
    async with pool.pool().acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM waiting_room FOR UPDATE")
        stays = pool.fetch_value("SELECT outcome FROM stay_inside($1, 1, 'ana', 10)", room)
        assert await asyncio.wait_for(stays, 30) == "inside"


CAME = "UPDATE admission SET admitted_at = admitted_at - interval '121 seconds'"


async def test_clicks_that_get_no_seat_fill_a_quiet_room_for_two_minutes_and_may_come_back(
    world: World, visit: Visit
) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    assert await hold(fan, world, 9_999) == "no_such_seat"
    assert await count_departed(room) == 0
    await pool.execute(CAME)
    assert await count_departed(room) == 1
    assert await hold(fan, world, 17) is None
    assert await count_departed(room) == 0
    assert await pool.fetch_value("SELECT count(*) FROM admission") == 1


async def test_who_holds_seats_or_pays_for_them_stays_inside_however_long(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    assert await hold(fan, world, 17) is None
    await pool.execute(CAME)
    assert await count_departed(room) == 0
    await fan.send(f"/performances/{world.preview}/orders", ANA, **JSON)
    await pool.execute("UPDATE \"order\" SET state = 'pending', paid_at = NULL, pay_by = now() + interval '1 hour'")
    assert await count_departed(room) == 0


@pytest.mark.parametrize("mode", ["on", "automatic"])
async def test_who_has_waited_for_their_turn_may_look_as_long_as_it_lasts(world: World, mode: str) -> None:
    room = await create_room(world.preview, mode=mode)
    await pool.execute("UPDATE waiting_room SET engaged_at = now() - interval '1 hour'")
    await join_fans(room, "ana")
    await call_places(room, 1)
    await admit_place(room, 1, "ana")
    await pool.execute(CAME)
    assert await count_departed(room) == 0
