"""Reads the facts of one month in batches, and computes the hash of what they say."""

import hashlib
from collections.abc import AsyncIterator, Iterable
from typing import Any

import msgspec

from db.pool import Record, fetch

BATCH = 10_000
COLUMNS = ("xid", "id", "at", "organizer_id", "performance_id", "topic", "payload", "actor", "trace")
# Each batch is a statement of its own: it has no transaction number, so the relay does not wait for it, and no snapshot
# of minutes that would keep vacuum from its work.
BATCH_SQL = """
    SELECT xid, id, at, organizer_id, performance_id, topic, payload::text AS payload, actor, trace FROM public.{table}
    WHERE (xid, id) > ($1::xid8, $2::bigint) ORDER BY xid, id LIMIT $3
"""


async def read_facts(table: str) -> AsyncIterator[list[Record]]:
    """Yield the facts of a partition in batches, in the order (xid, id)."""
    xid, id = 0, 0
    while batch := await fetch(BATCH_SQL.format(table=table), xid, id, BATCH):
        yield batch
        xid, id = batch[-1]["xid"], batch[-1]["id"]


class FactHash:
    """The SHA-256 of facts: of one line of JSON each, a list of the values of COLUMNS. `rows`: how many there were."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()
        self._encoder = msgspec.json.Encoder()

    def add(self, facts: Iterable[Iterable[Any]]) -> None:
        """Add facts, each as the values of COLUMNS."""
        for fact in facts:
            self._hash.update(self._encoder.encode(tuple(fact)) + b"\n")
            self.rows += 1

    def hex(self) -> str:
        """Return the hash of all that was added."""
        return self._hash.hexdigest()


async def hash_facts(table: str) -> FactHash:
    """Return the hash of the facts that a partition has now."""
    found = FactHash()
    async for batch in read_facts(table):
        found.add(batch)
    return found
