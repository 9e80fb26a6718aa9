"""A statement that runs into its time-out is answered like a database that is down: 503, and nothing was changed."""

import errno
from collections.abc import Callable
from unittest.mock import AsyncMock

import asyncpg
import pytest

from db import pool
from tests.db.databases import locked
from tests.fan import Fan
from tests.waiting_room.scenarios import create_room
from tests.world import World

Visit = Callable[[], Fan]


async def test_a_fan_gets_a_page_that_tries_again(world: World, visit: Visit, database: str) -> None:
    async with locked(database, "performance"):
        page = await visit().read(f"/performances/{world.opening}")
    assert (page.status_code, page.headers["retry-after"]) == (503, "3")
    assert "<h1" in page.text
    assert "One moment" in page.text


async def test_a_program_gets_a_code_and_no_seat(world: World, visit: Visit, database: str) -> None:
    fan = visit()
    await fan.read("/")
    async with locked(database, "seat"):
        answer = await fan.hold(world.opening, [17, 18], world.plan)
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
    assert await pool.fetch_value("SELECT count(*) FROM seat WHERE status <> 0") == 0
    assert (await fan.hold(world.opening, [17, 18], world.plan)).status_code == 200


async def test_a_deadlock_changes_nothing_and_may_be_tried_again(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.events.catalog.public_performance", AsyncMock(side_effect=asyncpg.DeadlockDetectedError))
    page = await visit().read(f"/performances/{world.opening}")
    assert (page.status_code, page.headers["retry-after"]) == (503, "3")


@pytest.mark.parametrize("kind", [FileNotFoundError, PermissionError])
async def test_a_missing_file_is_a_mistake_of_ours_and_no_database_that_is_away(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch, kind: type[OSError]
) -> None:
    for filename, status in ((None, 503), ("/srv/aisle/assets/css/main.css", 500)):
        broken = AsyncMock(side_effect=kind(errno.ENOENT, "No such file or directory", filename))
        monkeypatch.setattr("app.events.catalog.public_performance", broken)
        assert (await visit().read(f"/performances/{world.opening}")).status_code == status


async def test_a_socket_that_is_missing_is_a_database_that_is_away(database: str) -> None:
    with pytest.raises(FileNotFoundError) as error:
        await asyncpg.connect("postgresql:///aisle?host=/nowhere")
    assert error.value.filename is None


async def test_one_who_joins_a_waiting_room_may_try_again(world: World, visit: Visit, database: str) -> None:
    room, fan = await create_room(world.preview), visit()
    await fan.read(f"/waiting-rooms/{room}")
    async with locked(database, "place"):
        answer = await fan.send(f"/waiting-rooms/{room}/places", Accept="application/json")
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
