"""A fan who requests admission in time while the room is full keeps their turn as long as they repeat the request."""

from collections.abc import Callable

from app.waiting_room.admission.fan_position import get_fan_position
from app.waiting_room.admission.join import join
from app.waiting_room.rooms import read_room
from db import pool
from tests.fan import Fan
from tests.waiting_room.scenarios import (
    admit_place,
    call_places,
    create_room,
    enter_room,
    join_fans,
    join_room,
    post_to_room,
)
from tests.world import World

Visit = Callable[[], Fan]
LATER = "UPDATE queue_log SET at = at - interval '11 minutes'"
LEAVES = "UPDATE admission SET left_at = clock_timestamp() WHERE number = 1"


async def a_full_house(world: World) -> int:
    """Create a room for one fan with Ana inside. Ben requested admission in time; his time to come in is over."""
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    await call_places(room, 2)
    await admit_place(room, 1, "ana", max_inside=1)
    assert (await admit_place(room, 2, "ben", max_inside=1))["outcome"] == "full"
    await pool.execute(LATER)
    return room


async def test_who_was_held_keeps_their_turn_and_comes_in_when_somebody_leaves(world: World) -> None:
    room = await a_full_house(world)
    assert (await admit_place(room, 2, "ben", max_inside=1))["outcome"] == "full"
    assert (await join(room, "ben")).number == 2
    await pool.execute(LEAVES)
    assert (await admit_place(room, 2, "ben", max_inside=1))["outcome"] == "admitted"
    assert await pool.fetch_value("SELECT detail FROM queue_log WHERE what = 'admitted' AND number = 2") == "held"


async def test_who_stops_asking_is_passed_by(world: World) -> None:
    room = await a_full_house(world)
    await pool.execute("UPDATE place SET held_at = held_at - interval '121 seconds'")
    assert (await admit_place(room, 2, "ben", max_inside=1))["outcome"] == "passed"
    assert (await join(room, "ben")).number == 3


async def test_who_asks_once_a_minute_as_a_hidden_tab_does_is_not(world: World) -> None:
    room = await a_full_house(world)
    for _ in range(3):
        await pool.execute("UPDATE place SET held_at = held_at - interval '65 seconds'")
        assert (await admit_place(room, 2, "ben", max_inside=1))["outcome"] == "full"


async def test_who_comes_after_their_time_for_the_first_time_is_passed_by_at_a_full_door_too(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    await call_places(room, 2)
    await admit_place(room, 1, "ana", max_inside=1)
    await pool.execute(LATER)
    assert (await admit_place(room, 2, "ben", max_inside=1))["outcome"] == "passed"


async def test_an_admission_in_time_needs_no_excuse_in_the_log(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    await call_places(room, 2)
    await admit_place(room, 1, "ana", max_inside=1)
    await admit_place(room, 2, "ben", max_inside=1)
    await pool.execute(LEAVES)
    await admit_place(room, 2, "ben", max_inside=1)
    assert await pool.fetch_value("SELECT detail FROM queue_log WHERE what = 'admitted' AND number = 2") == ""


async def test_the_page_without_script_knows_that_the_turn_does_not_pass_meanwhile(world: World) -> None:
    room = await read_room(await a_full_house(world))
    assert room is not None
    ben = await get_fan_position(room, "ben")
    assert ben is not None
    assert ben.kept_until == await pool.fetch_value("SELECT held_at + interval '2 minutes' FROM place WHERE number = 2")


async def test_a_browser_that_goes_on_asking_comes_in_whenever_there_is_room(world: World, visit: Visit) -> None:
    room, ana, ben = await create_room(world.preview, target=1), visit(), visit()
    for fan in (ana, ben):
        await join_room(fan, room)
    await call_places(room, 2)
    await enter_room(ana, room)
    assert (await post_to_room(ben, room, "admissions")).status_code == 202
    await pool.execute(LATER)
    assert (await post_to_room(ben, room, "admissions")).status_code == 202
    await post_to_room(ana, room, "returns")
    assert (await enter_room(ben, room))["outcome"] == "admitted"
