"""Measures what the consumers of the journal cost the live map, and how far they are behind.

consumers_lag_p99_ms: from the commit of a hold until every consumer has passed its fact, at 500 holds a second.
delta_p99_ms_consumers: from the commit of a hold to its viewers, while every consumer works and is replayed without a
pause; the floor is the same without a worker and without replays, in turn in the same run.

Holds go straight to the database, so that no web process shares the two cores."""

import asyncio
import bisect
import contextlib
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator

import asyncpg
import msgspec
import uvloop

from bench.consumers import sell
from bench.fanout import HOLD, Helper, gateway_port, map_token, viewers
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, PublishedPerformance, process, published_performance, wait_for_port
from db.pool import close_pool, open_pool
from realtime.bus import Bus
from realtime.protocol import WAKEUP_CHANNEL
from tests.eventually import eventually
from tests.grid_plan import grid
from workers.consumers.registry import CONSUMERS

CONNECTIONS = 4
SAMPLE_SECONDS = 0.02
AT_WORK = "SELECT count(*) = $1 FROM consumer WHERE as_of > now() - interval '5 seconds' AND owner IS NOT NULL"
CURSORS = "SELECT xid, id FROM consumer"
FACTS = """
    SELECT xid, id, substr(actor, 8) AS person FROM journal
    WHERE performance_id = $1 AND topic = 'seats.held' ORDER BY xid, id
"""


class Sizes(msgspec.Struct, frozen=True):
    """`seats` of each performance. `rate`: holds a second, for `seconds`, of the lag's measurement.

    The journal tells of `orders` to replay. `viewers` see `holds` holds in each of `rounds` turns with consumers and as
    many without, while `beside` other holds a second are made."""

    seats: int
    orders: int
    rate: int
    seconds: float
    viewers: int
    holds: int
    beside: int
    rounds: int
    settles: float


class Holder:
    """Holds one seat after the other of a performance, each for another person."""

    def __init__(self, server: BenchServer, published: PublishedPerformance) -> None:
        self.server, self.published = server, published
        self.seats = itertools.count()

    async def hold(self, rate: int, seconds: float) -> dict[str, float]:
        """Hold `rate` seats a second; return person → when the commit was known."""
        dsn, committed = self.server.environment["DATABASE_URL"], dict[str, float]()
        connections = [await asyncpg.connect(dsn) for _ in range(CONNECTIONS)]
        bus = Bus(self.server.environment["REDIS_URL"])
        begun = time.monotonic()
        due = iter(begun + n / rate for n in range(round(rate * seconds)))

        async def client(connection: asyncpg.Connection) -> None:
            for moment in due:
                await asyncio.sleep(max(0.0, moment - time.monotonic()))
                seat = next(self.seats)
                person = f"bench {seat}"
                row = await connection.fetchrow(HOLD, self.published.performance, person, [seat], self.published.plan)
                assert row["outcome"] == "held", row
                committed[person] = time.monotonic()
                bus.wake(WAKEUP_CHANNEL)

        try:
            await asyncio.gather(*(client(connection) for connection in connections))
        finally:
            await asyncio.gather(*(connection.close() for connection in connections))
            await bus.close()
        return committed


@contextlib.asynccontextmanager
async def sampled_cursors(dsn: str, samples: list[tuple[float, tuple[int, int]]]) -> AsyncIterator[None]:
    """Append (time, the least of all cursors) many times a second while the block runs."""
    connection = await asyncpg.connect(dsn)

    async def sample() -> None:
        while True:
            rows = await connection.fetch(CURSORS)
            if len(rows) == len(CONSUMERS):
                samples.append((time.monotonic(), min((row["xid"], row["id"]) for row in rows)))
            await asyncio.sleep(SAMPLE_SECONDS)

    sampling = asyncio.create_task(sample())
    try:
        yield
    finally:
        sampling.cancel()
        await asyncio.gather(sampling, return_exceptions=True)
        await connection.close()


async def work_begins(dsn: str) -> None:
    """Wait until a worker has handled what there is."""
    connection = await asyncpg.connect(dsn)
    await eventually(lambda: connection.fetchval(AT_WORK, len(CONSUMERS)))
    await connection.close()


async def measure_lag(server: BenchServer, published: PublishedPerformance, sizes: Sizes) -> None:
    """Measure with the relay and a worker. Raises RuntimeError when a consumer did not pass every fact."""
    dsn, samples = server.environment["DATABASE_URL"], list[tuple[float, tuple[int, int]]]()
    await work_begins(dsn)
    async with sampled_cursors(dsn, samples):
        committed = await Holder(server, published).hold(sizes.rate, sizes.seconds)
        await asyncio.sleep(2 + sizes.settles)
    connection = await asyncpg.connect(dsn)
    facts = await connection.fetch(FACTS, published.performance)
    await connection.close()
    cursors = [cursor for _, cursor in samples]
    late = []
    for fact in facts:
        place = bisect.bisect_left(cursors, (fact["xid"], fact["id"]))
        if place == len(cursors):
            raise RuntimeError("a consumer did not come to the end of the journal")
        late.append((samples[place][0] - committed[fact["person"]]) * 1000)
    record("consumers_lag_p99_ms", round(sorted(late)[len(late) * 99 // 100]), "ms")
    record("consumers_lag_p50_ms", round(statistics.median(late)), "ms")


@contextlib.contextmanager
def endless_replays(server: BenchServer) -> Iterator[None]:
    """Replay every consumer again and again while the block runs."""
    names = " ".join(consumer.name for consumer in CONSUMERS)
    script = f"while :; do for name in {names}; do {sys.executable} -m app.cli consumers replay $name; done; done"
    with (server.folder / "replays.log").open("ab") as out:
        shell = subprocess.Popen(
            ["sh", "-ec", script], env=server.environment, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield
        finally:
            assert shell.poll() is None, "a replay failed: see replays.log"
            subprocess.run(["kill", "--", f"-{shell.pid}"], check=True)
            shell.wait(20)


async def measure_deltas(watcher: Helper, holder: Holder, beside: Holder, sizes: Sizes) -> float:
    """Return the p99 of the milliseconds to the viewers, while other holds are made beside."""
    await watcher.ask("forget")
    seconds = sizes.holds / 10
    committed, _ = await asyncio.gather(holder.hold(10, seconds), beside.hold(sizes.beside, seconds))
    await asyncio.sleep(sizes.settles)
    late = await watcher.latencies({int(person.split()[1]): at for person, at in committed.items()})
    if late.delivered != sizes.viewers * sizes.holds:
        raise RuntimeError(f"{late.delivered} of {sizes.viewers * sizes.holds} deltas arrived")
    return late.p99


async def sell_before(sizes: Sizes) -> None:
    """Write the orders that are replayed."""
    sold = await published_performance(grid(2 * sizes.orders), "sold")
    await open_pool(4)
    await sell(sold, sizes.orders)
    await close_pool()


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    asyncio.run(sell_before(sizes))
    watched, busy = [asyncio.run(published_performance(grid(sizes.seats), name)) for name in ("watched", "busy")]
    holder, beside, port = Holder(server, watched), Holder(server, busy), gateway_port(server)
    alone, accompanied = list[float](), list[float]()
    with process(server, "realtime.gateway"), process(server, "workers.relay"):
        wait_for_port(port)
        with process(server, "workers.run"):
            uvloop.run(measure_lag(server, asyncio.run(published_performance(grid(sizes.seats), "lag")), sizes))
        with viewers(server, sizes.viewers, map_token(watched.performance), port) as watcher:
            asyncio.run(watcher.read_line())
            for _ in range(sizes.rounds):
                alone.append(uvloop.run(measure_deltas(watcher, holder, beside, sizes)))
                with process(server, "workers.run"), endless_replays(server):
                    time.sleep(sizes.settles)
                    accompanied.append(uvloop.run(measure_deltas(watcher, holder, beside, sizes)))
    floor = round(statistics.median(alone), 1)
    record("delta_p99_ms_consumers", round(statistics.median(accompanied), 1), "ms", floor)


MEASUREMENT = Measurement(
    measure,
    full=Sizes(
        seats=60_000, orders=20_000, rate=500, seconds=10, viewers=100, holds=100, beside=100, rounds=3, settles=2
    ),
    smoke=Sizes(seats=2_000, orders=100, rate=50, seconds=1, viewers=5, holds=10, beside=10, rounds=1, settles=1),
    rows=("consumers_lag_p99_ms", "consumers_lag_p50_ms", "delta_p99_ms_consumers"),
)
