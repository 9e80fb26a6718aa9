"""Follows the journal with one consumer as a worker does: reads, handles and moves the cursor in one transaction."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from db import pool
from db.transaction import transaction
from workers.consumers.consumer import Batch, Consumer, JournalFact

OWNER = "a worker"
BEGIN = "INSERT INTO consumer (name) VALUES ($1) ON CONFLICT DO NOTHING"
LEASE = "UPDATE consumer SET owner = $2, leased_until = now() + interval '10 s' WHERE name = $1"
PLACE = "SELECT generation, xid, id, at FROM consumer WHERE name = $1"
FACTS = """
    SELECT xid, id, at, organizer_id, performance_id, topic, payload::text AS payload, actor, trace FROM journal
    WHERE (xid, id) > ($1, $2) ORDER BY xid, id LIMIT $3
"""
MOVE = """
    UPDATE consumer SET xid = $4, id = $5, at = $6, as_of = now()
    WHERE name = $1 AND owner = $7 AND (xid, id) = ($2, $3) RETURNING name
"""


class LostTheLease(Exception):
    """Raised when the consumer's row is not as this worker left it."""


class Crash(Exception):
    """Raised in place of a commit."""


async def take_lease(name: str) -> None:
    """Make this process the owner of the consumer, whose row is created if it is missing."""
    await pool.execute(BEGIN, name)
    await pool.execute(LEASE, name, OWNER)


async def follow(consumer: Consumer, *, at_most: int = 1000, crash: bool = False) -> int:
    """Take the lease, and handle the next facts in one transaction; return how many they are. Raises Crash."""
    await take_lease(consumer.name)
    place = await pool.fetch_row(PLACE, consumer.name)
    assert place is not None
    return await follow_from(consumer, place, at_most=at_most, crash=crash)


async def follow_from(consumer: Consumer, place: Any, *, at_most: int = 1000, crash: bool = False) -> int:
    """Handle the facts after the row `place` of the consumer. Raises LostTheLease where it is another one by now."""
    async with transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = await connection.fetch(FACTS, place["xid"], place["id"], at_most)
        facts = [fact_of(row) for row in rows]
        await consumer.handle(Batch(facts, [], place["generation"]), connection)
        if facts:
            last = facts[-1]
            cursors = place["xid"], place["id"], last.xid, last.id, last.at
            if await connection.fetchval(MOVE, consumer.name, *cursors, OWNER) is None:
                raise LostTheLease
        if crash:
            raise Crash
    return len(facts)


async def follow_all(consumer: Consumer) -> None:
    """Handle all facts there are."""
    while await follow(consumer):
        pass
    await pool.execute("UPDATE consumer SET as_of = now() WHERE name = $1", consumer.name)


def fact_of(row: Any) -> JournalFact:
    """Convert a row of the journal."""
    values = dict(row)
    return JournalFact(**(values | {"payload": msgspec.json.decode(values["payload"])}))


def a_fact(topic: str, payload: Any, *, id: int = 1, performance: int | None = 1) -> JournalFact:
    """Make a fact that is in no journal."""
    return JournalFact(1, id, datetime(2026, 10, 10, tzinfo=UTC), None, performance, topic, payload, "test", None)
