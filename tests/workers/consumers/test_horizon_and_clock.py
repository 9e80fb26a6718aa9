"""Restored journals, a clock that was set back, and the instant up to which everything is handled."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from structlog.testing import capture_logs

from db.pool import execute, fetch_value, pool
from db.restored import WHY_STOPPED, begin_epoch
from tests.eventually import eventually
from tests.workers.consumers.harness import (
    AheadNotes,
    Notes,
    catch_up,
    handled,
    lease,
    row_of,
    running,
    wait_until_handled,
    write_facts,
)
from tests.workers.consumers.journal_follower import a_fact
from workers.consumers.consumer import JournalFact
from workers.consumers.running.consumer_loop import ConsumerLoop
from workers.consumers.running.errors import BeyondHorizon
from workers.consumers.running.fitting import first_that_fit, whole_transactions
from workers.consumers.running.lease import Lease
from workers.consumers.running.pruning import Pruning

pytestmark = pytest.mark.usefixtures("notes")
FAR = 9_000_000_000
WRITE = (
    "INSERT INTO journal (xid, performance_id, topic, payload, actor, at) VALUES ($1, 1, 'queue.called', '{}', '', $2)"
)
WRITE_OPEN = "INSERT INTO journal (performance_id, topic, payload, actor) VALUES (1, 'queue.called', '{}', '')"
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


async def write_at(at: str) -> int:
    """Write a fact at this time, an SQL expression; return its id."""
    fact: int = await fetch_value(
        "INSERT INTO journal (performance_id, topic, payload, actor, at)"
        f" VALUES (1, 'queue.called', '{{}}', '', {at}) RETURNING id"
    )
    return fact


async def test_a_cursor_beyond_the_horizon_stops_the_consumer_in_one_line() -> None:
    await write_facts(1)
    await execute("INSERT INTO consumer (name, xid) VALUES ('notes', $1)", FAR)
    with capture_logs() as logs:
        async with running(Notes()):
            await eventually(lambda: fetch_value("SELECT state = 'stopped' FROM consumer"))
    assert (await row_of())["why_stopped"] == WHY_STOPPED
    (line,) = [line for line in logs if line["log_level"] == "error"]
    assert "aisle restored" in line["why"]
    assert await handled() == []


async def test_a_journal_of_another_cluster_stops_every_consumer() -> None:
    """Also one that begins: the restored facts are beyond the horizon, so those written since would come first."""
    await pool().execute(WRITE, FAR, NOW)
    with pytest.raises(BeyondHorizon):
        await Lease("notes", "first").take()


async def test_after_aisle_restored_every_consumer_goes_on_where_it_was() -> None:
    for xid in (FAR, FAR + 1, FAR + 2):
        await pool().execute(WRITE, xid, NOW)
    await execute("INSERT INTO consumer (name, xid, id, at) VALUES ('notes', $1, 2, $2)", FAR + 1, NOW)
    async with running(Notes()):
        await eventually(lambda: fetch_value("SELECT state = 'stopped' FROM consumer"))
        await write_facts(1)
        await begin_epoch()
        await wait_until_handled([3, 4])


async def test_in_the_same_cluster_it_goes_on_from_an_earlier_point() -> None:
    facts = await write_facts(3)
    await execute(
        "INSERT INTO consumer (name, xid, id, at) SELECT 'notes', xid, id, at FROM journal ORDER BY id LIMIT 1"
    )
    await begin_epoch()
    async with running(Notes()):
        await wait_until_handled(facts[1:])


async def caught_up_loop() -> ConsumerLoop:
    """Return a loop that has handled all facts, so that its reads leave out old months."""
    await write_facts(1)
    loop = await lease(Notes())
    await catch_up(loop)
    await eventually(lambda: loop.pruning.on)
    return loop


async def test_old_months_are_left_out() -> None:
    loop = await caught_up_loop()
    before = await handled()
    await write_at("now() - interval '5 hours'")
    await write_facts(1)
    await catch_up(loop)
    assert len(await handled()) == len(before) + 1


async def test_a_clock_that_is_set_back_is_logged_and_nothing_is_lost() -> None:
    loop = await caught_up_loop()
    loop.pruning.is_allowed_at(datetime.now(UTC) + timedelta(hours=5))
    before = await handled()
    fact = await write_at("now() - interval '4 hours'")
    with capture_logs() as logs:
        await catch_up(loop)
    assert await handled() == [*before, fact]
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["clock_set_back"]


async def test_a_fact_after_a_clock_was_set_back_is_found_although_the_last_one_is_later() -> None:
    loop = await caught_up_loop()
    await execute("UPDATE consumer SET at = now() + interval '5 hours'")
    before = await handled()
    facts = await write_facts(1)
    await catch_up(loop)
    assert await handled() == [*before, *facts]


async def test_a_worker_that_takes_the_lease_reads_everything_once() -> None:
    loop = await caught_up_loop()
    await loop.lease.release()
    before = await handled()
    fact = await write_at("now() - interval '5 hours'")
    await catch_up(await lease(Notes(), "second"))
    assert await handled() == [*before, fact]


def test_old_months_are_left_out_again_after_the_end_was_found() -> None:
    pruning = Pruning("notes")
    found = [pruning.is_allowed_at(NOW)]
    pruning.caught_up()
    found += [pruning.is_allowed_at(NOW + timedelta(seconds=later)) for later in (1, 0, 2)]
    pruning.caught_up()
    found.append(pruning.is_allowed_at(NOW + timedelta(seconds=3)))
    assert found == [False, True, False, False, True]


async def test_as_of_moves_while_nothing_happens() -> None:
    loop = await lease(Notes())
    await eventually(lambda: is_exact(loop))
    await execute("UPDATE consumer SET as_of = as_of - interval '10 seconds'")
    await eventually(lambda: is_exact(loop))


async def is_exact(loop: ConsumerLoop) -> bool:
    """Let the loop work; tell whether its rows are exact as of a second ago."""
    await loop.work()
    exact: bool = await fetch_value("SELECT as_of > now() - interval '1 second' FROM consumer")
    return exact


async def test_as_of_does_not_pass_a_fact_that_is_ahead() -> None:
    async with pool().acquire() as late, late.transaction():
        await late.execute(WRITE_OPEN)
        facts = await write_facts(2)
        loop = await lease(Notes())
        for _ in range(2):
            await loop.work()
            assert (await row_of())["as_of"] == await fetch_value("SELECT at FROM journal WHERE id = $1", facts[0])
    await catch_up(loop)
    assert (await row_of())["as_of"] > await fetch_value("SELECT at FROM journal WHERE id = $1", facts[1])


async def test_a_batch_of_facts_that_are_not_final_moves_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.consumers.running.reading.AHEAD_LIMIT", 1)
    async with pool().acquire() as late, late.transaction():
        await late.execute(WRITE_OPEN)
        await write_facts(2)
        loop = await lease(AheadNotes())
        before = await fetch_value("SELECT xmin::text FROM consumer")
        await loop.work()
        assert loop.consumer.batches[0].ahead
        assert await fetch_value("SELECT xmin::text FROM consumer") != before  # another owner would raise an error


async def test_a_batch_is_sized_by_the_seats_of_its_facts_and_keeps_transactions_whole() -> None:
    def fact(xid: int, id: int, seats: int) -> JournalFact:
        return msgspec.structs.replace(a_fact("seats.killed", {"seats": [*range(seats)]}, id=id), xid=xid)

    facts = [fact(1, 1, 2), fact(2, 2, 3), fact(2, 3, 3), fact(3, 4, 500)]
    assert first_that_fit(facts, 8) == facts[:3]
    assert first_that_fit(facts, 7) == facts[:2]
    assert first_that_fit(facts[3:], 7) == facts[3:]
    assert whole_transactions(facts[:2]) == facts[:1]
    assert whole_transactions(facts[1:3]) == facts[1:3]


async def test_a_consumer_that_sees_ahead_is_exact_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.consumers.running.consumer_loop.AHEAD_INTERVAL", 3600)
    consumer = AheadNotes()
    async with pool().acquire() as late, late.transaction():
        await late.execute(WRITE_OPEN)
        facts = await write_facts(2)
        loop = await lease(consumer)
        await loop.work()
        assert ([fact.id for fact in consumer.batches[0].ahead], consumer.batches[0].facts) == (facts, [])
        assert (await row_of())["as_of"] is not None
        await loop.work()
        assert len(consumer.batches) == 1  # they come at most once a second
    await catch_up(loop)
    assert await handled() == [facts[0] - 1, *facts]


async def test_a_failure_about_facts_ahead_counts_for_none() -> None:
    consumer = AheadNotes()
    async with pool().acquire() as late, late.transaction():
        await late.execute(WRITE_OPEN)
        consumer.broken = set(await write_facts(2))
        loop = await lease(consumer)
        await loop.work()
        row = await row_of()
        assert (row["tries"], row["as_of"], len(consumer.batches)) == (0, None, 1)


async def test_too_many_facts_ahead_do_not_move_as_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.consumers.running.reading.AHEAD_LIMIT", 2)
    consumer = AheadNotes()
    async with pool().acquire() as late, late.transaction():
        await late.execute(WRITE_OPEN)
        await write_facts(3)
        await (await lease(consumer)).work()
        assert (await row_of())["as_of"] is None
