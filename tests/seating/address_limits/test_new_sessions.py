"""Holds by sessions that are new: within the small allowance of their address."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.web.limits.staff_pass import sign_staff_pass
from app.web.sessions import NEW_FOR_MS
from db import pool
from realtime.clock import current_time
from tests.fan import HTMX, Fan
from tests.seating.address_limits.scenarios import Cap, best, best_without_session
from tests.waiting_room.scenarios import create_room, visit_and_enter
from tests.world import World

Visit = Callable[[], Fan]
Change = Callable[..., None]
HELD = "SELECT count(*) FROM seat WHERE status = 1"


async def test_sessions_that_are_thrown_away_hold_no_more_than_the_allowance_of_their_address(
    world: World, visit: Visit, change_settings: Change
) -> None:
    change_settings(AISLE_NEW_SESSION_HOLDS_PER_ADDRESS="10")
    fan = visit()
    await fan.read("/")
    answers = [await best_without_session(fan, world.preview) for _ in range(4)]
    answers += await asyncio.gather(*(best_without_session(fan, world.preview) for _ in range(40)))
    refused = [answer for answer in answers if answer.status_code != 200]
    assert len(refused) == 34
    assert {(answer.status_code, answer.json()["error"]) for answer in refused} == {(429, "load_the_page")}
    assert refused[0].headers["retry-after"] == "10"
    assert await pool.fetch_value(HELD) == 10 * 8


async def test_with_the_allowance_again_and_again_they_hold_no_more_than_one_address_may(
    world: World, visit: Visit, change_settings: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(AISLE_NEW_SESSION_HOLDS_PER_ADDRESS="10", AISLE_SEATS_HELD_PER_ADDRESS="100")
    fan = visit()
    await fan.read("/")
    codes = set()
    for window in range(6):
        monkeypatch.setattr("app.web.limits.rate_limits.current_window", lambda number=window: number)
        answers = await asyncio.gather(*(best_without_session(fan, world.preview) for _ in range(20)))
        codes |= {answer.json().get("error") for answer in answers}
    assert codes == {None, "load_the_page", "address_full"}
    assert await pool.fetch_value(HELD) == 12 * 8


async def test_the_page_and_a_second_are_enough_to_hold(
    world: World, visit: Visit, change_settings: Change, later: Callable[[timedelta], None]
) -> None:
    change_settings(AISLE_NEW_SESSION_HOLDS_PER_ADDRESS="1")
    fans = [visit() for _ in range(3)]
    for fan in fans:
        await fan.read(f"/performances/{world.preview}")
    assert [(await best(fan, world.preview)).status_code for fan in fans] == [200, 429, 429]
    later(timedelta(milliseconds=NEW_FOR_MS))
    assert [(await best(fan, world.preview)).status_code for fan in fans[1:]] == [200, 200]


async def test_a_refused_browser_gets_a_session_and_may_hold_a_second_later(
    world: World, visit: Visit, change_settings: Change, later: Callable[[timedelta], None]
) -> None:
    change_settings(AISLE_NEW_SESSION_HOLDS_PER_ADDRESS="1")
    fan = visit()
    codes = []
    for performance in (world.preview, world.opening):
        codes.append((await best(fan, performance)).status_code)  # the first page has no session
        fan.browser.cookies.delete("aisle")
    answer = await best(fan, world.opening)
    later(timedelta(milliseconds=NEW_FOR_MS))
    codes += [answer.status_code, (await best(fan, world.opening)).status_code]
    assert codes == [200, 429, 429, 200]


@pytest.mark.parametrize("headers", [HTMX, {}])
async def test_a_browser_is_asked_in_words_to_load_the_page(
    world: World, visit: Visit, change_settings: Change, headers: dict[str, str]
) -> None:
    change_settings(AISLE_NEW_SESSION_HOLDS_PER_ADDRESS="1")
    fan, form = visit(), {"seats": "17", "plan": str(world.plan), "back": "list"}
    for _ in range(2):
        answer = await fan.send(f"/performances/{world.preview}/holds", form, **headers)
        await fan.send(f"/performances/{world.preview}/holds/returns", **headers)
    assert (answer.status_code, "Load the page first" in answer.text) == (429, True)
    assert await pool.fetch_value(HELD) == 0


async def test_staff_are_neither_new_nor_counted(world: World, visit: Visit, cap: Cap, change_settings: Change) -> None:
    change_settings(AISLE_NEW_SESSION_HOLDS_PER_ADDRESS="1")
    await cap(8)
    token = sign_staff_pass(current_time() + timedelta(hours=1))
    fans = [visit() for _ in range(3)]
    for fan in fans:
        fan.browser.cookies.set("staff", token, domain="127.0.0.1", path="/")
    assert [(await best(fan, world.preview)).status_code for fan in fans] == [200, 200, 200]
    assert (await best(visit(), world.preview)).status_code == 200  # and take nothing from the fans beside them


async def test_fans_whom_a_waiting_room_admitted_are_neither_new_nor_counted(
    world: World, visit: Visit, cap: Cap, change_settings: Change
) -> None:
    change_settings(AISLE_NEW_SESSION_HOLDS_PER_ADDRESS="1")
    await cap(8)
    room = await create_room(world.preview)
    fans = [await visit_and_enter(visit, room) for _ in range(3)]
    assert [(await best(fan, world.preview)).status_code for fan in fans] == [200, 200, 200]
