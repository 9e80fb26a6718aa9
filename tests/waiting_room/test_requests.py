"""Limits of a crowd's requests, the session of a request, and the cost of requests for rooms that do not exist."""

import math
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from app.waiting_room.no_script_page import VIEW_LIMIT
from app.waiting_room.requests import STATUS_LIMIT
from app.waiting_room.rooms import REREADS_PER_SECOND, cached_highest_room_id
from app.web.limits.rate_limits import request_counts
from app.web.sessions import session_cookie
from db import pool
from tests.fan import JSON, Fan
from tests.waiting_room.scenarios import call_places, create_room, join_room, person_of, post_to_room
from tests.world import World

Visit = Callable[[], Fan]


@pytest.fixture
def few_newcomers(change_settings: Callable[..., None]) -> None:
    """Allow one address only two new numbers in ten seconds."""
    change_settings(AISLE_NEWCOMERS_PER_ADDRESS="2")


@pytest.mark.parametrize("address", ["now", "0{}/now"], ids=["short way", "long way"])
async def test_a_browser_looks_at_the_line_only_so_often(world: World, visit: Visit, address: str) -> None:
    room, ana, ben = await create_room(world.preview), visit(), visit()
    await join_room(ana, room)
    await join_room(ben, room)
    page = f"/waiting-rooms/{room}/now" if address == "now" else f"/waiting-rooms/0{room}/now"
    statuses = [(await ana.browser.get(page, headers=JSON)).status_code for _ in range(STATUS_LIMIT + 1)]
    assert statuses == [200] * STATUS_LIMIT + [429]
    assert (await ben.browser.get(page, headers=JSON)).status_code == 200


async def test_the_plain_page_too(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    statuses = [(await fan.read(f"/waiting-rooms/{room}/plain")).status_code for _ in range(VIEW_LIMIT + 2)]
    assert (statuses[0], statuses[-1]) == (200, 429)


async def test_an_address_gets_only_so_many_new_numbers(world: World, visit: Visit, few_newcomers: None) -> None:
    room = await create_room(world.preview)
    ana, ben, carl = visit(), visit(), visit()
    for fan in (ana, ben):
        await join_room(fan, room)
    await carl.read("/")  # a session without a number in the room
    assert (await post_to_room(carl, room, "places")).status_code == 429
    assert (await post_to_room(ana, room, "places")).status_code == 200
    assert await pool.fetch_value("SELECT last_number FROM waiting_room") == 2


async def test_a_form_without_script_counts_the_same(world: World, visit: Visit, few_newcomers: None) -> None:
    room = await create_room(world.preview)
    fans = [visit() for _ in range(3)]
    answers = [await fan.browser.post(f"/waiting-rooms/{room}/places", headers={"Accept": "text/html"}) for fan in fans]
    assert [answer.status_code for answer in answers] == [303, 303, 429]


async def test_of_two_session_cookies_every_way_believes_the_same(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    cookies = [session_cookie(name) for name in ("ana", "ben")]
    both = "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies)
    place = (await fan.browser.post(f"/waiting-rooms/{room}/places", headers={**JSON, "Cookie": both})).json()
    fan.browser.cookies.clear()
    await call_places(room, 1)
    shown = {**JSON, "Cookie": f"{both}; place-{room}={place['token']}"}
    assert (await fan.browser.post(f"/waiting-rooms/{room}/admissions", headers=shown)).status_code == 200


async def test_a_room_that_is_not_there_costs_no_look_for_each_number(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kept(_: Any) -> int:
        return room

    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    monkeypatch.setattr("app.waiting_room.rooms.cached_highest_room_id", kept)
    all_used = deque([math.inf] * REREADS_PER_SECOND, maxlen=REREADS_PER_SECOND)
    monkeypatch.setattr("app.waiting_room.rooms._rereads", all_used)
    for name in ("fetch", "fetchrow", "fetchval"):
        monkeypatch.setattr(type(pool.pool()), name, None)  # a query fails
    monkeypatch.setattr("app.waiting_room.control.status_message.redis", None)
    for there in ("/now", "", "/plain", "/colours.css", "/draw", "/draw.json", "/draw.zip", "/draw/leaves/1.json"):
        for number in (room + 1, 10**17, 10**30, -5):
            answer = await fan.browser.get(f"/waiting-rooms/{number}{there}", headers=JSON)
            assert answer.status_code == 404, (there, number)
    assert (await post_to_room(fan, room + 1, "places")).status_code == 404
    request_counts.clear()


async def test_the_newest_room_is_known(world: World) -> None:
    room = await create_room(world.preview)
    assert await cached_highest_room_id(None) == room


async def test_a_mistake_of_ours_is_told_once_and_not_tried_again(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    async def breaks(*_: object) -> None:
        tried.append(1)
        raise ZeroDivisionError

    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    assert person_of(fan)
    monkeypatch.setattr("app.waiting_room.requests.join", breaks)
    answer = await post_to_room(fan, room, "places")
    assert (answer.status_code, answer.json()["error"], len(tried)) == (500, "mistake", 1)
