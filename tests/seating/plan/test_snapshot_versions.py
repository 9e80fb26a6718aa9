"""`?at=V` is answered with version V or later, and costs no query each, also for versions that do not exist yet."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.seating.holds.hold import hold_seats
from app.seating.plan import reached_version, snapshots
from app.seating.plan.reached_version import INTERVAL, MAX_PER_SECOND, REACHED, ReachedVersion
from app.seating.plan.snapshots import FROM_ROWS, get_snapshot
from app.web.redis import redis
from db import pool
from realtime.protocol import head_key, map_key
from tests.fan import Fan
from tests.world import World

FUTURE = 10**15


@pytest.fixture
def queries(world: World, change_settings: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return every query that is sent from now on, with caches as in production."""
    sent: list[str] = []

    def recorded(run: Any) -> Any:
        def record(sql: str, *arguments: Any) -> Any:
            sent.append(sql)
            return run(sql, *arguments)

        return record

    for name in ("fetch_row", "fetch_value"):
        monkeypatch.setattr(pool, name, recorded(getattr(pool, name)))
    monkeypatch.setattr(snapshots, "PAUSE", 0.0)
    change_settings(AISLE_ENV="development")
    return sent


async def store(world: World, version: int) -> None:
    """Write a snapshot to Redis, as the relay does."""
    head = {"e": 1, "v": version, "plan": world.plan, "levels": "abc", "n": 4}
    await redis().hset(head_key(world.preview), mapping=head)
    await redis().set(map_key(world.preview), "0123")


async def test_versions_of_the_future_are_the_stored_snapshot(world: World, queries: list[str]) -> None:
    await store(world, 1)
    found = await asyncio.gather(*(get_snapshot(world.preview, FUTURE + n) for n in range(30)))
    assert {snapshot.seats for snapshot in found} == {b"0123"}
    assert queries.count(FROM_ROWS) == 0
    assert queries.count(REACHED) <= 2


async def test_without_redis_they_are_the_rows_of_a_second(world: World, queries: list[str]) -> None:
    for turn in range(20):
        await asyncio.gather(*(get_snapshot(world.preview, FUTURE + turn + n) for n in range(20)))
    assert queries.count(FROM_ROWS) <= 2  # a second may end meanwhile
    assert queries.count(REACHED) <= 2


async def test_a_version_that_a_browser_has_seen_is_answered_with_it_or_a_later_one(
    world: World, queries: list[str]
) -> None:
    await store(world, 1)
    for seat in (1, 3, 5):
        await hold_seats(world.preview, world.ana, [seat], world.plan)
        version = await pool.fetch_value(REACHED)  # as the relay reads it for a delta
        snapshot = await get_snapshot(world.preview, version)
        assert snapshot.version >= version
        assert chr(snapshot.seats[seat]) == "1"


async def test_fans_who_need_a_later_version_share_few_reads(world: World, queries: list[str]) -> None:
    await get_snapshot(world.preview)
    await hold_seats(world.preview, world.ana, [1], world.plan)
    version = await pool.fetch_value(REACHED)
    found = await asyncio.gather(*(get_snapshot(world.preview, version) for _ in range(100)))
    assert {snapshot.version >= version for snapshot in found} == {True}
    assert queries.count(FROM_ROWS) <= 4


@pytest.mark.parametrize(("at", "status"), [("-5", 200), ("0", 200), (str(10**40), 200), ("x", 400), ("1.5", 400)])
async def test_what_is_no_version_is_answered_too(world: World, visit: Callable[[], Fan], at: str, status: int) -> None:
    await store(world, 7)
    answer = await visit().read(f"/performances/{world.preview}/seats?at={at}")
    assert answer.status_code == status


class Database:
    """Stands in place of the database: its version, and how often it was asked."""

    version, asked = 1000, 0

    async def __call__(self, _: str) -> int:
        self.asked += 1
        await asyncio.sleep(0)
        return self.version


@pytest.fixture
def database_of_numbers(monkeypatch: pytest.MonkeyPatch, database: str) -> Database:
    """Return what answers in place of the database."""
    numbers = Database()
    monkeypatch.setattr(pool, "fetch_value", numbers)
    return numbers


async def test_a_reached_version_is_known_and_one_beyond_all_possible_ones_needs_no_query(
    database_of_numbers: Database,
) -> None:
    clock = [100.0]
    reached = ReachedVersion(lambda: clock[0])
    assert [await reached.is_in_future(version) for version in (1001, 1000, 1)] == [True, False, False]
    assert database_of_numbers.asked == 1
    clock[0] += 10
    assert await reached.is_in_future(1000 + 11 * MAX_PER_SECOND + 1)
    assert database_of_numbers.asked == 1
    database_of_numbers.version = 1000 + 11 * MAX_PER_SECOND
    assert not await reached.is_in_future(1000 + 11 * MAX_PER_SECOND)


async def test_versions_that_may_be_reached_are_asked_for_together_and_not_at_once(
    database_of_numbers: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def pause(seconds: float) -> None:
        pauses.append(round(seconds, 3))
        await sleep(0)

    monkeypatch.setattr(reached_version.asyncio, "sleep", pause)
    reached = ReachedVersion(lambda: 100.0)
    for _ in range(3):
        assert all(await asyncio.gather(*(reached.is_in_future(1001 + n) for n in range(100))))
    assert database_of_numbers.asked <= 6
    assert set(pauses) == {0.0, INTERVAL}
