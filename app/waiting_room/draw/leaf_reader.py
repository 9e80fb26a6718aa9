"""Readers of a draw's leaves, in the order of their numbers and in chunks, because there may be millions."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from app.waiting_room.draw.merkle import MerkleTree, leaf_hash
from db.pool import Connection, Record, fetch

CHUNK_ROWS = 5000
MAX_UNHASHED = 500
"""How many leaves may remain to be hashed while the room's row is locked: about a millisecond of work."""

SELECT_NEXT_LEAVES = (
    "SELECT number, leaf FROM place WHERE room = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4"
)
MAX_NUMBER = 2**62


class LeafTree:
    """A Merkle tree over the leaves of a room. Numbers have no gaps and are committed in their order."""

    def __init__(self, room_id: int) -> None:
        self.room = room_id
        self.tree = MerkleTree()

    async def catch_up(self) -> None:
        """Hash the existing leaves until few can be new; in another thread, so that the event loop stays free."""
        while True:
            rows = await fetch(SELECT_NEXT_LEAVES, self.room, self.tree.n, MAX_NUMBER, CHUNK_ROWS)
            await asyncio.to_thread(self._add, rows)
            if len(rows) < MAX_UNHASHED:
                return

    async def finish(self, connection: Connection, n: int) -> int:
        """Hash the other leaves up to number n, on a connection that has locked the room's row; return n."""
        while self.tree.n < n:
            rows = await connection.fetch(SELECT_NEXT_LEAVES, self.room, self.tree.n, n, CHUNK_ROWS)
            if not rows:
                raise _missing_number(self.room, self.tree.n + 1)
            self._add(rows)
        return n

    def _add(self, rows: Sequence[Record]) -> None:
        for row in rows:
            if row["number"] != self.tree.n + 1:
                raise _missing_number(self.room, self.tree.n + 1)
            self.tree.add(leaf_hash(row["number"], row["leaf"]))


async def read_leaves(room_id: int, n: int, after: int = 0) -> AsyncIterator[list[tuple[int, bytes]]]:
    """Yield lists of (number, leaf), of the numbers after `after` up to n."""
    while after < n:
        rows = await fetch(SELECT_NEXT_LEAVES, room_id, after, n, CHUNK_ROWS)
        if not rows:
            raise _missing_number(room_id, after + 1)
        yield [(row["number"], row["leaf"]) for row in rows]
        after = rows[-1]["number"]


def _missing_number(room_id: int, number: int) -> RuntimeError:
    return RuntimeError(f"waiting room {room_id} has no number {number}")
