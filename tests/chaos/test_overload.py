"""A real web process under load: what it can serve in time is served whole, what it cannot is refused in words."""

import asyncio
import contextlib
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest_asyncio

from app.csrf_tokens import make_csrf_token
from app.settings import settings
from app.web.middleware import csrf_cookie_name
from app.web.sessions import session_cookie
from db import pool
from realtime.keys import Purpose
from tests.chaos.conftest import answers
from tests.chaos.fake_stripe_process import run_fake_stripe
from tests.chaos.processes import STARTS, running
from tests.db.databases import locked
from tests.eventually import eventually
from tests.fan import JSON, Fan
from tests.world import World

LIMITS = {"AISLE_SEATS_HELD_PER_ADDRESS": "0", "AISLE_REQUESTS_PER_ADDRESS": "1000000"}
CROWD = httpx.Limits(max_connections=600, max_keepalive_connections=600, keepalive_expiry=2)


class Crowd:
    """Fans who send at the same moment, each with an own session."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def send(self, requests: Sequence[tuple[str, object]]) -> list[httpx.Response]:
        """Send a POST with each JSON body, all at once."""
        sent = (self.client.post(path, json=body, headers=new_headers()) for path, body in requests)
        return await asyncio.gather(*sent)

    async def read(self, path: str, times: int) -> Counter[int]:
        """Request a page so many times at once; count the statuses."""
        pages = await asyncio.gather(*(self.client.get(path, headers={"Accept": "text/html"}) for _ in range(times)))
        return Counter(page.status_code for page in pages)


def new_headers() -> dict[str, str]:
    """Return the headers of a program with a session of its own."""
    session, token = session_cookie(secrets.token_urlsafe(16)), make_csrf_token(settings().keys(Purpose.CSRF))
    cookie = f"{session.key}={session.value}; {csrf_cookie_name(settings())}={token}"
    return {"Cookie": cookie, "X-CSRF-Token": token, **JSON}


@pytest_asyncio.fixture
async def crowd(web_port: int) -> AsyncIterator[Crowd]:
    """Return a crowd in front of the web process."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{web_port}", timeout=STARTS, limits=CROWD) as client:
        yield Crowd(client)


async def test_fans_at_a_slow_payment_provider_are_all_served(
    world: World, fan: Fan, web_port: int, server_environment: dict[str, str], tmp_path: Path
) -> None:
    site = f"http://127.0.0.1:{web_port}"
    async with run_fake_stripe(server_environment, site, tmp_path) as fake_stripe:
        with running("app.main", fake_stripe.env, AISLE_WEB_PORT=str(web_port), **LIMITS):
            await eventually(lambda: answers(fan), STARTS)
            await fake_stripe.client.post("/standin/mood", json={"latency_ms": 300})
            buyers = [new_headers() for _ in range(128)]
            async with httpx.AsyncClient(base_url=site, timeout=STARTS, limits=CROWD) as client:
                orders = await asyncio.gather(*(buy(client, world, n, headers) for n, headers in enumerate(buyers)))
    assert Counter(orders) == {(200, 201): 128}


async def buy(client: httpx.AsyncClient, world: World, number: int, headers: dict[str, str]) -> tuple[int, int]:
    """Hold a seat and order it; return both statuses."""
    base = f"/performances/{world.opening}"
    held = await client.post(f"{base}/holds/best", json={"party": 1, "plan": world.plan}, headers=headers)
    form = {"name": "Ana", "email": f"ana{number}@example.org", "hold": held.json().get("hold")}
    return held.status_code, (await client.post(f"{base}/orders", json=form, headers=headers)).status_code


def one_seat(world: World) -> tuple[str, object]:
    """Return a request for the best seat of the opening."""
    return f"/performances/{world.opening}/holds/best", {"party": 1, "plan": world.plan}


async def test_five_hundred_parties_at_once_are_all_seated(
    world: World, fan: Fan, crowd: Crowd, web_port: int, server_environment: dict[str, str]
) -> None:
    with running("app.main", server_environment, AISLE_WEB_PORT=str(web_port), **LIMITS):
        await eventually(lambda: answers(fan), STARTS)
        found = await crowd.send([one_seat(world)] * 500)
    assert Counter(answer.status_code for answer in found) == {200: 500}
    assert await pool.fetch_value("SELECT count(*) FROM seat WHERE status = 1") == 500


async def test_more_than_drains_in_time_is_refused_and_nothing_fails(
    world: World, fan: Fan, crowd: Crowd, web_port: int, server_environment: dict[str, str]
) -> None:
    with running("app.main", server_environment, AISLE_WEB_PORT=str(web_port), **LIMITS):
        await eventually(lambda: answers(fan), STARTS)
        path = f"/performances/{world.opening}/list"
        await crowd.read(path, 30)  # it learns what the page costs
        statuses = await crowd.read(path, 300)
        assert set(statuses) == {200, 503}
        assert (await fan.browser.get("/health/ready")).status_code == 200
        await eventually(lambda: is_served(fan, path))


async def test_behind_a_database_that_stands_still_newcomers_are_refused_and_then_all_goes_on(
    world: World, fan: Fan, crowd: Crowd, web_port: int, database: str, server_environment: dict[str, str]
) -> None:
    with running("app.main", server_environment, AISLE_WEB_PORT=str(web_port), **LIMITS):
        await eventually(lambda: answers(fan), STARTS)
        async with locked(database, "seat"):
            waiting = asyncio.ensure_future(crowd.send([one_seat(world)] * 40))
            await eventually(lambda: is_refused(fan))
            assert not waiting.done()
        assert {answer.status_code for answer in await waiting} <= {200, 503}
        await eventually(lambda: is_served(fan, "/"))


async def is_refused(fan: Fan) -> bool:
    """Return whether the front page is refused at once."""
    with contextlib.suppress(httpx.TimeoutException):
        return (await fan.browser.get("/", headers=JSON, timeout=1)).json().get("error") == "busy"
    return False


async def is_served(fan: Fan, path: str) -> bool:
    """Return whether the page is served."""
    return (await fan.browser.get(path)).status_code == 200
