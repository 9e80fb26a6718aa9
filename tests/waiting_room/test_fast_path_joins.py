"""The fast path gives the same responses as Litestar, including every header."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.settings import settings
from app.waiting_room.admission.tokens import sign_place_token
from app.waiting_room.fast_path import FastJoinMiddleware
from app.web.limits.rate_limits import request_counts
from app.web.sessions import session_cookie
from db import pool
from realtime.keys import Purpose
from tests.conftest import app_of
from tests.fan import JSON
from tests.waiting_room.scenarios import admit_place, call_places, create_room, join_fans
from tests.world import World

SITE = "http://127.0.0.1:8000"
Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


def same(answer: httpx.Response) -> dict[str, Any]:
    """Return the parts of a response that must be equal; a new session and the request id always differ."""
    kept = [(name, value) for name, value in answer.headers.multi_items() if name not in ("x-request-id", "set-cookie")]
    given = [line.split("=")[0] + line[line.index(";") :].lower() for line in answer.headers.get_list("set-cookie")]
    changing = ("number", "place", "token", "at")
    return {
        "status": answer.status_code,
        "headers": sorted(header for header in kept if header[0] != "vary"),
        "cookies": sorted(given) if answer.is_success else [],  # a refused new person may get a session or not
        "told": {name: value for name, value in answer.json().items() if name not in changing},
    }


async def both(ask: Ask) -> list[dict[str, Any]]:
    """Return the response of the fast path and that of Litestar, each as `same` reduces it."""
    outermost: Any = app_of(settings())
    front = outermost.app.app  # behind the redirects and the load shedder
    assert isinstance(front, FastJoinMiddleware)
    answers = []
    for way in (front, front.app):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=way), base_url=SITE) as browser:
            answers.append(same(await ask(browser)))
    return answers


def joining(room: int, **headers: str) -> Ask:
    """Return a function that sends a join as the page's script does."""
    return lambda browser: browser.post(f"/waiting-rooms/{room}/places", headers={**JSON, **headers})


async def test_a_newcomer_and_a_known_one(world: World) -> None:
    room, known = await create_room(world.preview), session_cookie("ana")
    short, long = await both(joining(room))
    assert short == long
    assert short["status"] == 200
    short, long = await both(joining(room, Cookie=f"{known.key}={known.value}"))
    assert short == long
    assert len(short["cookies"]) == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_who_comes_from_elsewhere(world: World, origin: str) -> None:
    short, long = await both(joining(await create_room(world.preview), Origin=origin))
    assert short == long
    assert short["status"] == 403


async def test_a_room_that_is_not_there_not_open_or_over(world: World) -> None:
    short, long = await both(joining(77))
    assert (short["status"], short) == (404, long)
    room = await create_room(world.preview, opens_at=datetime.now(UTC) + timedelta(hours=1))
    short, long = await both(joining(room))
    assert (short["status"], short) == (409, long)
    await pool.execute("UPDATE waiting_room SET opens_at = now(), ended_at = now(), ended_as = 'over'")
    short, long = await both(joining(room))
    assert (short["status"], short) == (410, long)


async def test_who_asks_too_often(world: World) -> None:
    room, known = await create_room(world.preview), session_cookie("ana")
    cookie = f"{known.key}={known.value}"
    for _ in range(25):
        await both(joining(room, Cookie=cookie))
    short, long = await both(joining(room, Cookie=cookie))
    assert (short["status"], short) == (429, long)
    request_counts.clear()


def admitting(room: int, number: int, query: str = "", **headers: str) -> Ask:
    """Return a function that asks for Ana's admission with this number, as the page's script does."""
    session, key = session_cookie("ana"), settings().keys(Purpose.PLACE)[0]
    cookie = f"{session.key}={session.value}; place-{room}={sign_place_token(room, number, 'ana', key)}"
    path = f"/waiting-rooms/{room}/admissions{query}"
    return lambda browser: browser.post(path, headers={**JSON, "Cookie": cookie, **headers})


async def test_admission_in_turn_and_again_and_before_it(world: World) -> None:
    room = await create_room(world.preview, world.opening)
    await join_fans(room, "ana")
    short, long = await both(admitting(room, 1))
    assert (short["status"], short) == (409, long)
    await call_places(room, 1)
    first = world.opening
    for query, page in (("", first), (f"?to={world.preview}", world.preview), ("?to=9", first)):
        short, long = await both(admitting(room, 1, query))
        assert (short["status"], short) == (200, long)
        assert (short["told"]["outcome"], short["told"]["to"]) == ("admitted", f"/performances/{page}")
        assert len(short["cookies"]) == 1


async def test_admission_to_a_full_room_and_with_a_number_of_someone_else(world: World) -> None:
    room = await create_room(world.preview, target=1)
    await join_fans(room, "ben", "ana")
    await call_places(room, 2)
    await admit_place(room, 1, "ben")
    short, long = await both(admitting(room, 2))
    assert (short["status"], short) == (202, long)
    for ask in (admitting(room, 3), admitting(room, 2, Origin="https://evil.example")):
        short, long = await both(ask)
        assert (short["status"], short) == (403, long)


@pytest.mark.parametrize("query", ["?to=x", "?to=1&to=2", "?to=" + "9" * 19, "?x=1"])
async def test_an_unusual_query_is_left_to_the_framework(world: World, query: str) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    await call_places(room, 1)
    short, long = await both(admitting(room, 1, query))
    assert short == long


async def test_the_lines_message(world: World) -> None:
    room = await create_room(world.preview)
    short, long = await both(lambda browser: browser.get(f"/waiting-rooms/{room}/now"))
    assert (short["status"], short) == (200, long)
    short, long = await both(lambda browser: browser.get("/waiting-rooms/77/now", headers=JSON))
    assert (short["status"], short) == (404, long)


async def test_what_goes_wrong_is_told_by_the_house(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError("away")

    room = await create_room(world.preview)
    monkeypatch.setattr("app.waiting_room.admission.join.fetch", away)
    short, long = await both(joining(room))
    assert (short["status"], short) == (503, long)
