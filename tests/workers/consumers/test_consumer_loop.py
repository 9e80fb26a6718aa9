"""Facts come in order, in batches, each exactly once, and only those that a consumer wants."""

import pytest
from structlog.testing import capture_logs

from db.pool import execute, fetch_value, pool
from tests.eventually import eventually
from tests.workers.consumers.harness import (
    AheadNotes,
    AllNotes,
    Notes,
    OutsideNotes,
    begin_here,
    catch_up,
    handled,
    has_facts,
    lease,
    row_of,
    running,
    wait_until_handled,
    write_facts,
    write_topic,
)

pytestmark = pytest.mark.usefixtures("notes")


@pytest.mark.parametrize("kind", [Notes, AllNotes, AheadNotes, OutsideNotes])
async def test_a_worker_hands_every_fact_over_in_order(kind: type[Notes]) -> None:
    facts = await write_facts(5)
    async with running(kind()):
        await wait_until_handled(facts)
        facts += await write_facts(5)
        await wait_until_handled(facts)
    assert (await row_of())["owner"] is None


async def test_many_facts_come_in_batches() -> None:
    facts = await write_facts(70)
    consumer = Notes()
    await catch_up(await lease(consumer))
    assert await handled() == facts
    assert max(len(batch.facts) for batch in consumer.batches) <= 64


async def test_a_fact_has_all_that_its_row_has() -> None:
    (fact,) = await write_facts(1)
    consumer = Notes()
    await catch_up(await lease(consumer))
    given = consumer.batches[0].facts[0]
    assert (given.id, given.topic, given.payload, given.actor, given.performance_id) == (
        fact,
        "queue.called",
        {"room": 1, "serving": 0},
        "test",
        1,
    )
    assert (consumer.batches[0].generation, given.organizer_id, given.trace) == (1, None, None)


async def test_topics_that_are_not_wanted_are_passed() -> None:
    await write_topic("queue.steered")
    facts = await write_facts(2)
    await write_topic("queue.steered")
    await catch_up(await lease(Notes()))
    assert await handled() == facts
    assert not await has_facts()


async def test_a_topic_of_a_later_release_is_given_to_those_that_want_all() -> None:
    facts = [await write_topic("seat.painted"), await write_topic("seat.painted")]
    with capture_logs() as logs:
        await catch_up(await lease(AllNotes()))
    assert await handled() == facts
    assert [line["topic"] for line in logs if line["event"] == "unknown_topic"] == ["seat.painted"]


async def test_a_fact_of_a_transaction_that_commits_late_is_not_skipped() -> None:
    """Its number is lower than that of a fact that was committed before it."""
    async with pool().acquire() as late, late.transaction():
        await late.execute(
            "INSERT INTO journal (performance_id, topic, payload, actor) VALUES (1, 'queue.called', '{}', '')"
        )
        held_back = await write_facts(2)
        loop = await lease(Notes())
        await loop.work()
        await loop.work()
        assert await handled() == []
    first = await fetch_value("SELECT min(id) FROM journal")
    await catch_up(loop)
    assert await handled() == [first, *held_back]


async def test_a_row_that_vanishes_is_made_again() -> None:
    await write_facts(1)
    async with running(Notes()):
        await eventually(handled)
        await execute("TRUNCATE consumer")
        await eventually(lambda: fetch_value("SELECT count(*) FROM consumer"))
        await eventually(lambda: fetch_value("SELECT xid > '0' FROM consumer"))


async def test_a_consumer_begins_where_its_row_says() -> None:
    await write_facts(3)
    await begin_here()
    facts = await write_facts(2)
    await catch_up(await lease(Notes()))
    assert await handled() == facts
