"""Long downloads at once are few, in a process and for an address; a refusal is in words."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.response import Stream

from app.web.connections import downloads
from app.web.connections.downloads import Download, Downloads, TooManyDownloads
from app.web.error_responses import EXCEPTION_HANDLERS
from tests.eventually import eventually
from tests.fan import JSON, Fan
from tests.waiting_room.draw.draw_scenario import create_sealed_room
from tests.web.connections.servers import request, served, statuses
from tests.world import World

Visit = Callable[[], Fan]


def refusal(places: Downloads, address: str) -> int | None:
    """Return the status with which a further download of this address is refused; None if it is not."""
    try:
        with places.place(address):
            return None
    except TooManyDownloads as error:
        return error.status


def test_an_address_has_few_places_and_a_process_more() -> None:
    places = Downloads(limit=3, per_address=2)
    with places.place("a"), places.place("a"):
        assert (refusal(places, "a"), refusal(places, "b")) == (429, None)
        with places.place("b"):
            assert (refusal(places, "a"), refusal(places, "b"), refusal(places, "c")) == (429, 503, 503)
    assert places.under_way == {}
    assert refusal(places, "a") is None


def test_a_download_that_fails_gives_its_place_back() -> None:
    places = Downloads(limit=1)
    with pytest.raises(OSError, match="gone"), places.place("a"):
        raise OSError("gone")
    assert places.under_way == {}


async def chunks() -> AsyncIterator[bytes]:
    """Yield a file of 64 MB."""
    for _ in range(1000):
        yield b"x" * 65_536
        await asyncio.sleep(0)


@get("/")
async def file() -> Stream:
    """Send a long file."""
    return Download(chunks(), media_type="text/csv")


async def test_a_client_that_does_not_read_has_its_place_until_it_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    places = Downloads(per_address=1)
    monkeypatch.setattr(downloads, "downloads", places)
    app: Any = Litestar([file], exception_handlers=EXCEPTION_HANDLERS, openapi_config=None, logging_config=None)
    async with served(app) as server:
        _, writer = await server.connect(4096)
        writer.write(request("/"))
        await eventually(lambda: server.connections and server.connections[0].flow.write_paused)
        answer = await server.ask(request("/", "Accept: application/json", "Connection: close"))
        assert statuses(answer) == [429]
        assert b"too_many_downloads" in answer
        assert b"retry-after: 30" in answer
        server.pass_seconds(11)
        await eventually(lambda: places.under_way == {})


async def test_the_files_of_a_draw_have_these_places(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await create_sealed_room(world)
    assert (await visit().read(f"/waiting-rooms/{room}/draw.zip")).status_code == 200
    monkeypatch.setattr(downloads, "downloads", Downloads(limit=0))
    for name in ("draw.zip", "log.csv"):
        answer = await visit().read(f"/waiting-rooms/{room}/{name}", **JSON)
        assert (answer.status_code, answer.json()["error"]) == (503, "too_many_downloads")
        assert "content-disposition" not in answer.headers
