"""A consumer that writes what it handled, loops that run it step by step, and facts for it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any, ClassVar

from db.journal import QueueCalled, record
from db.pool import Connection, Record, execute, fetch, fetch_row, fetch_value
from db.transaction import transaction
from tests.eventually import eventually
from workers.consumers.consumer import Batch, Consumer
from workers.consumers.follow_journal import run_consumers
from workers.consumers.running.consumer_loop import ConsumerLoop
from workers.consumers.running.errors import LeaseLost

CREATE = """
    DROP SCHEMA IF EXISTS consumer_test CASCADE;
    CREATE SCHEMA consumer_test;
    CREATE TABLE consumer_test.handled (n bigint GENERATED ALWAYS AS IDENTITY, fact bigint, consumer text);
"""
DROP = "DROP SCHEMA consumer_test CASCADE"
HANDLED = "INSERT INTO consumer_test.handled (fact, consumer) SELECT unnest($1::bigint[]), $2"


class Broken(Exception):
    """Raised by a consumer of the tests."""


class Notes(Consumer):
    """Notes the id of each fact that it handles, in a table. `broken`: ids of facts that it cannot handle."""

    name = "notes"
    topics: ClassVar[frozenset[str] | None] = frozenset({"queue.called"})

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.broken: set[int] = set()

    async def handle(self, batch: Batch, connection: Connection) -> None:
        self.batches.append(batch)
        await connection.execute(HANDLED, [fact.id for fact in batch.facts], self.name)
        if self.broken & {fact.id for fact in [*batch.facts, *batch.ahead]}:
            raise Broken("this fact\nsays nothing")


class AllNotes(Notes):
    """Wants every topic."""

    topics: ClassVar[frozenset[str] | None] = None


class AheadNotes(Notes):
    """Also sees facts that are not final."""

    sees_ahead = True


class OutsideNotes(Notes):
    """Acts outside of transactions, and puts aside what it cannot handle."""

    acts_outside = True
    parks = True


async def write_facts(count: int, performance: int = 1) -> list[int]:
    """Write facts about a waiting room, each in a transaction of its own; return their ids."""
    before = await last_fact()
    for n in range(count):
        await write_fact(performance, n)
    return [row["id"] for row in await fetch("SELECT id FROM journal WHERE id > $1 ORDER BY xid, id", before)]


async def write_fact(performance: int = 1, serving: int = 0) -> None:
    async with transaction() as connection:
        await record(connection, performance, QueueCalled(room=1, serving=serving), actor="test")


async def write_topic(topic: str) -> int:
    """Write a fact of any topic; return its id."""
    fact: int = await fetch_value(
        "INSERT INTO journal (performance_id, topic, payload, actor) VALUES (1, $1, '{}', 'test') RETURNING id", topic
    )
    return fact


async def last_fact() -> int:
    fact: int = await fetch_value("SELECT coalesce(max(id), 0) FROM journal")
    return fact


async def handled(consumer: str = "notes") -> list[int]:
    """Return the ids that were noted, in the order of the notes."""
    rows = await fetch("SELECT fact FROM consumer_test.handled WHERE consumer = $1 ORDER BY n", consumer)
    return [row["fact"] for row in rows]


async def row_of(name: str = "notes") -> Record:
    row = await fetch_row("SELECT * FROM consumer WHERE name = $1", name)
    assert row is not None
    return row


async def begin_here(name: str = "notes") -> None:
    """Let the consumer begin after the facts that there are."""
    await execute(
        "INSERT INTO consumer (name, xid, id, at)"
        " SELECT $1, xid, id, at FROM journal ORDER BY xid DESC, id DESC LIMIT 1",
        name,
    )


async def has_facts(name: str = "notes") -> bool:
    """Tell whether there are facts after the cursor."""
    found: bool = await fetch_value(
        "SELECT EXISTS (SELECT FROM journal j, consumer c WHERE c.name = $1 AND (j.xid, j.id) > (c.xid, c.id))", name
    )
    return found


async def lease(consumer: Consumer, owner: str = "first") -> ConsumerLoop:
    """Return a loop that has the lease of the consumer."""
    loop = ConsumerLoop(consumer, owner)
    assert await loop.lease.take()
    return loop


async def catch_up(loop: ConsumerLoop) -> None:
    """Let a loop work until no facts are after its cursor."""

    async def has_caught_up() -> bool:
        await loop.work()
        return not await has_facts(loop.consumer.name)

    await eventually(has_caught_up)


async def work_until(loop: ConsumerLoop, condition: str) -> None:
    """Let a loop work, without waiting for the times of new tries, until its row fulfils an SQL condition."""

    async def is_fulfilled() -> Any:
        await pass_time(loop.consumer.name)
        with contextlib.suppress(LeaseLost):
            await loop.work()
        return await fetch_value(f"SELECT {condition} FROM consumer WHERE name = $1", loop.consumer.name)

    await eventually(is_fulfilled)


async def pass_time(name: str = "notes") -> None:
    """Let the time until the next try pass."""
    await execute("UPDATE consumer SET retry_at = now() WHERE name = $1 AND retry_at IS NOT NULL", name)


async def end_lease(name: str = "notes") -> None:
    """Let the time of the lease pass."""
    await execute("UPDATE consumer SET leased_until = now() - interval '1 second' WHERE name = $1", name)


@contextlib.asynccontextmanager
async def running(*consumers: Consumer) -> AsyncIterator[asyncio.Event]:
    """Run consumers as a worker does; yield the event that stops them."""
    stop = asyncio.Event()
    working = asyncio.create_task(run_consumers(consumers, stop))
    try:
        yield stop
    finally:
        stop.set()
        await working


async def wait_until_handled(facts: Sequence[int], consumer: str = "notes") -> None:
    async def are_handled() -> Any:
        return len(await handled(consumer)) >= len(facts)

    await eventually(are_handled)
    assert await handled(consumer) == list(facts)
