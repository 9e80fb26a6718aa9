"""A fan who gives their place up and joins again before the draw gets no further number."""

from collections.abc import Callable

from app.waiting_room.draw.draw_steps import close_draw, open_draw
from db import pool
from tests.fan import Fan
from tests.waiting_room.draw.draw_scenario import create_sealed_room
from tests.waiting_room.scenarios import create_room, join_room, post_to_room
from tests.world import World

Visit = Callable[[], Fan]
STANDS = "SELECT number, leaf, ended_as FROM place WHERE room = $1 ORDER BY number"


async def again(fan: Fan, room: int) -> int:
    """Give the fan's place up and join again; return the fan's number after that."""
    assert (await post_to_room(fan, room, "returns")).json() == {"outcome": "gone"}
    number: int = (await join_room(fan, room))["number"]
    return number


async def test_who_gives_a_place_up_before_the_draw_and_comes_again_has_it_back(world: World, visit: Visit) -> None:
    room, ana, ben = await create_sealed_room(world), visit(), visit()
    await join_room(ana, room)
    await join_room(ben, room)
    before = await pool.fetch(STANDS, room)
    assert [await again(ana, room) for _ in range(5)] == [1] * 5
    assert await pool.fetch(STANDS, room) == before
    assert (await close_draw(room)).n == 2


async def test_also_between_the_close_and_the_draw_but_not_after_it(world: World, visit: Visit) -> None:
    room, ana = await create_sealed_room(world), visit()
    await join_room(ana, room)
    await close_draw(room)
    assert await again(ana, room) == 1
    await open_draw(room)
    assert await again(ana, room) == 2
    assert await again(ana, room) == 3


async def test_where_the_first_come_first_they_come_at_the_end(world: World, visit: Visit) -> None:
    room, ana = await create_room(world.preview), visit()
    await join_room(ana, room)
    assert await again(ana, room) == 2
