"""The fast redirect to the waiting room answers as Litestar does, and passes unclear requests on to it."""

import re
from collections.abc import Callable

import httpx
import pytest
from litestar.types import Message

from app.accounts.organizers import set_organizer_language
from app.waiting_room import fast_path
from app.waiting_room.fast_path import FastRedirectMiddleware
from app.waiting_room.rooms import WaitingRoom, read_room
from app.web.cache import OneSecondCache
from db import pool
from db.transaction import transaction
from tests.fan import Fan
from tests.waiting_room.scenarios import create_room
from tests.world import World

Visit = Callable[[], Fan]
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


async def look(fan: Fan, path: str, **headers: str) -> httpx.Response:
    """Request a page with the headers of a browser."""
    return await fan.browser.get(path, headers=BROWSER | headers)


@pytest.mark.parametrize("more", ["", "/list"])
async def test_whoever_comes_without_a_pass_is_sent_to_wait_and_given_no_cookie(
    world: World, visit: Visit, more: str
) -> None:
    room, page = await create_room(world.preview), f"/performances/{world.preview}{more}"
    short, long = await look(visit(), page), await visit().browser.get(page)
    assert (short.status_code, short.headers["location"]) == (303, f"/waiting-rooms/{room}?to={world.preview}")
    assert (long.status_code, long.headers["location"]) == (303, short.headers["location"])
    assert "set-cookie" not in short.headers
    assert "content-security-policy" in short.headers
    assert "x-request-id" not in short.headers  # Litestar did not run


async def test_a_room_that_asks_for_no_pass_sends_nobody_away(world: World, visit: Visit) -> None:
    room = await create_room(world.preview, mode="automatic")
    assert (await look(visit(), f"/performances/{world.preview}")).status_code == 200
    await pool.execute("UPDATE waiting_room SET engaged_at = now() WHERE id = $1", room)
    assert (await look(visit(), f"/performances/{world.preview}")).status_code == 303
    await pool.execute("UPDATE waiting_room SET ended_at = now(), ended_as = 'staff' WHERE id = $1", room)
    assert (await look(visit(), f"/performances/{world.preview}")).status_code == 200


async def test_a_draft_stays_nobodys_business(world: World, visit: Visit) -> None:
    await create_room(world.preview, world.opening)
    await pool.execute("UPDATE performance SET state = 'draft' WHERE id = $1", world.opening)
    assert (await look(visit(), f"/performances/{world.opening}")).status_code == 404


async def test_whoever_shows_something_like_a_pass_is_looked_at_by_the_door(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    answer = await look(visit(), f"/performances/{world.preview}", Cookie=f"pass-{room}=made-up")
    assert answer.status_code == 303
    assert "x-request-id" in answer.headers


async def test_what_fails_on_the_short_way_is_the_houses_to_say(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: int) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(fast_path, "cached_room_of_performance", OneSecondCache(away))
    answer = await look(visit(), f"/performances/{world.preview}")
    assert (answer.status_code, "x-request-id" in answer.headers) == (200, True)


async def test_in_front_of_load_shedding_only_a_room_in_the_cache_redirects_and_nothing_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, asked = await read_room(await create_room(world.preview)), []

    async def read(performance: int) -> WaitingRoom | None:
        asked.append(performance)
        return room

    async def rest(*_: object) -> None:
        passed.append(True)

    async def send(message: Message) -> None:
        sent.append(message)

    cache, passed, sent = OneSecondCache(read), [], list[Message]()
    monkeypatch.setattr(fast_path, "cached_room_of_performance", cache)
    outer, path = FastRedirectMiddleware(rest, may_read=False), f"/performances/{world.preview}"
    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"accept", b"text/html")]}
    await outer(scope, None, send)
    assert (asked, passed, sent) == ([], [True], [])
    await cache.read_again(world.preview)  # as a page inside does
    await outer(scope, None, send)
    assert (asked, passed, sent[0]["status"]) == ([world.preview], [True], 303)


@pytest.mark.parametrize(
    ("query", "headers", "lang"),
    [
        ("?lang=en-XA", {"Accept-Language": "en"}, "&lang=en-XA"),
        ("", {"Accept-Language": "en-XA, en;q=0.5"}, "&lang=en-XA"),
        ("", {"Cookie": "aisle-language=en-XA"}, "&lang=en-XA"),
        ("?lang=xx", {"Accept-Language": "tlh"}, ""),
    ],
)
async def test_the_waiting_room_speaks_the_visitors_language(
    world: World, visit: Visit, query: str, headers: dict[str, str], lang: str
) -> None:
    room = await create_room(world.preview)
    page = f"/performances/{world.preview}{query}"
    short, long = await look(visit(), page, **headers), await visit().browser.get(page, headers=headers)
    assert short.headers["location"] == f"/waiting-rooms/{room}?to={world.preview}{lang}"
    assert long.headers["location"] == short.headers["location"]


async def test_a_visitor_who_asks_for_no_language_waits_in_the_organizers(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    async with transaction() as connection:
        await set_organizer_language(connection, "olga", "de")
    leads = [f"/performances/{world.preview}", f"/performances/{world.preview}/checkout"]
    addresses = [(await look(visit(), page)).headers["location"] for page in leads]
    refused = await visit().browser.post(f"/waiting-rooms/{room}/admissions?to={world.preview}", headers=BROWSER)
    addresses += re.findall(rf'href="(/waiting-rooms/{room}\?[^"]+)"', refused.text)
    assert addresses == [f"/waiting-rooms/{room}?to={world.preview}"] * 3
    assert '<html lang="de"' in (await visit().read(addresses[0])).text
