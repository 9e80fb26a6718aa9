"""The consumer that keeps the statistics of sales. Facts only say what may have changed; rows say what it is now."""

from collections.abc import AsyncIterator
from typing import ClassVar

from app.sales.fill import delete_sales, fill_sales
from app.sales.things import things_of
from app.sales.update import update_sales
from db.pool import Connection
from db.transaction import snapshot_transaction
from workers.consumers.consumer import Batch, Projection

PIECE = 2000
"""Things that are counted in one transaction: more would hold back the maps for too long."""


class SalesStats(Projection):
    """Keeps the tables of db/migrations/sql/0013_sales_statistics.sql. It looks at facts of every topic, also unknown
    ones: what they name in `seats`, `order`, `payment` and `refund` is counted anew."""

    name: ClassVar[str] = "sales_stats"
    sees_ahead: ClassVar[bool] = True
    fills_from_rows: ClassVar[bool] = True

    async def handle(self, batch: Batch, connection: Connection) -> None:
        """Count anew what these facts name. Raises MalformedFact.

        One fact of an earlier release may name a whole stadium: all but the last PIECE things are then counted in
        transactions of their own. Where these have changed anything, the last one raises SerializationError, and the
        next time they find nothing to change."""
        facts = (*batch.facts, *batch.ahead)
        things = {thing for fact in facts for thing in things_of(fact.performance_id, fact.topic, fact.payload)}
        ordered = sorted(things)
        last = max(len(ordered) - 1, 0) // PIECE * PIECE
        for start in range(0, last, PIECE):
            async with snapshot_transaction() as other:
                await update_sales(other, batch.generation, ordered[start : start + PIECE])
        if ordered:
            await update_sales(connection, batch.generation, ordered[last:])

    async def fill(self, generation: int) -> AsyncIterator[tuple[int, int]]:
        """Count all rows in transactions of a few milliseconds each; see `Projection.fill`."""
        async for progress in fill_sales(generation):
            yield progress

    async def delete_generations(self, *, keep: int) -> None:
        """Delete the statistics of all other generations, in transactions of a few milliseconds each."""
        await delete_sales(keep=keep)
