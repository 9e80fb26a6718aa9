"""A replay that ends at any point leaves what is read, and the next one succeeds; no worker undoes a swap."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

import workers.consumers.replaying.replay
from app.seating.holds.hold import hold_seats
from db import pool
from db.pool import DATABASE_ERRORS, Connection
from db.transaction import transaction
from tests.payments.crash_at_await import crash_at_await
from tests.workers.consumers.journal_follower import (
    MOVE,
    OWNER,
    PLACE,
    Crash,
    LostTheLease,
    follow_all,
    follow_from,
)
from tests.workers.consumers.replay_harness import (
    GENERATION,
    KINDS,
    OTHERS,
    FromRows,
    expected_rows,
    ignore,
    no_replay_at_work,
    rows_in_use,
)
from tests.world import World
from workers.consumers.consumer import Batch
from workers.consumers.history import History
from workers.consumers.replaying.replay import CannotReplay, replay


class Dies(History):
    """Ends in one of its steps."""

    def __init__(self, step: str) -> None:
        self.step, self.deleted = step, 0

    async def handle(self, batch: Batch, connection: Connection) -> None:
        """Handle a batch, and die before it is committed."""
        await super().handle(batch, connection)
        self.end_in("handle")

    async def delete_generations(self, *, keep: int) -> None:
        """Delete the leftovers, then the old rows."""
        self.deleted += 1
        self.end_in("delete leftovers" if self.deleted == 1 else "delete old rows")
        await super().delete_generations(keep=keep)

    def end_in(self, step: str) -> None:
        if step == self.step:
            raise Crash


class DiesWhileItFills(Dies, FromRows):
    """Ends in one of its steps, of which one is to fill."""

    async def fill(self, generation: int) -> AsyncIterator[tuple[int, int]]:
        """Fill a part."""
        async for progress in FromRows().fill(generation):
            yield progress
            self.end_in("fill")


DYING = [
    Dies("delete leftovers"),
    Dies("handle"),
    Dies("delete old rows"),
    DiesWhileItFills("delete leftovers"),
    DiesWhileItFills("fill"),
    DiesWhileItFills("delete old rows"),
]


@pytest.mark.parametrize("dying", DYING, ids=lambda dying: f"{type(dying).__name__}-{dying.step}")
async def test_a_replay_that_dies_leaves_what_is_read_and_the_next_one_succeeds(sold: World, dying: Dies) -> None:
    before = await pool.fetch_row("SELECT * FROM consumer"), await rows_in_use()
    dying.deleted = 0
    with pytest.raises((Crash, CannotReplay)):
        await replay(dying, ignore)
    if dying.step == "delete old rows":  # after the swap
        assert await rows_in_use() == await expected_rows()
    else:
        assert (await pool.fetch_row("SELECT * FROM consumer"), await rows_in_use()) == before
    await no_replay_at_work()
    await replay(History(), ignore)
    assert await rows_in_use() == await expected_rows()
    assert await pool.fetch_value(OTHERS) == 0


@KINDS
async def test_a_replay_that_is_cancelled_at_any_await_leaves_what_is_read(sold: World, kind: type[History]) -> None:
    await follow_all(History())
    expected, at, done = await rows_in_use(), 0, None
    while done is None:
        at += 1
        done = await crash_at_await(replay(kind(), ignore), at)
        assert await rows_in_use() == expected, at
        await no_replay_at_work()
    assert at > 10
    assert await pool.fetch_value(OTHERS) == 0


async def test_a_swap_that_fails_changes_nothing(sold: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await pool.fetch_row("SELECT * FROM consumer"), await rows_in_use()
    swap = workers.consumers.replaying.replay.SWAP.replace("state = 'running'", "state = 'no such state'")
    monkeypatch.setattr(workers.consumers.replaying.replay, "SWAP", swap)
    with pytest.raises(asyncpg.CheckViolationError):
        await replay(History(), ignore)
    assert (await pool.fetch_row("SELECT * FROM consumer"), await rows_in_use()) == before


async def test_a_generation_that_changed_meanwhile_is_left_alone(sold: World) -> None:
    class Raced(History):
        """Has its row changed while it handles facts."""

        async def handle(self, batch: Batch, connection: Connection) -> None:
            """Change the row as staff might."""
            await super().handle(batch, connection)
            await pool.execute("UPDATE consumer SET generation = 7")

    with pytest.raises(CannotReplay, match="was changed meanwhile"):
        await replay(Raced(), ignore)
    assert await pool.fetch_value(GENERATION) == 7


async def test_of_two_replays_at_once_the_second_is_refused(sold: World) -> None:
    refused: list[str] = []

    class Slow(History):
        """Starts another replay while it handles facts."""

        async def handle(self, batch: Batch, connection: Connection) -> None:
            """Start the other one."""
            await super().handle(batch, connection)
            with pytest.raises(CannotReplay) as problem:
                await replay(History(), ignore)
            refused.append(str(problem.value))

    assert await replay(Slow(), ignore) == 2
    assert set(refused) == {'Another replay of the consumer "history" is at work.'}
    assert await rows_in_use() == await expected_rows()


END_LOCK = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"


async def test_a_replay_that_has_lost_its_lock_does_not_swap(sold: World) -> None:
    class Lonely(History):
        """Loses the connection with its lock, so that another replay may begin."""

        async def handle(self, batch: Batch, connection: Connection) -> None:
            """End that connection."""
            await super().handle(batch, connection)
            await pool.execute(END_LOCK)

    before = await pool.fetch_row("SELECT * FROM consumer"), await rows_in_use()
    with pytest.raises(DATABASE_ERRORS):
        await replay(Lonely(), ignore)
    assert (await pool.fetch_row("SELECT * FROM consumer"), await rows_in_use()) == before


@pytest.mark.parametrize("has_read_all", [True, False], ids=["same-cursor", "old-cursor"])
async def test_a_worker_that_slept_through_the_swap_changes_nothing(sold: World, has_read_all: bool) -> None:
    if has_read_all:
        await follow_all(History())
    asleep = await pool.fetch_row(PLACE, "history")
    await replay(History(), ignore)
    await hold_seats(sold.preview, "dora", [60], sold.plan)
    after = await pool.fetch_row("SELECT * FROM consumer")
    with pytest.raises(LostTheLease):
        await follow_from(History(), asleep)
    assert (await pool.fetch_row("SELECT * FROM consumer"), await pool.fetch_value(OTHERS)) == (after, 0)


async def test_a_worker_in_the_middle_of_a_batch_does_not_commit_it_after_the_swap(sold: World) -> None:
    async def work() -> None:
        async with transaction() as worker:
            await worker.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            place = await worker.fetchrow(PLACE, "history")
            await replay(History(), ignore)
            cursor = place["xid"], place["id"]
            await worker.fetchval(MOVE, "history", *cursor, cursor[0], cursor[1] + 1, place["at"], OWNER)

    with pytest.raises(asyncpg.SerializationError):
        await work()
    assert await pool.fetch_value(GENERATION) == 2
