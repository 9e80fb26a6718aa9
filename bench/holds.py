"""Measures holds_http_rps: holds of two seats of 60,000 over HTTP, each by another session, with the limit of seats a
person, CSRF token and rate limiter.

Requested as a program does (JSON) and, with _htmx, as a browser that gets the basket in HTML.

The floor is the bare statement of docs/performance.md over asyncpg with as many connections, in the same run."""

import asyncio
import secrets
import time
from collections.abc import Iterator

import asyncpg
import msgspec
import uvloop

from bench.harness.load import Load, cpu_seconds, new_session, run_clients
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, process, published_performance, wait_for_port
from tests.grid_plan import grid

BARE = """
    WITH w AS (
        SELECT idx FROM seat WHERE performance_id = $1 AND idx = ANY($2::int[])
          AND is_open(status, hold_expires_at, now()) ORDER BY idx FOR UPDATE SKIP LOCKED
    ), ok AS (SELECT count(*) = cardinality($2::int[]) AS all_got FROM w
    ), h AS (
        INSERT INTO hold (performance_id, person) SELECT $1, $3 FROM ok WHERE all_got RETURNING id
    ), u AS (
        UPDATE seat s SET status = 1, hold_id = h.id, hold_expires_at = now() + interval '10 min' FROM h
        WHERE s.performance_id = $1 AND s.idx = ANY(ARRAY(SELECT idx FROM w)) RETURNING s.idx
    )
    INSERT INTO journal (performance_id, topic, payload, actor)
    SELECT $1, 'seats.held', jsonb_build_object('hold', h.id, 'seats', to_jsonb($2::int[])), $3 FROM h RETURNING id
"""


class Sizes(msgspec.Struct, frozen=True):
    """The seats of the plan, the clients at once, the seconds of each run, and the holds before it that warm up."""

    seats: int
    clients: int
    seconds: float
    warm_up: int


def pairs(seats: int) -> Iterator[list[int]]:
    """Yield every pair of neighbours once."""
    return ([seat, seat + 1] for seat in range(0, seats, 2))


async def run_floor(dsn: str, performance: int, sizes: Sizes) -> Load:
    """Run the bare statement on as many connections as there are clients."""
    pairs_left, load = pairs(sizes.seats), Load(times=[])
    tuned = {"plan_cache_mode": "force_generic_plan"}
    connections = [await asyncpg.connect(dsn, server_settings=tuned) for _ in range(sizes.clients)]

    async def client(connection: asyncpg.Connection, stop: float) -> None:
        statement = await connection.prepare(BARE)
        while (now := time.perf_counter()) < stop and (seats := next(pairs_left, None)):
            got = await statement.fetchval(performance, seats, secrets.token_urlsafe(16))
            load.times.append(time.perf_counter() - now)
            load.done += got is not None

    started = time.perf_counter()
    await asyncio.gather(*(client(connection, started + sizes.seconds) for connection in connections))
    load.seconds = time.perf_counter() - started
    await asyncio.gather(*(connection.close() for connection in connections))
    return load


def request(host: str, performance: int, plan: int, seats: list[int], kind: str) -> bytes:
    """Build one hold request of a new session, as HTMX ("htmx") or a program ("json") sends it."""
    cookie, token = new_session()
    if kind == "json":
        body, extra = msgspec.json.encode({"seats": seats, "plan": plan}).decode(), "Accept: application/json\r\n"
        content = "application/json"
    else:
        body, extra = f"seats={seats[0]}+{seats[1]}&plan={plan}&back=map", "HX-Request: true\r\nAccept: text/html\r\n"
        content = "application/x-www-form-urlencoded"
    return (
        f"POST /performances/{performance}/holds HTTP/1.1\r\nHost: {host}\r\n"
        f"Cookie: {cookie}\r\nX-CSRF-Token: {token}\r\n"
        f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n{extra}\r\n{body}"
    ).encode()


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record. Raises AssertionError when a hold was refused."""
    plan = grid(sizes.seats)
    bare, *performances = [asyncio.run(published_performance(plan, f"field-{n}")) for n in range(3)]
    floor = uvloop.run(run_floor(server.environment["DATABASE_URL"], bare.performance, sizes))
    host = f"127.0.0.1:{server.port}"
    with process(server, "workers.relay"), process(server, "app.main"):
        wait_for_port(server.port)
        for kind, its in zip(("json", "htmx"), performances, strict=True):
            ready = iter([request(host, its.performance, its.plan, pair, kind) for pair in pairs(sizes.seats)])
            uvloop.run(run_clients(server.port, ready, sizes.clients, sizes.seconds, sizes.warm_up))
            before = cpu_seconds()
            load = uvloop.run(run_clients(server.port, ready, sizes.clients, sizes.seconds))
            assert load.failed == 0, f"{load.failed} holds were refused"
            record_load("" if kind == "json" else "_htmx", load, floor, (cpu_seconds() - before) / load.seconds)


def record_load(suffix: str, load: Load, floor: Load, client: float) -> None:
    """Record four figures of one run. `client`: cores that the load itself used."""
    record(f"holds_http_rps{suffix}", round(load.rate()), "1/s", floor=round(floor.rate()))
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        floor_ms = round(floor.percentile(share), 1)
        record(f"holds_http_{name}_ms{suffix}", round(load.percentile(share), 1), "ms", floor=floor_ms)
    record(f"holds_http_client_cpu{suffix}", round(client, 2), "cores")


MEASUREMENT = Measurement(
    measure,
    full=Sizes(seats=60_000, clients=16, seconds=8.0, warm_up=400),
    smoke=Sizes(seats=4_000, clients=4, seconds=0.5, warm_up=20),
    rows=(
        "holds_http_rps",
        "holds_http_p50_ms",
        "holds_http_p99_ms",
        "holds_http_client_cpu",
        "holds_http_rps_htmx",
        "holds_http_p50_ms_htmx",
        "holds_http_p99_ms_htmx",
        "holds_http_client_cpu_htmx",
    ),
)
