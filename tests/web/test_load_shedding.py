"""Load shedding: too many requests are refused before any work, with a clear message, and those of shoppers last."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn

from app.main import build_app
from app.web import load_shedding
from app.web.load_shedding import LoadShedder
from tests.eventually import eventually
from tests.fan import HTMX, JSON, Fan
from tests.world import World

PAGE = {"Accept": "text/html"}
SHOPPER = {"Cookie": "aisle=x; pass-7=7.1.99.b.sig"}
FORGER = {"Cookie": "aisle=x; pass-7=forged"}


def is_inside(scope: Any) -> bool:
    """Return whether the request has a pass that is not forged: the `is_admitted` of these tests."""
    return any(name == b"cookie" and b"forged" not in value for name, value in scope["headers"])


class SlowApp:
    """An application that answers no request until `opens` is set, except for assets. `began`: number of requests."""

    def __init__(self) -> None:
        self.opens = asyncio.Event()
        self.began = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.began += 1
        if not scope["path"].startswith("/assets/"):
            await self.opens.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


class Busy(NamedTuple):
    """A slow application behind a load shedder, and a client of both."""

    shedder: LoadShedder
    slow_app: SlowApp
    browser: httpx.AsyncClient


@asynccontextmanager
async def busy(max_requests: int, under_way: int | None = None) -> AsyncIterator[Busy]:
    """Yield a load shedder with this many requests of shoppers in progress, by default `max_requests`."""
    slow_app = SlowApp()
    shedder = LoadShedder(slow_app, max_requests, is_inside)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=shedder), base_url="http://house") as browser:
        waiting = [
            asyncio.create_task(browser.get("/", headers=SHOPPER))
            for _ in range(max_requests if under_way is None else under_way)
        ]
        await eventually(lambda: shedder.active_requests == len(waiting))
        yield Busy(shedder, slow_app, browser)
        slow_app.opens.set()
        assert {answer.status_code for answer in await asyncio.gather(*waiting)} <= {200}
        await eventually(lambda: shedder.active_requests == 0)


async def test_one_more_than_it_can_take_is_refused_before_any_work(database: str) -> None:
    async with busy(3) as (_, slow_app, browser):
        answer = await browser.get("/", headers=PAGE)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) in load_shedding.RETRY_AFTER_SECONDS
        assert slow_app.began == 3


async def test_what_comes_all_at_once_is_served_and_a_crowd_that_goes_on_coming_is_not(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr(load_shedding.time, "monotonic", lambda: clock[0])
    shedder = LoadShedder(SlowApp(), 2, burst=6)

    def comes(second: float) -> bool:
        clock[0] = 100.0 + second
        place = shedder._slot_kind({"path": "/", "headers": []})
        shedder.in_use["all"] += place is not None
        return place is not None

    assert [comes(second) for second in (0.0, 0.1, 0.2, 0.5)] == [True] * 4
    assert [comes(second) for second in (1.3, 6.0, 10.9)] == [False] * 3  # the burst is over, no quiet time since
    assert [comes(20.0), comes(20.1), comes(20.2)] == [True, True, False]  # after a quiet time; but at most six in all


async def test_it_recovers_at_once(database: str) -> None:
    async with busy(3) as (shedder, slow_app, browser):
        assert (await browser.get("/")).status_code == 503
        slow_app.opens.set()
        await eventually(lambda: shedder.active_requests == 0)
        assert (await browser.get("/")).status_code == 200


async def test_who_has_a_good_pass_is_refused_later_than_newcomers_and_forgers(database: str) -> None:
    async with busy(3) as (shedder, _, browser):
        for stranger in ({}, {"Cookie": "compass-7=x"}, FORGER):
            assert (await browser.get("/performances/7", headers=stranger)).status_code == 503
        inside = asyncio.create_task(browser.get("/performances/7", headers=SHOPPER))
        await eventually(lambda: shedder.active_requests == 4)
    assert (await inside).status_code == 200
    async with busy(3, under_way=6) as (_, _, browser):
        assert (await browser.get("/performances/7", headers=SHOPPER)).status_code == 503


ORDER_PATHS = ["/performances/7/checkout", "/performances/7/orders", "/orders/7/link/", "/orders/7/link/payments"]


@pytest.mark.parametrize("path", [*ORDER_PATHS, "/waiting-rooms/7/admissions", "/waiting-rooms/7/places"])
async def test_joins_and_the_way_to_an_order_have_places_of_their_own(database: str, path: str) -> None:
    async with busy(4, under_way=8) as (shedder, _, browser):
        asked = [asyncio.create_task(browser.get(path)) for _ in range(2)]
        await eventually(lambda: shedder.active_requests == 10)
        assert (await browser.get(path)).status_code == 503
    assert [answer.status_code for answer in await asyncio.gather(*asked)] == [200, 200]


async def test_a_crowd_of_joins_leaves_the_places_of_shoppers(database: str) -> None:
    async with busy(2, under_way=0) as (shedder, _, browser):
        asked = [asyncio.create_task(browser.post("/waiting-rooms/7/places")) for _ in range(9)]
        await eventually(lambda: sum(one.done() for one in asked) == 6)
        asked.append(asyncio.create_task(browser.get("/performances/7", headers=SHOPPER)))
        asked.append(asyncio.create_task(browser.post("/performances/7/orders")))
        await eventually(lambda: shedder.active_requests == 5)
    assert [answer.status_code for answer in await asyncio.gather(*asked)].count(200) == 5


async def test_downloads_last_and_take_no_place_of_others(database: str) -> None:
    async with busy(20, under_way=0) as (shedder, _, browser):
        asked = [asyncio.create_task(browser.get("/waiting-rooms/7/draw.zip")) for _ in range(2)]
        await eventually(lambda: shedder.active_requests == 2)
        assert (await browser.get("/waiting-rooms/7/leaves.csv", headers=SHOPPER)).status_code == 503
    assert [answer.status_code for answer in await asyncio.gather(*asked)] == [200, 200]


@pytest.mark.parametrize(
    "path", ["/health/live", "/health/ready", "/assets/1/css/house.css", "/stripe/webhooks", "/waiting-rooms/7/now"]
)
async def test_what_must_always_be_heard_passes(database: str, path: str) -> None:
    async with busy(3, under_way=6) as (_, slow_app, browser):
        asked = asyncio.create_task(browser.get(path))
        await eventually(lambda: slow_app.began == 7)
    assert (await asked).status_code == 200


OTHER_ROOM_PATHS = ["/waiting-rooms/nonsense/a/b/now", "/waiting-rooms/01/now", "/waiting-rooms/7/places/"]
OTHER_PATHS = ["/nonsense/checkout", "/orders/", "/health/", "/health/live/now", "/stripe/webhooks/x"]


@pytest.mark.parametrize("path", [*OTHER_ROOM_PATHS, *OTHER_PATHS])
async def test_what_only_begins_or_ends_like_it_does_not(database: str, path: str) -> None:
    async with busy(1) as (_, _, browser):
        assert (await browser.get(path)).status_code == 503


async def test_the_refusal_is_in_words_and_says_what_is_kept(database: str) -> None:
    async with busy(1) as (_, _, browser):
        page, form = await browser.get("/", headers=PAGE), await browser.post("/", headers=PAGE)
        fragment, json_response = await browser.post("/", headers=PAGE | HTMX), await browser.get("/", headers=JSON)
    for answer in (page, form):
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "stay yours" in answer.text
        assert len(answer.content) < 2000
    assert 'http-equiv="refresh"' in page.text
    assert 'http-equiv="refresh"' not in form.text
    assert fragment.text.startswith('<div class="notices" id="notices"')
    assert json_response.json()["error"] == "busy"
    assert json_response.json()["seconds"] == int(json_response.headers["retry-after"])


async def test_the_page_allows_nothing_but_its_one_style(database: str) -> None:
    async with busy(1) as (_, _, browser):
        answer = await browser.get("/", headers=PAGE)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_request_that_is_cancelled_or_fails_leaves_nothing_behind(database: str) -> None:
    async def fails(*_: object) -> None:
        raise OSError("away")

    async with busy(1, under_way=0) as (shedder, _, browser):
        asked = asyncio.create_task(browser.get("/"))
        await eventually(lambda: shedder.active_requests == 1)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert shedder.active_requests == 0
        shedder.app = fails
        with pytest.raises(OSError, match="away"):
            await browser.get("/")
        assert shedder.active_requests == 0


async def test_it_costs_few_calls(database: str) -> None:
    async def nothing(*_: object) -> None: ...

    shedder, scope = LoadShedder(nothing, 5, is_inside), {"type": "http", "path": "/performances/7", "method": "GET"}
    scope["headers"] = [(b"cookie", b"aisle=x; pass-7=y")] * 10  # type: ignore[assignment]
    calls: list[str] = []
    sys.setprofile(lambda _, kind, __: calls.append(kind) if kind in ("call", "c_call") else None)
    try:
        await shedder(scope, None, None)
    finally:
        sys.setprofile(None)
    assert 0 < len(calls) < 20


@asynccontextmanager
async def served(shedder: LoadShedder) -> AsyncIterator[int]:
    """Run a real server with the load shedder as its application; yield its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(shedder, log_config=None, lifespan="off", ws="none", http="httptools"))
    serving = asyncio.create_task(server._serve([listening]))
    yield listening.getsockname()[1]
    server.should_exit = True
    await serving


@pytest.mark.parametrize("max_requests", [4])
async def test_a_real_server_refuses_a_crowd_at_once_and_serves_those_it_let_through(
    database: str, max_requests: int
) -> None:
    slow_app = SlowApp()
    limits = httpx.Limits(max_connections=100)
    async with (
        served(LoadShedder(slow_app, max_requests)) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits) as crowd,
    ):
        asked = [asyncio.create_task(crowd.post("/", content=b"x" * 1000)) for _ in range(60)]
        await eventually(lambda: sum(one.done() for one in asked) == 60 - max_requests)
        assert {one.result().status_code for one in asked if one.done()} == {503}
        slow_app.opens.set()
        statuses = [one.status_code for one in await asyncio.gather(*asked)]
        assert sorted(statuses) == [200] * max_requests + [503] * (60 - max_requests)
        assert (await crowd.get("/")).status_code == 200


SLOW = b"POST /performances/1/holds HTTP/1.1\r\nHost: x\r\nCookie: pass-7=x\r\nContent-Length: 1000\r\n\r\n{"


async def test_who_sends_a_body_slowly_takes_nobodys_place_and_is_told_so(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.body_reader.BODY_TIMEOUT", 0.5)
    slow_app = SlowApp()
    slow_app.opens.set()
    shedder = LoadShedder(slow_app, 2, lambda _: True)
    async with served(shedder) as port:
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _, writer in slow:
            writer.write(SLOW)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
            assert (await browser.get("/")).status_code == 200
            assert (await browser.post("/", content=b"x")).status_code == 200
        assert shedder.active_requests == 0
        answers = await asyncio.gather(*(reader.read() for reader, _ in slow))  # until the server closes the connection
        assert {answer.split(b" ")[1] for answer in answers} == {b"408"}
        for _, writer in slow:
            writer.close()


async def test_the_house_is_guarded(world: World, visit: Callable[[], Fan]) -> None:
    assert isinstance(build_app(), LoadShedder)
