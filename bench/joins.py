"""Measures joins_per_s: newcomers who join a waiting room over HTTP, each a browser without a cookie; with _2 two web
processes.

The floor is the bare statement with 64 joins each, as fast as two connections can run it. Also measures the size of
100,000 who wait, and how long joins are delayed while the draw of as many is closed."""

import asyncio
import itertools
import time

import asyncpg
import msgspec
import redis
import uvloop

from app.waiting_room.draw.draw_steps import close_draw
from app.web.redis import close_redis
from bench.harness.load import Load, cpu_seconds, run_clients
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, process, published_performance, wait_for_port
from bench.harness.waiting_rooms import BATCH_SIZE, JOIN, create_room, join_request, new_persons
from db.pool import close_pool, open_pool
from tests.grid_plan import grid

SEATS = 2_000
SIZE = """
    SELECT sum(pg_total_relation_size(t::regclass))::bigint, (SELECT count(*) FROM place)
        + (SELECT count(*) FROM queue_log) + (SELECT count(*) FROM journal) + (SELECT count(*) FROM admission)
    FROM unnest(ARRAY['place', 'waiting_room', 'queue_log', 'journal', 'admission']) t
"""
NUMBERS = """
    SELECT w.last_number, count(*), max(p.number), count(DISTINCT p.person)
    FROM waiting_room w JOIN place p ON p.room = w.id WHERE w.id = $1 GROUP BY 1
"""


class Sizes(msgspec.Struct, frozen=True):
    """The browsers at once, the seconds of each run after `warm_up` joins, and how many wait for the draw."""

    browsers: int
    seconds: float
    warm_up: int
    waiting: int


class Closing(msgspec.Struct):
    """How long closing the draw took, and how long each join waited meanwhile, in seconds."""

    seconds: float
    waits: list[float]


async def run_floor(dsn: str, room: int, count: int) -> Load:
    """Run the bare statement on two connections. Raises AssertionError when a number is missing."""
    connections = [await asyncpg.connect(dsn) for _ in range(2)]
    batches, load = iter(range(count // BATCH_SIZE)), Load(times=[])

    async def run(connection: asyncpg.Connection) -> None:
        statement = await connection.prepare(JOIN)
        for _ in batches:
            rows = await statement.fetch(room, *new_persons(BATCH_SIZE))
            load.done += len(rows)

    started = time.perf_counter()
    await asyncio.gather(*map(run, connections))
    load.seconds = time.perf_counter() - started
    for connection in connections:
        await connection.close()
    assert load.done == count // BATCH_SIZE * BATCH_SIZE
    return load


def over_http(server: BenchServer, sizes: Sizes, room: int, processes: int, floor: Load) -> None:
    """Measure joins with so many web processes and record them. Raises AssertionError when a join was refused."""
    server.environment["AISLE_WEB_WORKERS"] = str(processes)
    site, host = server.environment["AISLE_SITE_URL"], f"127.0.0.1:{server.port}"
    requests = itertools.repeat(join_request(site, host, room))  # each counts as a new browser: it has no cookie
    with process(server, "app.main"):
        wait_for_port(server.port)
        uvloop.run(run_clients(server.port, requests, sizes.browsers, sizes.seconds, sizes.warm_up * processes))
        before = cpu_seconds()
        load = uvloop.run(run_clients(server.port, requests, sizes.browsers, sizes.seconds))
        client = (cpu_seconds() - before) / load.seconds
    assert load.failed == 0, f"{load.failed} of {load.failed + load.done} joins were refused"
    suffix = "" if processes == 1 else f"_{processes}"
    record(f"joins_per_s{suffix}", round(load.rate()), "1/s", floor=round(floor.rate()))
    record(f"joins_p50_ms{suffix}", round(load.percentile(0.5), 1), "ms")
    record(f"joins_p99_ms{suffix}", round(load.percentile(0.99), 1), "ms")
    record(f"joins_client_cpu{suffix}", round(client, 2), "cores")


async def check_numbers(dsn: str, room: int) -> None:
    """Check that every number was given once. Raises AssertionError."""
    connection = await asyncpg.connect(dsn)
    last, count, highest, persons = await connection.fetchrow(NUMBERS, room)
    assert last == count == highest == persons, (last, count, highest, persons)
    await connection.close()


async def measure_size(server: BenchServer, room: int, waiting: int) -> Load:
    """Let so many join and record their rows and megabytes; the rate of the joins is the floor."""
    dsn = server.environment["DATABASE_URL"]
    connection = await asyncpg.connect(dsn)
    empty, before = await connection.fetchrow(SIZE)
    load = await run_floor(dsn, room, waiting)
    full, rows = await connection.fetchrow(SIZE)
    await connection.close()
    record("waiting_rows_per_100k", round((rows - before) / load.done * 100_000), "rows")
    record("waiting_mb_per_100k", round((full - empty) / load.done * 100_000 / 1e6, 1), "MB")
    return load


def redis_bytes(server: BenchServer) -> int:
    """Return the bytes Redis uses for data."""
    with redis.Redis.from_url(server.environment["REDIS_URL"]) as connection:
        return int(connection.info("memory")["used_memory_dataset"])


async def close_during_joins(dsn: str, room: int, waiting: int) -> Closing:
    """Close the draw of this room while others join, a few every few milliseconds."""
    await open_pool(4)
    connection = await asyncpg.connect(dsn)
    waits: list[float] = []
    done = asyncio.Event()

    async def join() -> None:
        while not done.is_set():
            started = time.perf_counter()
            await connection.fetch(JOIN, room, *new_persons(8))
            waits.append(time.perf_counter() - started)
            await asyncio.sleep(0.003)

    joins = asyncio.create_task(join())
    started = time.perf_counter()
    draw = await close_draw(room)
    seconds = time.perf_counter() - started
    done.set()
    await joins
    assert draw.n is not None
    assert draw.n >= waiting // BATCH_SIZE * BATCH_SIZE
    await connection.close()
    await close_pool()
    await close_redis()
    return Closing(seconds, waits)


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    dsn = server.environment["DATABASE_URL"]
    performances = [asyncio.run(published_performance(grid(SEATS), f"hall-{n}")).performance for n in range(3)]
    first, second, drawn = (
        asyncio.run(create_room(dsn, performance, draws=performance == performances[2])) for performance in performances
    )
    empty = redis_bytes(server)
    floor = uvloop.run(measure_size(server, drawn, sizes.waiting))
    for room, processes in ((first, 1), (second, 2)):
        over_http(server, sizes, room, processes, floor)
        asyncio.run(check_numbers(dsn, room))
    record("waiting_redis_kb", round((redis_bytes(server) - empty) / 1000, 1), "kB")
    closing = uvloop.run(close_during_joins(dsn, drawn, sizes.waiting))
    record("draw_close_s", round(closing.seconds, 2), "s")
    record("draw_close_wait_max_ms", round(max(closing.waits) * 1000, 1), "ms")


MEASUREMENT = Measurement(
    measure,
    full=Sizes(browsers=96, seconds=8.0, warm_up=2000, waiting=100_000),
    smoke=Sizes(browsers=8, seconds=0.5, warm_up=50, waiting=2_000),
    rows=(
        "waiting_rows_per_100k",
        "waiting_mb_per_100k",
        "joins_per_s",
        "joins_p50_ms",
        "joins_p99_ms",
        "joins_client_cpu",
        "joins_per_s_2",
        "joins_p50_ms_2",
        "joins_p99_ms_2",
        "joins_client_cpu_2",
        "waiting_redis_kb",
        "draw_close_s",
        "draw_close_wait_max_ms",
    ),
)
