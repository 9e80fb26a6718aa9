"""The health endpoints, which an operator's monitoring requests."""

from collections.abc import Callable

import pytest

from db import pool
from tests.fan import Fan
from tests.world import World

Visit = Callable[[], Fan]


async def test_a_house_that_can_sell_is_ready(visit: Visit) -> None:
    assert (await visit().read("/health/live")).json() == {"status": "live"}
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
