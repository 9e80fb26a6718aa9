"""The end of the time inside on the seat pages, also on pages that follow a refused request."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from db import pool
from tests.fan import HTMX, Fan
from tests.waiting_room.scenarios import create_room, visit_and_enter
from tests.waiting_room.test_access import hold, with_pass
from tests.world import World

Visit = Callable[[], Fan]


@pytest.mark.parametrize("view", ["", "/list"])
async def test_the_page_carries_the_end_and_the_words_for_it(world: World, visit: Visit, view: str) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    for held in (False, True):
        if held:
            await hold(fan, world)
        text = (await fan.read(f"/performances/{world.preview}{view}")).text
        assert ' data-inside="' in text
        assert "You are in until" in text
        assert text.count('data-inside-is="over" hidden') == (1 if held else 2)
        assert (
            f'<a href="/waiting-rooms/{room}?to={world.preview}&amp;lang=en">'
            in text.split("Your time inside is over.")[1]
        )


async def test_where_nobody_came_in_nothing_of_it_is_said(world: World, visit: Visit) -> None:
    assert "inside" not in (await visit().read(f"/performances/{world.preview}")).text.split("</head>")[1]


async def test_the_list_after_a_refused_form_knows_who_is_inside(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    ben, ana = await visit_and_enter(visit, room), visit()
    await pool.execute("UPDATE waiting_room SET mode = 'off'")
    await hold(ana, world, 17)
    await pool.execute("UPDATE waiting_room SET mode = 'on'")
    form = {"seats": "17", "plan": str(world.plan), "back": "list"}
    answer = await ben.send(f"/performances/{world.preview}/holds", form)
    assert (answer.status_code, "You are in until" in answer.text) == (409, True)


async def test_the_list_says_why_beside_the_way_to_the_waiting_room(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    await with_pass(fan, room, timedelta(seconds=-1))
    answer = await fan.send(
        f"/performances/{world.preview}/holds", {"seats": "17", "plan": str(world.plan), "back": "list"}
    )
    assert (answer.status_code, 'data-sale="waits"' in answer.text) == (409, True)
    assert "Your time inside is over" in answer.text


async def test_the_seats_after_a_refused_checkout_know_who_is_inside(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    answer = await fan.read(f"/performances/{world.preview}/checkout")
    assert "You are in until" in answer.text


async def test_the_basket_alone_carries_it_too(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    assert ' data-inside="' in (await fan.read(f"/performances/{world.preview}/basket", **HTMX)).text
