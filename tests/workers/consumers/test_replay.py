"""A replay makes a projection's rows again beside those in use, whatever happens meanwhile, and swaps them."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

import workers.consumers.replay
from app.seating.holds.hold import hold_seats, release_seats
from db import pool
from db.pool import Connection
from db.transaction import transaction
from tests.architecture.test_starting import run_python
from tests.checkout.scenarios import order_free_seats
from tests.eventually import eventually
from tests.payments.crash_at_await import crash_at_await
from tests.workers.consumers.journal_follower import (
    FACTS,
    MOVE,
    OWNER,
    PLACE,
    Crash,
    LostTheLease,
    fact_of,
    follow,
    follow_all,
    follow_from,
)
from tests.world import World
from workers.consumers.consumer import Batch, Consumer
from workers.consumers.history import History
from workers.consumers.replay import CannotReplay, replay
from workers.consumers.replay_command import Progress, find_projection

READ = "SELECT performance_id, subject, subject_id, at, fact FROM history WHERE generation = $1 ORDER BY 1, 2, 3, 5"
GENERATION = "SELECT generation FROM consumer"
OTHERS = "SELECT count(*) FROM history WHERE generation <> (SELECT generation FROM consumer)"
SCRATCH = 99


class FromRows(History):
    """Fills a generation at first, as a projection does that finds all of it in rows."""

    fills_from_rows = True

    async def fill(self, generation: int) -> AsyncIterator[tuple[int, int]]:
        """Handle what is in the journal, two facts at a time."""
        rows = await pool.fetch(FACTS, 0, 0, 1000)
        for start in range(0, len(rows), 2):
            async with transaction() as connection:
                batch = Batch([fact_of(row) for row in rows[start : start + 2]], [], generation)
                await self.handle(batch, connection)
            yield min(start + 2, len(rows)), len(rows)


KINDS = pytest.mark.parametrize("kind", [History, FromRows], ids=["journal", "rows"])


def ignore(what: str, done: int, total: int) -> None:
    """Show no progress."""


async def expected_rows() -> list[tuple[object, ...]]:
    """Return the rows that the whole journal gives."""
    facts = [fact_of(row) for row in await pool.fetch(FACTS, 0, 0, 1000)]
    async with transaction() as connection:
        await History().handle(Batch(facts, [], SCRATCH), connection)
    rows = [tuple(row) for row in await pool.fetch(READ, SCRATCH)]
    await pool.execute("DELETE FROM history WHERE generation = $1", SCRATCH)
    return rows


async def rows_in_use() -> list[tuple[object, ...]]:
    """Return the rows of the generation that is read."""
    return [tuple(row) for row in await pool.fetch(READ, await pool.fetch_value(GENERATION))]


@pytest.fixture
async def sold(world: World) -> World:
    """Return the world after some sales that the history has read, and one that it has not."""
    await order_free_seats(world)
    await hold_seats(world.preview, "ben", [30, 31], world.plan)
    await release_seats(world.preview, "ben", [30])
    await follow_all(History())
    await order_free_seats(world, "carl", (40,))
    return world


@KINDS
async def test_a_replay_makes_the_same_rows_again(sold: World, kind: type[History]) -> None:
    await pool.execute("DELETE FROM history WHERE subject = 2")
    assert await replay(kind(), ignore) == 2
    assert await rows_in_use() == await expected_rows()
    assert await pool.fetch_value(OTHERS) == 0
    assert await follow(History()) == 0


@KINDS
async def test_what_is_written_during_a_replay_is_in_it_or_follows(sold: World, kind: type[History]) -> None:
    class Busy(kind):  # type: ignore[misc, valid-type]
        """Sells more in the middle of batches, and while it deletes."""

        seats = iter(range(50, 60))

        async def handle(self, batch: Batch, connection: Connection) -> None:
            """Let a fan hold a seat while the transaction runs."""
            await super().handle(batch, connection)
            await self._sell()

        async def delete_generations(self, *, keep: int) -> None:
            """Let a fan hold a seat first."""
            await self._sell()
            await super().delete_generations(keep=keep)

        async def _sell(self) -> None:
            if seat := next(self.seats, None):
                await hold_seats(sold.preview, f"fan {seat}", [seat], sold.plan)

    await replay(Busy(), ignore)
    await follow_all(History())
    assert await rows_in_use() == await expected_rows()
    assert await pool.fetch_value("SELECT count(*) FROM journal WHERE actor LIKE 'person:fan %'") >= 3


@KINDS
async def test_a_fact_that_is_not_final_yet_is_handled_after_the_replay(sold: World, kind: type[History]) -> None:
    async with transaction() as late:
        hold = "SELECT outcome FROM hold_seats($1, 'late', '{70}', $2)"
        assert await late.fetchval(hold, sold.preview, sold.plan) == "held"
        await hold_seats(sold.preview, "early", [71], sold.plan)
        await replay(kind(), ignore)
        as_of = await pool.fetch_value("SELECT as_of FROM consumer")
    assert as_of <= await pool.fetch_value("SELECT at FROM journal WHERE actor = 'person:early'")
    await follow_all(History())
    assert await rows_in_use() == await expected_rows()


FAIL = """
    UPDATE consumer SET tries = 8, error = 'x', retry_at = now(), as_of = NULL, state = 'stopped', why_stopped = 'y'
"""


@KINDS
async def test_the_row_of_the_consumer_is_that_of_one_that_has_never_failed(sold: World, kind: type[History]) -> None:
    await pool.execute(FAIL)
    await replay(kind(), ignore)
    row = await pool.fetch_row("SELECT *, xid < pg_snapshot_xmin(pg_current_snapshot()) AS valid FROM consumer")
    assert row is not None
    assert (row["state"], row["why_stopped"], row["tries"], row["error"], row["retry_at"]) == (
        "running",
        "",
        0,
        "",
        None,
    )
    assert (row["owner"], row["leased_until"], row["generation"], row["valid"]) == (None, None, 2, True)
    assert row["as_of"] is not None


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


async def no_replay_at_work() -> None:
    """Wait until Postgres has ended the connection of a replay that died."""
    await eventually(lambda: pool.fetch_value("SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')"))


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
    swap = workers.consumers.replay.SWAP.replace("state = 'running'", "state = 'no such state'")
    monkeypatch.setattr(workers.consumers.replay, "SWAP", swap)
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


async def test_a_worker_that_slept_through_the_swap_changes_nothing(sold: World) -> None:
    asleep = await pool.fetch_row(PLACE, "history")
    await replay(History(), ignore)
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


async def test_a_consumer_that_has_never_run_cannot_be_replayed(world: World) -> None:
    with pytest.raises(CannotReplay, match="has never run"):
        await replay(History(), ignore)
    assert await pool.fetch("SELECT FROM consumer") == []


BROKEN = """
    INSERT INTO journal (performance_id, topic, payload, actor) VALUES ($1, 'seats.held', '{"seats": "17"}', 'test')
    RETURNING xid, id
"""
PUT_ASIDE = "INSERT INTO dead_letter (consumer, at, xid, id, error, tries) VALUES ('history', now(), $1, $2, 'x', 8)"


async def test_a_fact_that_cannot_be_handled_is_named_unless_it_was_put_aside(sold: World) -> None:
    expected, before = await expected_rows(), await pool.fetch_row("SELECT * FROM consumer")
    broken = await pool.fetch_row(BROKEN, sold.preview)
    assert broken is not None
    with pytest.raises(CannotReplay, match=rf"Fact {broken['id']} cannot be read\..* Its rows stay as they were"):
        await replay(History(), ignore)
    assert await pool.fetch_row("SELECT * FROM consumer") == before
    await pool.execute(PUT_ASIDE, broken["xid"], broken["id"])
    await replay(History(), ignore)
    assert await rows_in_use() == expected


async def test_only_facts_of_the_projections_topics_are_handled(sold: World) -> None:
    class OfHolds(History):
        """Wants one topic."""

        topics = frozenset({"seats.held"})

    await replay(OfHolds(), ignore)
    topics = "SELECT DISTINCT j.topic FROM history h JOIN journal j ON j.id = h.fact"
    assert [row[0] for row in await pool.fetch(topics)] == ["seats.held"]
    assert await follow(History()) == 0


@KINDS
async def test_the_progress_never_goes_back_and_ends_with_all(sold: World, kind: type[History]) -> None:
    seen: list[tuple[str, int, int]] = []
    await replay(kind(), lambda *progress: seen.append(progress))
    for what in {"rows" if kind is FromRows else "facts", "facts"}:
        steps = [(done, total) for phase, done, total in seen if phase == what]
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]


def test_without_a_terminal_progress_is_lines() -> None:
    lines: list[str] = []
    progress = Progress(lines.append, terminal=False)
    for done in range(0, 201):
        progress.report("rows", done, 200)
    progress.report("facts", 0, 0)
    progress.end()
    assert lines[:3] == ["rows: 0 %", "rows: 4 %", "rows: 8 %"]
    assert lines[-2:] == ["rows: 100 %", "facts: 0 %"]


def test_a_terminal_shows_a_bar_for_each_phase(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(terminal=True)
    for what in ("rows", "facts"):
        progress.report(what, 1, 2)
        progress.report(what, 2, 2)
    progress.end()
    output = capsys.readouterr().out
    assert ("rows" in output, "facts" in output) == (True, True)


class Mailer(Consumer):
    """Keeps no tables."""

    name = "mailer"

    async def handle(self, batch: Batch, connection: Connection) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("name", "problem"),
    [("mailer", "keeps no tables"), ("histroy", 'There is no consumer "histroy". There are: history, mailer.')],
)
def test_only_a_projection_can_be_replayed(name: str, problem: str) -> None:
    with pytest.raises(CannotReplay, match=problem):
        find_projection(name, [History(), Mailer()])


COMMAND = "from workers.consumers.replay_command import replay_command; replay_command()"


async def test_the_command_says_what_it_did(sold: World, server_environment: dict[str, str]) -> None:
    code, output = await run_python(server_environment, "-c", COMMAND, "history")
    assert (code, output.splitlines()[-1]) == (0, "The consumer history was made again (generation 2).")
    assert "facts: " in output
    assert await rows_in_use() == await expected_rows()
