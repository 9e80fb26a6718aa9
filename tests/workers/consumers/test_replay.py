"""A replay makes a projection's rows again beside those in use, whatever happens meanwhile, and swaps them."""

import asyncpg
import pytest

from app.seating.holds.hold import hold_seats
from db import pool
from db.pool import Connection
from db.transaction import transaction
from tests.workers.consumers.journal_follower import follow, follow_all
from tests.workers.consumers.replay_harness import KINDS, OTHERS, FromRows, expected_rows, ignore, rows_in_use
from tests.world import World
from workers.consumers.consumer import Batch
from workers.consumers.history import History
from workers.consumers.replaying.replay import CannotReplay, replay


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
    with pytest.raises(CannotReplay, match=rf"fact {broken['id']} cannot be handled\. Its rows stay as they were\."):
        await replay(History(), ignore)
    assert await pool.fetch_row("SELECT * FROM consumer") == before
    await pool.execute(PUT_ASIDE, broken["xid"], broken["id"])
    await replay(History(), ignore)
    assert await rows_in_use() == expected


@pytest.mark.parametrize(
    ("sql", "problem"),
    [("SELECT 1 / 0", "DivisionByZeroError"), (None, "KeyError")],
    ids=["by Postgres", "by code"],
)
async def test_the_first_fact_that_fails_is_named_and_nothing_is_kept(
    sold: World, sql: str | None, problem: str
) -> None:
    class Refuses(History):
        """Cannot handle the third fact and those after it."""

        async def handle(self, batch: Batch, connection: Connection) -> None:
            """Fail at the third fact, having written."""
            await super().handle(batch, connection)
            if any(fact.id >= third for fact in batch.facts):
                if sql:
                    await connection.execute(sql)
                raise KeyError

    third = await pool.fetch_value("SELECT id FROM journal ORDER BY xid, id OFFSET 2 LIMIT 1")
    before = await pool.fetch_row("SELECT * FROM consumer")
    with pytest.raises(CannotReplay, match=rf"fact {third} cannot be handled\. Its rows stay .* {problem}"):
        await replay(Refuses(), ignore)
    assert await pool.fetch_row("SELECT * FROM consumer") == before
    assert await pool.fetch_value(OTHERS) == 0


async def test_a_database_that_is_away_is_no_fault_of_a_fact(sold: World) -> None:
    class CutOff(History):
        """Loses its connection."""

        async def handle(self, batch: Batch, connection: Connection) -> None:
            """Fail as asyncpg does then."""
            raise asyncpg.ConnectionDoesNotExistError

    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await replay(CutOff(), ignore)


async def test_a_dead_letter_that_is_handled_during_a_replay_ends_it(sold: World) -> None:
    class Retried(History):
        """Has its dead letter handled while it handles facts."""

        async def handle(self, batch: Batch, connection: Connection) -> None:
            """Delete the dead letter, as a worker does that has handled its fact."""
            await super().handle(batch, connection)
            await pool.execute("DELETE FROM dead_letter")

    before = await pool.fetch_row("SELECT * FROM consumer")
    await pool.execute(PUT_ASIDE, 1, 1)
    with pytest.raises(CannotReplay, match="was handled meanwhile"):
        await replay(Retried(), ignore)
    assert await pool.fetch_row("SELECT * FROM consumer") == before


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
