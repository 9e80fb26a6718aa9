"""Load shedding: under pressure requests are refused before any work, in words, and those of shoppers last."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn

from app.web.load.busy_responses import RETRY_AFTER_SECONDS
from app.web.load.load_shedding import LoadShedder, Privilege
from app.web.load.pressure import DRAIN_SECONDS, OWN_SECONDS, PATIENCE
from app.web.load.room_metrics import room_counters
from tests.eventually import eventually
from tests.fan import HTMX, JSON
from tests.web.load.fill import fill, set_cost

PAGE = {"Accept": "text/html"}
SHOPPER = {"Cookie": "aisle=x; pass-7=7.1.99.b.sig"}
STAFF = {"Cookie": "staff=1.sig"}
FORGER = {"Cookie": "aisle=x; pass-7=forged"}
FULL, FULL_FOR_ALL = 1.5 * DRAIN_SECONDS, 2 * PATIENCE["inside"] * DRAIN_SECONDS


def find_privilege(scope: Any) -> Privilege | None:
    """Return the privilege of a cookie that is not forged."""
    cookie = dict(scope["headers"])[b"cookie"]
    if b"staff" in cookie:
        return Privilege("staff")
    return None if b"forged" in cookie else Privilege("inside", 7, "ana")


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
async def busy(seconds: float, app: Any = None, *, opens: bool = False) -> AsyncIterator[Busy]:
    """Yield a load shedder whose requests in progress need so many seconds. `opens`: whether others are answered."""
    slow_app = app or SlowApp()
    if opens:
        slow_app.opens.set()
    shedder = LoadShedder(slow_app, find_privilege)
    fill(shedder.pressure, seconds)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=shedder), base_url="http://house") as browser:
        yield Busy(shedder, slow_app, browser)
        assert shedder.pressure.meter.in_progress == 1
        assert shedder.pressure.meter.remaining() == pytest.approx(seconds)


async def test_what_does_not_drain_in_time_is_refused_before_any_work(database: str) -> None:
    async with busy(FULL, opens=True) as (_, slow_app, browser):
        answer = await browser.get("/", headers=PAGE)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) in RETRY_AFTER_SECONDS
        assert slow_app.began == 0


async def test_it_recovers_at_once(database: str) -> None:
    async with busy(0.9 * DRAIN_SECONDS, opens=True) as (_, _, browser):
        assert (await browser.get("/")).status_code == 200


async def test_who_has_a_good_pass_is_refused_later_than_newcomers_and_forgers(database: str) -> None:
    async with busy(FULL, opens=True) as (shedder, _, browser):
        for stranger in ({}, {"Cookie": "compass-7=x; pass-7=forged"}, FORGER):
            assert (await browser.get("/performances/7", headers=stranger)).status_code == 503
        for special in (SHOPPER, STAFF):
            assert (await browser.get("/performances/7", headers=special)).status_code == 200
        fill(shedder.pressure, FULL_FOR_ALL)
        assert (await browser.get("/performances/7", headers=SHOPPER)).status_code == 200  # of the share of their own
        fill(shedder.pressure, OWN_SECONDS["inside"], "inside")
        assert (await browser.get("/performances/7", headers=SHOPPER)).status_code == 503
        assert (await browser.get("/performances/7", headers=STAFF)).status_code == 200
        shedder.pressure.meter._remaining = {"newcomers": FULL}
        shedder.pressure.meter.in_progress = 1


async def test_only_fans_inside_who_are_refused_are_counted_each_once(database: str) -> None:
    room_counters._fans.clear()
    async with busy(FULL_FOR_ALL) as (shedder, _, browser):
        shedder.pressure.meter._remaining["inside"] = OWN_SECONDS["inside"]
        for headers in ({}, FORGER, SHOPPER, SHOPPER):
            assert (await browser.get("/performances/7", headers=headers)).status_code == 503
        shedder.pressure.meter._remaining["inside"] = 0
    assert {key: len(fans) for key, fans in room_counters._fans.items()} == {(7, "shed"): 1}
    room_counters._fans.clear()


ORDER_PATHS = ["/performances/7/checkout", "/performances/7/orders", "/orders/7/link/", "/orders/7/link/payments"]


@pytest.mark.parametrize("path", [*ORDER_PATHS, "/waiting-rooms/7/admissions", "/waiting-rooms/7/places"])
async def test_joins_and_the_way_to_an_order_have_a_share_of_their_own(database: str, path: str) -> None:
    async with busy(FULL_FOR_ALL, opens=True) as (_, _, browser):
        assert (await browser.get(path)).status_code == 200
        assert (await browser.get("/performances/7")).status_code == 503


async def test_downloads_are_refused_first_also_those_of_shoppers(database: str) -> None:
    async with busy(0.7 * DRAIN_SECONDS, opens=True) as (_, _, browser):
        assert (await browser.get("/waiting-rooms/7/draw.zip", headers=SHOPPER)).status_code == 503
        assert (await browser.get("/performances/7")).status_code == 200


UNLIMITED_PATHS = ["/health/live", "/health/ready", "/assets/1/css/house.css", "/stripe/webhooks"]


@pytest.mark.parametrize("path", [*UNLIMITED_PATHS, "/waiting-rooms/7/now"])
async def test_what_must_always_be_heard_passes(database: str, path: str) -> None:
    async with busy(FULL_FOR_ALL, opens=True) as (_, _, browser):
        assert (await browser.post(path, content=b"x")).status_code == 200


OTHER_ROOM_PATHS = ["/waiting-rooms/nonsense/a/b/now", "/waiting-rooms/01/now", "/waiting-rooms/7/places/"]
OTHER_PATHS = ["/nonsense/checkout", "/orders/", "/health/", "/health/live/now", "/stripe/webhooks/x"]


@pytest.mark.parametrize("path", [*OTHER_ROOM_PATHS, *OTHER_PATHS])
async def test_what_only_begins_or_ends_like_it_does_not(database: str, path: str) -> None:
    async with busy(FULL_FOR_ALL) as (_, _, browser):
        assert (await browser.get(path)).status_code == 503


async def test_the_refusal_is_in_words_and_says_what_is_kept(database: str) -> None:
    async with busy(FULL) as (_, _, browser):
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
    async with busy(FULL) as (_, _, browser):
        answer = await browser.get("/", headers=PAGE)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_request_that_is_cancelled_or_fails_leaves_nothing_behind(database: str) -> None:
    async def fails(*_: object) -> None:
        raise OSError("away")

    async with busy(0.1) as (shedder, slow_app, browser):
        asked = asyncio.create_task(browser.get("/"))
        await eventually(lambda: slow_app.began == 1)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        shedder.app = fails
        with pytest.raises(OSError, match="away"):
            await browser.get("/")


async def test_a_request_ends_when_its_answer_is_made_and_not_when_it_is_read() -> None:
    shedder, read, sent = LoadShedder(SlowApp(), find_privilege), asyncio.Event(), []
    shedder.app.opens.set()

    async def send(message: Any) -> None:
        sent.append(message["type"])
        if message["type"] == "http.response.body":
            await read.wait()

    asked = asyncio.create_task(shedder({"type": "http", "path": "/", "method": "GET", "headers": []}, None, send))
    await eventually(lambda: len(sent) == 2)
    assert shedder.pressure.meter.in_progress == 0
    read.set()
    await asked


async def test_a_download_that_waits_for_its_reader_is_no_load() -> None:
    read = asyncio.Event()

    async def streams(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"part", "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        if message.get("more_body"):
            await read.wait()

    shedder = LoadShedder(streams, find_privilege)
    scope = {"type": "http", "path": "/waiting-rooms/7/draw.zip", "method": "GET", "headers": []}
    asked = asyncio.create_task(shedder(scope, None, send))
    meter = shedder.pressure.meter
    await eventually(lambda: meter.in_progress == 1 and meter.remaining() == pytest.approx(0))
    read.set()
    await asked
    assert meter.in_progress == 0


async def test_a_refusal_costs_few_calls(database: str) -> None:
    async def send(_: Any) -> None: ...

    shedder = LoadShedder(None, find_privilege)
    fill(shedder.pressure, FULL)
    scope = {"type": "http", "path": "/performances/7", "method": "POST", "headers": [(b"content-length", b"9")] * 10}
    calls: list[str] = []
    sys.setprofile(lambda _, kind, __: calls.append(kind) if kind in ("call", "c_call") else None)
    try:
        await shedder(scope, None, send)
    finally:
        sys.setprofile(None)
    assert 0 < len(calls) < 60


@asynccontextmanager
async def served(shedder: LoadShedder) -> AsyncIterator[int]:
    """Run a real server with the load shedder as its application; yield its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(shedder, log_config=None, lifespan="off", ws="none", http="httptools"))
    serving = asyncio.create_task(server._serve([listening]))
    yield listening.getsockname()[1]
    server.should_exit = True
    await serving


async def test_a_real_server_refuses_a_crowd_at_once_and_serves_those_it_let_through(database: str) -> None:
    slow_app, limits = SlowApp(), httpx.Limits(max_connections=100)
    shedder = LoadShedder(slow_app, find_privilege)
    set_cost(shedder.pressure.meter, "POST /", DRAIN_SECONDS / 4)
    async with (
        served(shedder) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits) as crowd,
    ):
        asked = [asyncio.create_task(crowd.post("/", content=b"x" * 1000)) for _ in range(60)]
        await eventually(lambda: sum(one.done() for one in asked) == 56)
        assert {one.result().status_code for one in asked if one.done()} == {503}
        slow_app.opens.set()
        statuses = [one.status_code for one in await asyncio.gather(*asked)]
        assert sorted(statuses) == [200] * 4 + [503] * 56
        assert (await crowd.get("/")).status_code == 200


SLOW = b"POST /performances/1/holds HTTP/1.1\r\nHost: x\r\nCookie: pass-7=x\r\nContent-Length: 1000\r\n\r\n{"


async def test_who_sends_a_body_slowly_takes_room_from_no_one_and_gets_a_clear_answer(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.body_reader.BODY_TIMEOUT", 0.5)
    slow_app = SlowApp()
    slow_app.opens.set()
    shedder = LoadShedder(slow_app, find_privilege)
    async with served(shedder) as port:
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _, writer in slow:
            writer.write(SLOW)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
            assert (await browser.get("/")).status_code == 200
            assert (await browser.post("/", content=b"x")).status_code == 200
        assert shedder.pressure.meter.in_progress == 0
        answers = await asyncio.gather(*(reader.read() for reader, _ in slow))  # until the server closes the connection
        assert {answer.split(b" ")[1] for answer in answers} == {b"408"}
        for _, writer in slow:
            writer.close()
