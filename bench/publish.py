"""Measures publish_60000_s, from a draft of 60,000 seats until all its seats are committed, and save_plan_60000_s,
drawing and saving such a plan.

The floor is the bare insert of as many seat rows, with the same indexes, in the same run."""

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta

import msgspec

from app.events.drafts import NewPerformance, create_performance
from app.events.performances import publish_performance
from app.venues.plan import Plan
from app.venues.plans import save_plan
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, PublishedPerformance, published_performance
from db.pool import Connection, close_pool, open_pool
from db.transaction import transaction
from tests.grid_plan import grid

BARE = "INSERT INTO seat (performance_id, idx, price_level) SELECT -$1::bigint, i, 0 FROM generate_series(0, $2 - 1) i"


class Sizes(msgspec.Struct, frozen=True):
    """The seats of the plan, and how often it is published; the figure is the median."""

    seats: int
    times: int


def measure(_: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    asyncio.run(publish(sizes))


async def publish(sizes: Sizes) -> None:
    """Publish the same plan several times and record the median. Needs a migrated database."""
    plan = grid(sizes.seats)
    published = await published_performance(plan, "publish")
    await open_pool(1)
    times, floor_times = [], []
    for turn in range(1, sizes.times + 1):
        async with transaction() as connection:
            draft = await another(connection, published, plan)
        begun = time.perf_counter()
        async with transaction() as connection:
            await publish_performance(connection, draft, actor="bench")
        times.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        async with transaction() as connection:
            await connection.execute(BARE, turn, sizes.seats)
        floor_times.append(time.perf_counter() - begun)
    floor = round(statistics.median(floor_times), 3)
    record("publish_60000_s", round(statistics.median(times), 3), "s", floor=floor)
    begun = time.perf_counter()
    async with transaction() as connection:
        venue = await connection.fetchval("SELECT venue FROM seating_plan WHERE id = $1", published.plan)
        await save_plan(connection, venue, grid(sizes.seats, "Another field"))
    record("save_plan_60000_s", round(time.perf_counter() - begun, 3), "s")
    await close_pool()


async def another(connection: Connection, published: PublishedPerformance, plan: Plan) -> int:
    """Create a draft of the same event and plan as the published performance; return its id."""
    now = datetime.now(UTC)
    event = await connection.fetchval("SELECT event FROM performance WHERE id = $1", published.performance)
    end, prices = now + timedelta(days=9), {level.name: [0] for level in plan.levels}
    draft = NewPerformance(
        event=event, plan=published.plan, starts_at=end, on_sale_at=now, off_sale_at=end, prices=prices
    )
    return await create_performance(connection, draft)


MEASUREMENT = Measurement(
    measure,
    full=Sizes(seats=60_000, times=7),
    smoke=Sizes(seats=2_000, times=3),
    rows=("publish_60000_s", "save_plan_60000_s"),
)
