"""Measures publish_60000_s, from a draft of 60,000 seats until all its seats are committed, and save_plan_60000_s,
drawing and saving such a plan.

The floor is the bare insert of as many seat rows, with the same indexes, in the same run."""

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.events.drafts import NewPerformance, create_performance
from app.events.performances import publish_performance
from app.venues.plans import save_plan
from bench.harness.results import record
from bench.harness.server import BIG_PLAN, published_performance, run_bench_server
from db.pool import Connection, close_pool, open_pool
from db.transaction import transaction
from tests.grid_plan import grid

TIMES = 7
BARE = "INSERT INTO seat (performance_id, idx, price_level) SELECT -$1::bigint, i, 0 FROM generate_series(0, $2 - 1) i"


def main() -> None:
    """Measure on a server of its own and record the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="aisle-bench-", ignore_cleanup_errors=True) as folder,
        run_bench_server(Path(folder)),
    ):
        asyncio.run(measure())


async def measure() -> None:
    """Publish the same plan several times and record the median. Needs a migrated database."""
    first, plan = await published_performance(BIG_PLAN, "publish")
    await open_pool(1)
    published, run_floor = [], []
    for turn in range(1, TIMES + 1):
        async with transaction() as connection:
            draft = await another(connection, first, plan)
        begun = time.perf_counter()
        async with transaction() as connection:
            await publish_performance(connection, draft, actor="bench")
        published.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        async with transaction() as connection:
            await connection.execute(BARE, turn, len(BIG_PLAN.seats))
        run_floor.append(time.perf_counter() - begun)
    record("publish_60000_s", round(statistics.median(published), 3), "s", floor=round(statistics.median(run_floor), 3))
    begun = time.perf_counter()
    async with transaction() as connection:
        venue = await connection.fetchval("SELECT venue FROM seating_plan WHERE id = $1", plan)
        await save_plan(connection, venue, grid(60_000, "Another field"))
    record("save_plan_60000_s", round(time.perf_counter() - begun, 3), "s")
    await close_pool()


async def another(connection: Connection, performance: int, plan: int) -> int:
    """Create a draft of the same event and plan as `performance`; return its id."""
    now = datetime.now(UTC)
    event = await connection.fetchval("SELECT event FROM performance WHERE id = $1", performance)
    end, prices = now + timedelta(days=9), {level.name: [0] for level in BIG_PLAN.levels}
    draft = NewPerformance(event=event, plan=plan, starts_at=end, on_sale_at=now, off_sale_at=end, prices=prices)
    return await create_performance(connection, draft)


if __name__ == "__main__":
    main()
