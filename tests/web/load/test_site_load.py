"""The load of the whole site: what processes publish, and what a worker reads of those that are alive."""

import time

import msgspec
import pytest

from app.web.load import site_load
from app.web.load.site_load import FRESH_SECONDS, KEEP_SECONDS, KEY, ProcessLoad, SiteLoad, publish_load, read_site_load
from app.web.redis import redis

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
async def nothing_published(database: str) -> None:
    """Begin each test without any process."""
    await redis().delete(KEY)


async def test_the_loads_of_all_processes_are_added_up() -> None:
    await publish_load(0.5, 0.1, {7: 0.25}, "one")
    await publish_load(0.7, 0.3, {7: 0.5}, "two")
    await publish_load(0.6, 0.3, {7: 0.125, 8: 0.25}, "two")  # a second later
    assert await read_site_load() == SiteLoad(2, pytest.approx(1.1), pytest.approx(0.2), {7: 0.375, 8: 0.25})


async def test_processes_that_have_ended_do_not_count_and_are_removed() -> None:
    for name, age in (("late", FRESH_SECONDS + 1), ("gone", KEEP_SECONDS + 1)):
        await redis().hset(KEY, name, msgspec.json.encode(ProcessLoad(1.0, 9.0, time.time() - age)))  # type: ignore[misc]
    assert await read_site_load() is None
    await publish_load(0.5, 0.1, {}, "one")
    assert await read_site_load() == SiteLoad(1, 0.5, 0.1)
    assert set(await redis().hkeys(KEY)) == {b"late", b"one"}  # type: ignore[misc]


async def test_where_redis_is_away_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(site_load, "redis", away)
    await publish_load(0.5, 0.1, {})
    assert await read_site_load() is None
