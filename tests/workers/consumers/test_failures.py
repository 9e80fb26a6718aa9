"""A fact that fails is found, tried again, and at last put aside or waited for. No other fact is lost or repeated."""

from typing import Any

import asyncpg
import pytest

from db.pool import Connection, execute, fetch, fetch_value
from tests.workers.consumers.harness import (
    Notes,
    OutsideNotes,
    catch_up,
    end_lease,
    handled,
    lease,
    pass_time,
    row_of,
    work_until,
    write_facts,
)
from workers.consumers.consumer import Batch
from workers.consumers.running.dead_letters import handle_dead_letters
from workers.consumers.running.errors import LeaseLost, error_text, is_fault_of_fact
from workers.consumers.running.failures import MOST_TRIES, wait_before_try
from workers.consumers.running.journal_facts import read_one
from workers.consumers.staff.staff_changes import retry_consumer, skip_failing_fact, start_consumer

pytestmark = pytest.mark.usefixtures("notes")


class Away(Notes):
    """A consumer whose database goes away."""

    async def handle(self, batch: Batch, connection: Connection) -> None:
        raise asyncpg.ConnectionDoesNotExistError


class Refused(OutsideNotes):
    """A consumer whose other system goes away."""

    async def handle(self, batch: Batch, connection: Connection) -> None:
        raise ConnectionRefusedError


async def test_the_facts_before_the_failing_one_are_handled_once() -> None:
    facts = await write_facts(6)
    consumer = Notes()
    consumer.broken = {facts[4]}
    loop = await lease(consumer)
    await work_until(loop, "tries = 1")
    assert await handled() == facts[:4]
    row = await row_of()
    assert (row["id"], row["error"], row["state"]) == (facts[3], "Broken: this fact", "running")
    consumer.broken = set()
    await pass_time()
    await catch_up(loop)
    assert await handled() == facts
    row = await row_of()
    assert (row["tries"], row["error"], row["retry_at"]) == (0, "", None)


async def test_a_fact_waits_until_its_next_try() -> None:
    facts = await write_facts(1)
    consumer = Notes()
    consumer.broken = set(facts)
    loop = await lease(consumer)
    await work_until(loop, "tries = 2")
    tries = len(consumer.batches)
    await execute("UPDATE consumer SET retry_at = retry_at + interval '30 seconds'")
    assert await loop.work() == 1
    assert len(consumer.batches) == tries


def test_the_wait_doubles_up_to_a_minute() -> None:
    assert [wait_before_try(tries) for tries in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_the_tries_outlive_the_worker() -> None:
    facts = await write_facts(1)
    consumer = Notes()
    consumer.broken = set(facts)
    await work_until(await lease(consumer), "tries = 3")
    await execute("UPDATE consumer SET owner = NULL, leased_until = NULL")
    await work_until(await lease(consumer, "second"), "tries = 4")


async def test_a_consumer_stops_at_a_fact_that_always_fails() -> None:
    facts = await write_facts(3)
    consumer = Notes()
    consumer.broken = {facts[1]}
    loop = await lease(consumer)
    await work_until(loop, "state = 'stopped'")
    row = await row_of()
    assert (row["tries"], row["owner"], await handled()) == (MOST_TRIES, None, facts[:1])
    assert row["why_stopped"] == f"a fact failed 8 times: fact {facts[1]}, queue.called: Broken: this fact"
    assert not await loop.lease.take()
    with pytest.raises(LeaseLost):
        await loop.work()


async def test_a_consumer_that_parks_goes_on_behind_the_fact() -> None:
    facts = await write_facts(3)
    consumer = OutsideNotes()
    consumer.broken = {facts[1]}
    await work_until(await lease(consumer), f"id = {facts[2]}")
    letters = await fetch("SELECT consumer, id, error, tries FROM dead_letter")
    assert [tuple(letter) for letter in letters] == [("notes", facts[1], "Broken: this fact", MOST_TRIES)]
    row = await row_of()
    assert (row["tries"], row["state"], (await handled())[-1]) == (0, "running", facts[2])


async def test_a_database_that_is_away_is_not_the_facts_fault() -> None:
    await write_facts(1)
    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await catch_up(await lease(Away()))
    assert (await row_of())["tries"] == 0


async def test_another_system_that_is_away_counts() -> None:
    await write_facts(1)
    await work_until(await lease(Refused()), "tries = 1")


@pytest.mark.parametrize(
    ("error", "outside", "counts"),
    [
        (asyncpg.UniqueViolationError("twice"), False, True),
        (asyncpg.RaiseError("refused"), False, True),
        (asyncpg.QueryCanceledError("too long"), False, True),
        (asyncpg.CardinalityViolationError("the same row twice"), False, True),
        (asyncpg.AdminShutdownError("restart"), False, False),
        (asyncpg.SerializationError(""), True, False),
        (ConnectionResetError(), False, False),
        (TimeoutError(), True, True),
        (KeyError("seats"), False, True),
    ],
    ids=[
        "constraint",
        "raised by a function",
        "cancelled",
        "cardinality",
        "shutdown",
        "serialization",
        "no database",
        "no answer",
        "key",
    ],
)
def test_what_counts_as_a_try(error: Exception, outside: bool, counts: bool) -> None:
    assert is_fault_of_fact(error, acts_outside=outside) == counts


def test_a_batch_that_takes_too_long_is_not_the_fault_of_one_fact() -> None:
    assert not is_fault_of_fact(asyncpg.QueryCanceledError("too long"), acts_outside=False, alone=False)


def test_an_error_is_one_short_line() -> None:
    assert error_text(KeyError("seats")) == "KeyError: 'seats'"
    assert error_text(TimeoutError()) == "TimeoutError"
    assert len(error_text(ValueError("x" * 9999))) == 500


async def test_a_skipped_fact_is_kept_and_the_consumer_goes_on() -> None:
    facts = await write_facts(3)
    consumer = Notes()
    consumer.broken = {facts[1]}
    loop = await lease(consumer)
    await work_until(loop, "state = 'stopped'")
    skipped = await skip_failing_fact("notes")
    assert (skipped.id, skipped.topic, skipped.error) == (facts[1], "queue.called", "Broken: this fact")
    assert await fetch_value("SELECT id FROM dead_letter") == facts[1]
    assert await loop.lease.take()
    await catch_up(loop)
    assert await handled() == [facts[0], facts[2]]


async def test_a_fact_is_skipped_while_a_worker_has_the_lease() -> None:
    facts = await write_facts(2)
    consumer = Notes()
    consumer.broken = {facts[0]}
    loop = await lease(consumer)
    await work_until(loop, "tries = 1")
    await skip_failing_fact("notes")
    with pytest.raises(LeaseLost):
        await loop.work()
    assert await loop.lease.take()
    await catch_up(loop)
    assert await handled() == facts[1:]


@pytest.mark.parametrize("kind", [Notes, OutsideNotes])
async def test_a_dead_letter_is_handled_again_when_staff_say_so(kind: type[Notes]) -> None:
    facts = await write_facts(2)
    consumer = kind()
    consumer.broken = {facts[0]}
    loop = await lease(consumer)
    await work_until(loop, "tries = 1")
    await skip_failing_fact("notes")
    consumer.broken = set()
    loop = await lease(consumer)
    await catch_up(loop)
    assert await fetch_value("SELECT count(*) FROM dead_letter") == 1
    assert await retry_consumer("notes") == 1
    loop = await lease(consumer)
    await loop.work()
    assert (await handled())[-2:] == [facts[1], facts[0]]
    assert await fetch_value("SELECT count(*) FROM dead_letter") == 0


async def test_a_dead_letter_that_fails_again_stays() -> None:
    facts = await write_facts(1)
    consumer = Notes()
    consumer.broken = set(facts)
    loop = await lease(consumer)
    await work_until(loop, "tries = 1")
    await skip_failing_fact("notes")
    await retry_consumer("notes")
    await (await lease(consumer)).work()
    assert [tuple(row) for row in await fetch("SELECT id, tries, error FROM dead_letter")] == [
        (facts[0], 1, "Broken: this fact")
    ]
    assert await handled() == []


async def test_a_dead_letter_that_another_worker_handles_is_left_to_it() -> None:
    """Here it is handled between the read of this worker and its commit."""
    facts = await write_facts(1)
    await execute("INSERT INTO dead_letter SELECT 'notes', at, xid, id, 'broken', 0 FROM journal")

    class Quicker(Notes):
        async def handle(self, batch: Batch, connection: Connection) -> None:
            await super().handle(batch, connection)
            await execute("DELETE FROM dead_letter")

    loop = await lease(Quicker())
    with pytest.raises(asyncpg.SerializationError):
        await loop.work()
    assert (facts, await handled()) == ([1], [])


async def test_a_lost_lease_is_not_the_fault_of_a_dead_letter() -> None:
    await write_facts(1)
    await execute("INSERT INTO dead_letter SELECT 'notes', at, xid, id, 'broken', 0 FROM journal")
    loop = await lease(Notes())
    await end_lease()
    await lease(Notes(), "second")
    with pytest.raises(LeaseLost):
        await loop.work()
    assert await fetch_value("SELECT tries FROM dead_letter") == 0


async def test_a_dead_letter_without_its_fact_says_so() -> None:
    await execute("INSERT INTO dead_letter VALUES ('notes', now(), '5', 5, 'broken', 0)")
    await (await lease(Notes())).work()
    assert await fetch_value("SELECT error FROM dead_letter") == (
        "the journal has this fact no longer: its month was dropped"
    )


async def test_a_stopped_consumer_tries_once_more_after_retry_and_anew_after_start() -> None:
    facts = await write_facts(1)
    consumer = Notes()
    consumer.broken = set(facts)
    await work_until(await lease(consumer), "state = 'stopped'")
    await retry_consumer("notes")
    await work_until(await lease(consumer), "state = 'stopped'")
    assert (await row_of())["tries"] == MOST_TRIES + 1
    await start_consumer("notes")
    await work_until(await lease(consumer), "state = 'running' AND tries = 1")


async def test_a_dead_letter_is_not_handled_in_a_generation_that_is_swapped_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await write_facts(1)
    await execute("INSERT INTO dead_letter SELECT 'notes', at, xid, id, 'broken', 0 FROM journal")
    loop = await lease(Notes())

    async def swap_and_read(*arguments: Any) -> Any:
        await execute("UPDATE consumer SET generation = generation + 1")
        return await read_one(*arguments)

    monkeypatch.setattr("workers.consumers.running.dead_letters.read_one", swap_and_read)
    with pytest.raises(asyncpg.SerializationError):
        await handle_dead_letters(loop.consumer, loop.lease)
    assert await handled() == []
    assert await fetch_value("SELECT count(*) FROM dead_letter") == 1
