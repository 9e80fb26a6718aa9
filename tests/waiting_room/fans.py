"""Fans with a browser before a waiting room: they join, come in, and show what is not theirs."""

from typing import Any

import httpx

from app.web.sessions import read_session
from tests.fan import JSON, Fan


async def post_to_room(fan: Fan, room: int, what: str, **headers: str) -> httpx.Response:
    """Posts to the room as its page's script does: `what` is places, admissions or returns."""
    return await fan.browser.post(f"/waiting-rooms/{room}/{what}", headers={**JSON, **headers})


async def join_room(fan: Fan, room: int) -> dict[str, Any]:
    """The place they were given."""
    answer = await post_to_room(fan, room, "places")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def enter_room(fan: Fan, room: int) -> dict[str, Any]:
    """The way in they were given."""
    answer = await post_to_room(fan, room, "admissions")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def person_of(fan: Fan) -> str:
    """Whom the house takes this browser for."""
    found = read_session(fan.browser.cookies["aisle"])
    assert found
    return found


def set_cookie(fan: Fan, name: str, value: str) -> None:
    """The browser shows this cookie from now on, in place of its own."""
    if name in fan.browser.cookies:
        fan.browser.cookies.delete(name)
    fan.browser.cookies.set(name, value, domain="127.0.0.1", path="/")
