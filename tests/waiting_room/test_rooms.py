"""Which ids of rooms are known: one that was created now, and invented ones at a bounded cost."""

import asyncio
import itertools
from collections.abc import Callable, Iterator

import pytest

from app.waiting_room import rooms
from app.waiting_room.errors import NoSuchRoom
from app.waiting_room.rooms import REREADS_PER_SECOND, check_room_id
from app.web.cache import OneSecondCache, clear_caches


class Database:
    """Stands for the table of rooms: counts the queries for its highest id. `moment`: the time of the caches."""

    def __init__(self) -> None:
        self.highest, self.queries, self.moment = 3, 0, 1000.0
        self.begun = asyncio.Event()

    async def read(self, _: None) -> int:
        self.queries += 1
        self.begun.set()
        highest = self.highest  # a statement does not see what is committed after its beginning
        await asyncio.sleep(0)
        return highest

    async def knows(self, room_id: int) -> bool:
        """Return whether the process accepts this id."""
        try:
            return await check_room_id(room_id) == room_id
        except NoSuchRoom:
            return False


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, change_settings: Callable[..., None]) -> Iterator[Database]:
    """Create a process of development, whose caches keep values, with an empty cache and a clock that stands still."""
    change_settings(AISLE_ENV="development")
    table = Database()
    monkeypatch.setattr(rooms, "cached_highest_room_id", OneSecondCache(table.read))
    monkeypatch.setattr("time.monotonic", lambda: table.moment)
    rooms._rereads.clear()
    yield table
    rooms._rereads.clear()
    clear_caches()


async def test_a_room_that_was_created_now_is_found_at_once(table: Database) -> None:
    assert await table.knows(3)
    table.highest = 4
    assert await table.knows(4)
    assert table.queries == 2
    assert [await table.knows(4) for _ in range(100)] == [True] * 100
    assert table.queries == 2


async def test_a_room_is_found_that_was_created_while_a_query_for_a_guess_was_running(table: Database) -> None:
    assert await table.knows(3)
    table.begun.clear()
    guess = asyncio.create_task(table.knows(99))
    await table.begun.wait()
    table.highest = 4
    assert await asyncio.gather(guess, table.knows(4)) == [False, True]


async def test_a_crowd_for_a_new_room_shares_two_queries(table: Database) -> None:
    assert await table.knows(3)
    table.highest = 4
    assert all(await asyncio.gather(*(table.knows(4) for _ in range(1000))))
    assert table.queries <= 3


async def test_invented_ids_cost_few_queries_however_many_they_are(table: Database) -> None:
    known = [await table.knows(room_id) for room_id in (*range(4, 500), 10**17, 0, -5)]
    known += await asyncio.gather(*(table.knows(room_id) for room_id in range(500, 1000)))
    assert not any(known)
    assert table.queries == 1 + REREADS_PER_SECOND
    table.moment += 0.9
    assert not await table.knows(4)
    assert table.queries == 1 + REREADS_PER_SECOND


async def test_guesses_for_ten_seconds_hide_a_new_room_for_a_second_at_most(table: Database) -> None:
    for step, room_id in zip(range(1000), itertools.count(100), strict=False):
        table.moment = 1000 + step / 100
        assert not await table.knows(room_id)
    assert table.queries <= 10 * (1 + REREADS_PER_SECOND) + 1
    table.highest = 4
    table.moment += 1.01
    assert await table.knows(4)
