"""Limits of the requests with an order's secret link, which hold with any session or none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from app.checkout import link_limits
from app.checkout.link_limits import KnownLinks
from app.checkout.orders.queries import Receipt
from app.settings import settings
from app.web.limits.rate_limits import request_counts
from app.web.redis import redis
from tests.checkout.scenarios import open_pending_order
from tests.conftest import app_of
from tests.eventually import eventually
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.world import World

Visit = Callable[[], Fan]
LIMIT = 20
REQUESTS = [
    ("POST", "payments"),
    ("POST", "checks"),
    ("POST", "cancellations"),
    ("GET", "tickets.pdf"),
    ("GET", "calendar.ics"),
]


class Provider:
    """The calls of a fake provider, which answers none before `open` is set."""

    def __init__(self, fake: FakeProvider) -> None:
        self.calls: list[str] = []
        self.open = asyncio.Event()
        fake.before_call = self._wait

    async def _wait(self, call: str) -> None:
        self.calls.append(call)
        await self.open.wait()


@pytest.fixture
def slow(provider: FakeProvider) -> Provider:
    """Make the provider wait before each answer."""
    return Provider(provider)


@asynccontextmanager
async def program(visit: Visit, host: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
    """Make a client that keeps no session: each request has the CSRF cookie alone."""
    fan = visit()
    await fan.read("/")
    transport = httpx.ASGITransport(app=app_of(settings()), client=(host, 7))
    headers = {"X-CSRF-Token": fan.token, "Cookie": f"csrf={fan.token}", **JSON}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as client:
        client.event_hooks["request"] = [lambda request: _without_session(request, fan.token)]  # type: ignore[list-item]
        yield client


async def _without_session(request: httpx.Request, token: str) -> None:
    request.headers["Cookie"] = f"csrf={token}"


async def test_three_hundred_requests_without_a_session_cost_the_provider_one_call(
    world: World, visit: Visit, slow: Provider
) -> None:
    receipt, places = await open_pending_order(world), asyncio.Semaphore(60)  # fewer than the server handles at once

    async def pay() -> httpx.Response:
        async with places:
            return await client.post(f"{receipt.address}/payments")

    async with program(visit) as client:
        asked = [asyncio.create_task(pay()) for _ in range(300)]
        await eventually(lambda: sum(task.done() for task in asked) == 300 - LIMIT and slow.calls)
        slow.open.set()
        answers = await asyncio.gather(*asked)
    codes = [answer.status_code for answer in answers]
    assert (codes.count(201), codes.count(429)) == (LIMIT, 300 - LIMIT)
    assert slow.calls == ["create_intent"]


async def test_beyond_the_limit_the_last_answer_is_repeated_without_a_call(
    world: World, visit: Visit, slow: Provider
) -> None:
    slow.open.set()
    receipt = await open_pending_order(world)
    async with program(visit) as client:
        answers = [await client.post(f"{receipt.address}/payments") for _ in range(LIMIT + 5)]
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.text for answer in answers} == {answers[0].text}
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert len(slow.calls) == LIMIT


async def test_an_answer_is_repeated_for_its_own_order_only(world: World, visit: Visit, provider: FakeProvider) -> None:
    ana, ben = await open_pending_order(world), await open_pending_order(world, "ben", (30, 31))
    async with program(visit) as client:
        for _ in range(LIMIT + 1):
            assert (await client.post(f"{ana.address}/payments")).status_code == 201
        provider.failing_calls = ["create_intent"] * LIMIT
        codes = [(await client.post(f"{ben.address}/payments")).status_code for _ in range(LIMIT + 1)]
        other = await client.post(f"/orders/{world.preview}/{ana.link}/payments")
    assert (codes[LIMIT - 1 :], other.status_code) == ([503, 429], 429)


@pytest.mark.parametrize("verb", ["cancellations", "checks"])
async def test_no_answer_is_repeated_once_the_order_may_have_changed(
    world: World, visit: Visit, provider: FakeProvider, verb: str
) -> None:
    receipt = await open_pending_order(world)
    async with program(visit) as client:
        for _ in range(LIMIT + 1):
            assert (await client.post(f"{receipt.address}/payments")).status_code == 201
        await client.post(f"{receipt.address}/{verb}")
        answer = await client.post(f"{receipt.address}/payments")
    assert (answer.status_code, answer.json()["error"], answer.headers["retry-after"]) == (429, "too_fast", "10")


@pytest.mark.parametrize(("method", "what"), REQUESTS)
async def test_each_request_is_limited_by_the_link(
    world: World, visit: Visit, provider: FakeProvider, method: str, what: str
) -> None:
    receipt, other = await open_pending_order(world), await open_pending_order(world, "ben", (30, 31))
    provider.failing_calls = ["create_intent"] * LIMIT * 2

    async def code(of: Receipt) -> int:
        return (await client.request(method, f"{of.address}/{what}")).status_code

    async with program(visit) as client:
        codes = [await code(receipt) for _ in range(LIMIT + 1)]
        assert 429 not in codes[:LIMIT]
        assert codes[LIMIT] == 429
        assert await code(other) != 429


async def test_who_tries_links_is_refused_by_address_and_the_fan_elsewhere_is_not(
    world: World, visit: Visit, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_limits, "MAX_UNKNOWN_LINKS", 9)
    receipt, other = await open_pending_order(world), await open_pending_order(world, "ben", (30, 31))
    async with program(visit) as client, program(visit, "203.0.113.7") as elsewhere:
        assert (await client.get(receipt.address)).status_code == 200
        for n in range(10):
            path = ("", "/payments", "/tickets.pdf")[n % 3]
            method = "POST" if path == "/payments" else "GET"
            answer = await client.request(method, f"/orders/{world.opening}/guess-{n}{path}")
            assert answer.status_code == 404
        refused = await client.get(f"/orders/{world.opening}/guess")
        assert (refused.status_code, refused.json()["error"]) == (429, "too_fast")
        assert (await client.get(other.address)).status_code == 429  # this process has not found it yet
        assert (await elsewhere.get(other.address)).status_code == 200
        for known in (receipt, other):
            assert (await client.get(known.address)).status_code == 200
            assert (await client.post(f"{known.address}/payments")).status_code == 201
        assert (await client.get(f"/orders/{world.preview}/{receipt.link}")).status_code == 429


async def test_who_tries_links_does_not_lock_the_page_of_an_order_that_was_just_placed(
    world: World, visit: Visit, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_limits, "MAX_UNKNOWN_LINKS", 0)
    fan = visit()
    assert (await fan.read(f"/orders/{world.opening}/guess")).status_code == 404
    await fan.hold(world.opening, [17, 18], world.plan)
    form = {"name": "Ana Ferreira", "email": "ana@example.org"}
    page = (await fan.send(f"/performances/{world.opening}/orders", form, **JSON)).json()["page"]
    assert (await fan.read(page)).status_code == 200


def test_known_links_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_limits, "MAX_KNOWN_LINKS", 3)
    known = KnownLinks()
    for n in (0, 1, 2, 0, 3):
        known.add(f"/orders/1/{n}")
    assert [f"/orders/1/{n}" in known for n in range(4)] == [True, False, True, True]
    assert not any(b"orders" in digest for digest in known._digests)


async def test_no_link_is_kept_by_the_counts(world: World, visit: Visit, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    async with program(visit) as client:
        for _ in range(2):
            await client.post(f"{receipt.address}/payments")
            await client.get(f"/orders/{world.opening}/{'long' * 999}/tickets.pdf")
    await request_counts.share()
    keys = [key.decode() for key in await redis().keys("limit:*")]
    assert any(key.startswith("limit:payments:of ") for key in keys)
    assert not any(receipt.link in key or len(key) > 80 for key in keys)
