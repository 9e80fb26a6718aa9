"""Follows the journal with SalesStats in batches as large as a test wants. Its cursor is in the row of the consumer."""

from typing import Any

import asyncpg
import msgspec

from db import pool
from db.pool import Connection
from db.transaction import transaction
from workers.consumers.consumer import Batch, JournalFact
from workers.consumers.sales_stats import SalesStats

BEGIN = "INSERT INTO consumer (name, as_of, generation) VALUES ('sales_stats', now(), $1) ON CONFLICT DO NOTHING"
FACTS = """
    SELECT j.xid, j.id, j.at, j.organizer_id, j.performance_id, j.topic, j.payload::text AS payload, j.actor, j.trace,
           j.xid < pg_snapshot_xmin(pg_current_snapshot()) AS final
    FROM journal j JOIN consumer c ON c.name = 'sales_stats' AND (j.xid, j.id) > (c.xid, c.id) ORDER BY j.xid, j.id
"""
MOVE = "UPDATE consumer SET xid = $1, id = $2, as_of = now() WHERE name = 'sales_stats'"


class CrashBeforeCommit(Exception):
    """The process ends before it commits."""


class Follower:
    """Handles facts as the worker does, in a generation. `handled`: the facts it has handled for good."""

    def __init__(self, generation: int = 1) -> None:
        self.generation = generation
        self.handled: list[JournalFact] = []

    async def begin(self) -> "Follower":
        """Insert the row of the consumer."""
        await pool.execute(BEGIN, self.generation)
        return self

    async def follow(self, at_most: int = 1_000_000, *, crash: bool = False) -> int:
        """Handle the next facts in one transaction; return how many. Raises CrashBeforeCommit with `crash`."""
        while True:
            try:
                facts = await self._follow(at_most, crash)
            except asyncpg.SerializationError:  # a transaction that was cut off has ended only now
                continue
            self.handled += facts
            return len(facts)

    async def _follow(self, at_most: int, crash: bool) -> list[JournalFact]:
        async with transaction() as connection:
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            rows = await connection.fetch(FACTS)
            facts = [_fact(row) for row in rows if row["final"]][:at_most]
            ahead = [_fact(row) for row in rows if not row["final"]]
            await self._handle(connection, facts, ahead)
            if facts:
                await connection.execute(MOVE, facts[-1].xid, facts[-1].id)
            if crash:
                raise CrashBeforeCommit
        return facts

    async def replay(self, facts: list[JournalFact]) -> None:
        """Handle facts that were handled before."""
        async with transaction() as connection:
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            await self._handle(connection, facts, [])

    async def _handle(self, connection: Connection, facts: list[JournalFact], ahead: list[JournalFact]) -> None:
        await SalesStats().handle(Batch(facts, ahead, self.generation), connection)


def _fact(row: Any) -> JournalFact:
    values = {name: value for name, value in row.items() if name not in ("final", "payload")}
    return JournalFact(**values, payload=msgspec.json.decode(row["payload"]))


async def totals(generation: int = 1) -> dict[tuple[int, str], int]:
    """Fetch the sum of each measure that is not 0, as (performance, measure) → sum."""
    sums: dict[tuple[int, str], int] = {}
    for row in await pool.fetch("SELECT * FROM sales_total WHERE generation = $1", generation):
        for name in MEASURES:
            key = row["performance_id"], name
            sums[key] = sums.get(key, 0) + row[name]
    return {key: number for key, number in sums.items() if number}


MEASURES = (
    "capacity",
    "held",
    "sold",
    "killed",
    "allocated",
    "orders",
    "tickets",
    "revenue",
    "refunded_tickets",
    "refunds",
    "received",
    "returned",
)
