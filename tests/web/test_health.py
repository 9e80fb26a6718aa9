"""The health endpoints, which an operator's monitoring requests."""

import asyncio
from collections.abc import Callable
from unittest.mock import AsyncMock

import pytest

from app.web.health import HealthLooks
from db import pool
from tests.fan import Fan
from tests.world import World

Visit = Callable[[], Fan]


async def test_a_house_that_can_sell_is_ready(visit: Visit) -> None:
    assert (await visit().read("/health/live")).json() == {"status": "live"}
    answer = await visit().read("/health/ready")
    assert answer.json() == {"status": "ready", "database": "ready", "redis": "ready", "consumers": {}}


async def test_consumers_are_in_the_body_and_do_not_change_the_status(world: World, visit: Visit) -> None:
    await pool.execute(
        "INSERT INTO journal (performance_id, topic, payload, actor, at)"
        " VALUES ($1, 'queue.ended', '{}', 'test', now() - interval '1 hour')",
        world.opening,
    )
    await pool.execute("INSERT INTO consumer (name, state, why_stopped) VALUES ('first', 'stopped', 'a fact failed')")
    await pool.execute(
        "INSERT INTO consumer (name, xid, id) SELECT 'second', xid, id FROM journal ORDER BY id DESC LIMIT 1"
    )
    await pool.execute(
        "INSERT INTO consumer (name, xid, id) SELECT 'third', xid, id - 1 FROM journal ORDER BY id DESC LIMIT 1"
    )
    answer = await visit().read("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["consumers"] == {"first": "stopped", "second": "ready", "third": "3600 s behind"}


async def test_without_an_answer_about_consumers_they_are_left_out(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise TimeoutError

    monkeypatch.setattr("app.web.health.read_consumer_lags", away)
    answer = await visit().read("/health/ready")
    assert answer.json() == {"status": "ready", "database": "ready", "redis": "ready"}


async def test_without_its_database_it_is_live_but_not_ready(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(pool, "fetch_value", away)
    answer = await visit().read("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["database"] == "not ready: ConnectionRefusedError"
    assert (await visit().read("/health/live")).status_code == 200


async def test_a_database_that_is_away_is_a_page_that_tries_again(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("app.events.catalog.public_performance", away)
    answer = await visit().read("/performances/1")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "What you hold stays yours" in answer.text


async def test_whoever_asks_only_for_the_head_gets_it(world: World, visit: Visit) -> None:
    for address in ("/", "/health/live", f"/performances/{world.preview}/seats"):
        answer = await visit().browser.head(address)
        assert (answer.status_code, answer.content) == (200, b"")
    assert (await visit().browser.head(f"/performances/{world.preview}/holds")).status_code == 405


class Clock:
    """A simulated clock."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at 100 seconds."""
    return Clock()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, database: str) -> AsyncMock:
    """Return what stands in place of the database: it answers at once."""
    answers = AsyncMock(return_value=1)
    monkeypatch.setattr(pool, "fetch_value", answers)
    return answers


async def test_however_many_ask_there_is_one_query_a_second(clock: Clock, asked: AsyncMock) -> None:
    looks = HealthLooks(clock)
    found = await asyncio.gather(*(looks() for _ in range(900)))
    assert {look.database for look in found} == {"ready"}
    clock.now += 0.9
    assert [(await looks()).at, asked.await_count] == [100.0, 1]
    clock.now += 0.2
    await asyncio.gather(*(looks() for _ in range(900)))
    assert asked.await_count == 2


async def test_a_database_that_refuses_is_not_ready_and_one_that_is_back_is(clock: Clock, asked: AsyncMock) -> None:
    looks = HealthLooks(clock)
    found = []
    for failure in (None, ConnectionRefusedError(), None):
        asked.side_effect = failure
        found.append((await looks()).database)
        clock.now += 2
    assert found == ["ready", "not ready: ConnectionRefusedError", "ready"]


async def test_a_database_whose_connections_are_all_in_use_is_ready_for_five_seconds(
    clock: Clock, asked: AsyncMock
) -> None:
    looks = HealthLooks(clock)
    await looks()
    asked.side_effect = TimeoutError()
    found = []
    for clock.now in (102.0, 105.0, 107.0):
        found.append((await looks()).database)
    assert found == ["ready", "ready", "not ready: TimeoutError"]


async def test_a_database_that_never_answered_is_not_ready(clock: Clock, asked: AsyncMock) -> None:
    asked.side_effect = TimeoutError()
    assert (await HealthLooks(clock)()).database == "not ready: TimeoutError"


async def hang(*_: object) -> None:
    """Wait for ever."""
    await asyncio.Event().wait()


async def test_a_look_has_a_time(asked: AsyncMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.health.LOOK_TIMEOUT", 0.01)
    asked.side_effect = hang
    assert (await HealthLooks()()).database == "not ready: TimeoutError"


async def test_the_age_of_a_look_is_sent(visit: Visit) -> None:
    assert (await visit().read("/health/ready")).headers["age"] == "0"
