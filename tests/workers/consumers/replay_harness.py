"""What the tests of replays share: projections to replay, rows to compare, and sales to begin with."""

from collections.abc import AsyncIterator

import pytest

from db import pool
from db.transaction import transaction
from tests.eventually import eventually
from tests.workers.consumers.journal_follower import FACTS, fact_of
from workers.consumers.consumer import Batch
from workers.consumers.history import History

READ = "SELECT performance_id, subject, subject_id, at, fact FROM history WHERE generation = $1 ORDER BY 1, 2, 3, 5"
GENERATION = "SELECT generation FROM consumer"
OTHERS = "SELECT count(*) FROM history WHERE generation <> (SELECT generation FROM consumer)"
SCRATCH = 99


class FromRows(History):
    """Fills a generation at first, as a projection does that finds all of it in rows."""

    fills_from_rows = True

    async def fill(self, generation: int) -> AsyncIterator[tuple[int, int]]:
        """Handle what is in the journal, two facts at a time."""
        rows = await pool.fetch(FACTS, 0, 0, 1000)
        for start in range(0, len(rows), 2):
            async with transaction() as connection:
                batch = Batch([fact_of(row) for row in rows[start : start + 2]], [], generation)
                await self.handle(batch, connection)
            yield min(start + 2, len(rows)), len(rows)


KINDS = pytest.mark.parametrize("kind", [History, FromRows], ids=["journal", "rows"])


def ignore(what: str, done: int, total: int) -> None:
    """Show no progress."""


async def expected_rows() -> list[tuple[object, ...]]:
    """Return the rows that the whole journal gives."""
    facts = [fact_of(row) for row in await pool.fetch(FACTS, 0, 0, 1000)]
    async with transaction() as connection:
        await History().handle(Batch(facts, [], SCRATCH), connection)
    rows = [tuple(row) for row in await pool.fetch(READ, SCRATCH)]
    await pool.execute("DELETE FROM history WHERE generation = $1", SCRATCH)
    return rows


async def rows_in_use() -> list[tuple[object, ...]]:
    """Return the rows of the generation that is read."""
    return [tuple(row) for row in await pool.fetch(READ, await pool.fetch_value(GENERATION))]


async def no_replay_at_work() -> None:
    """Wait until Postgres has ended the connection of a replay that died."""
    await eventually(lambda: pool.fetch_value("SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')"))
