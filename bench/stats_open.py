"""Measures stats_open_p99_ms: reading the statistics of sales of a performance, 50 times a second, in a
database with a million orders, while it sells 50 tickets a second.

The floor is the shortest query, asked in the same way at the same times."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable

import msgspec
import uvloop

from app.checkout.orders.lifecycle import open_order
from app.sales.entries import ORDER, PAYMENT, PERFORMANCE, SEAT
from app.sales.read import get_sales
from app.sales.series import get_days
from app.sales.update import update_sales
from app.seating.holds.hold import hold_seats
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, PublishedPerformance, process, published_performance
from bench.harness.sold_orders import sell_many
from db import pool
from db.pool import close_pool, open_pool
from db.transaction import snapshot_transaction, transaction
from realtime.logs import set_up_logs
from tests.eventually import eventually
from tests.grid_plan import grid

THINGS = {
    PERFORMANCE: "SELECT 0 AS id",
    SEAT: "SELECT idx AS id FROM seat WHERE performance_id = $1 AND status = 2",
    ORDER: 'SELECT id FROM "order" WHERE performance_id = $1',
    PAYMENT: "SELECT id FROM payment WHERE performance_id = $1",
}
READ = "SELECT 1"


class Sizes(msgspec.Struct, frozen=True):
    """`orders` were sold before, of one seat each, in so many `performances`; then `rate` opens and sales a second."""

    performances: int
    orders: int
    rate: int
    seconds: float


async def count_all(performance: int) -> None:
    """Count the rows of a performance in one transaction: no map is shown here."""
    async with snapshot_transaction() as connection:
        things = [
            (performance, kind, row["id"])
            for kind, sql in THINGS.items()
            for row in await connection.fetch(sql, *([performance] if "$1" in sql else []))
        ]
        await update_sales(connection, 1, things)


async def at_rate(rate: int, seconds: float, act: Callable[[int], Awaitable[object]]) -> list[float]:
    """Call `act` with 0, 1, 2, … at a rate, also while others have not ended; return the milliseconds of each call."""
    began, times = time.monotonic(), list[float]()

    async def one(number: int) -> None:
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        started = time.perf_counter()
        await act(number)
        times.append((time.perf_counter() - started) * 1000)

    await asyncio.gather(*(one(number) for number in range(round(rate * seconds))))
    return sorted(times)


async def prepare(server: BenchServer, sizes: Sizes) -> list[PublishedPerformance]:
    """Publish the performances and sell the orders of each."""
    each = sizes.orders // sizes.performances
    sold = []
    for number in range(sizes.performances):
        one = await published_performance(grid(each + each // 5 + 10), f"sold-{number}")
        await sell_many(server.environment["DATABASE_URL"], one.performance, each)
        sold.append(one)
    await open_pool(16)
    for one in sold:
        await count_all(one.performance)
    async with transaction() as connection:
        await connection.execute("ANALYZE")
    return sold


async def measure_opens(sold: list[PublishedPerformance], sizes: Sizes) -> tuple[list[float], list[float]]:
    """Open statistics and, at the same time, sell; return the milliseconds of the opens and of the floor."""
    each, seats = sizes.orders // sizes.performances, itertools.count()

    async def buy(number: int) -> None:
        one, person = sold[number % len(sold)], f"person {next(seats)}"
        held = await hold_seats(one.performance, person, [each + number // len(sold)], one.plan)
        await open_order(one.performance, person, "Fan", f"{number}@example.org", hold_id=held.id)

    async def look(number: int) -> None:
        performance = sold[number % len(sold)].performance
        assert await get_sales(performance) is not None, "the statistics are missing or old"
        await get_days(performance)

    async def look_at_nothing(_: int) -> None:
        await pool.fetch_value(READ)

    for one in sold:
        await get_sales(one.performance)
    results = await asyncio.gather(
        *(at_rate(sizes.rate, sizes.seconds, act) for act in (buy, look, look_at_nothing)),
    )
    return results[1], results[2]


async def run(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    set_up_logs("bench", production=False, level="warning")
    sold = await prepare(server, sizes)
    with process(server, "workers.run"):

        async def counted() -> bool:
            return await get_sales(sold[-1].performance) is not None

        await eventually(counted)
        opens, floor = await measure_opens(sold, sizes)
    await close_pool()
    for name, share in (("p99", 99), ("p50", 50)):
        value, least = (round(times[len(times) * share // 100], 2) for times in (opens, floor))
        record(f"stats_open_{name}_ms", value, "ms", least)


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    uvloop.run(run(server, sizes))


MEASUREMENT = Measurement(
    measure,
    full=Sizes(performances=20, orders=1_000_000, rate=50, seconds=10),
    smoke=Sizes(performances=2, orders=200, rate=10, seconds=1),
    rows=("stats_open_p99_ms", "stats_open_p50_ms"),
)
