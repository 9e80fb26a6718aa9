"""Measures best_available, which chooses seats and holds them, in a stadium of about 60,000 seats of which half are
sold at random.

best_available_p50_ms and _p99_ms: one process, one party after the other, from the request to the committed hold; the
floor is a hold of as many given seats. _cpu_: the processor time of this process in it, without the database.
best_available_500_*: 500 parties at the same moment over HTTP."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Sequence

import msgspec
import uvloop

from app.events.catalog import Performance, public_performance
from app.seating.best.search import Party, take_best
from app.seating.holds.hold import hold_seats
from app.venues.builtin.stadium import stadium
from app.venues.plan import Plan
from app.web.redis import close_redis
from bench.harness.load import Load, StatusClient, new_session
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, process, published_performance, wait_for_port
from db.pool import close_pool, execute, fetch_value, open_pool
from tests.grid_plan import grid

WARM_UP_AT_ONCE = 16
PARTY_SIZES = (2, 2, 2, 4, 4, 1, 3, 6)
"""Party sizes as in real sales: mostly two and four."""
DEADLINE = 60.0
LAST_OPEN_SEATS = """
    SELECT array_agg(idx)
    FROM (SELECT idx FROM seat WHERE performance_id = $1 AND status = 0 ORDER BY idx DESC LIMIT $2) s
"""


class Sizes(msgspec.Struct, frozen=True):
    """The plan, the parties one by one after so many that warm up, and the parties at the same moment."""

    plan: Callable[[], Plan]
    parties: int
    warm_up: int
    at_once: int


async def sell_half(performance: int) -> None:
    """Make half of the seats unavailable before the relay reads them; the measurement does not depend on the status."""
    await open_pool(2)
    await execute("SELECT setseed(0.5)")
    await execute("UPDATE seat SET status = 3 WHERE performance_id = $1 AND random() < 0.5", performance)
    await execute("VACUUM ANALYZE seat")
    await close_pool()


async def one_by_one(performance_id: int, sizes: Sizes) -> tuple[Load, Load, Load]:
    """Run best_available and holds of as many given seats in turn, each by another person.

    Returns the loads of best_available, of the given seats, and the processor time of best_available."""
    await open_pool(2)
    performance = await public_performance(performance_id)
    assert performance is not None
    chosen, named, used = (Load(times=[]) for _ in range(3))
    for n, size in zip(range(sizes.parties + sizes.warm_up), itertools.cycle(PARTY_SIZES)):
        started, cpu = time.perf_counter(), time.process_time()
        best = await take_best(performance, f"party-{n}", Party(size))
        counted = n >= sizes.warm_up
        if counted:
            chosen.times.append(time.perf_counter() - started)
            used.times.append(time.process_time() - cpu)
        assert len(best.seats) == size
        named_time = await named_hold(performance, n, size)
        if counted:
            named.times.append(named_time)
    await close_pool()
    await close_redis()
    return chosen, named, used


async def named_hold(performance: Performance, n: int, size: int) -> float:
    """Hold `size` seats with the highest idx, which best_available does not choose; return the seconds it took."""
    far = await fetch_value(LAST_OPEN_SEATS, performance.id, size)
    started = time.perf_counter()
    await hold_seats(performance.id, f"named-{n}", far, performance.plan)
    return time.perf_counter() - started


def request(host: str, performance: int, plan: int, size: int) -> bytes:
    """Build one search request of a new session, as a program (JSON) sends it."""
    cookie, token = new_session()
    body = msgspec.json.encode({"party": size, "plan": plan}).decode()
    return (
        f"POST /performances/{performance}/holds/best HTTP/1.1\r\nHost: {host}\r\n"
        f"Cookie: {cookie}\r\nX-CSRF-Token: {token}\r\n"
        f"Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def all_at_once(port: int, requests: Sequence[bytes]) -> tuple[Load, list[int]]:
    """Connect a client for each request, then send all requests at once; return the load and the statuses."""
    loop, load = asyncio.get_running_loop(), Load(times=[])
    clients = [(await loop.create_connection(StatusClient, "127.0.0.1", port))[1] for _ in requests]

    async def ask(client: StatusClient, data: bytes) -> int:
        started = time.perf_counter()
        status = await client.request(data)
        load.times.append(time.perf_counter() - started)
        return status

    started = time.perf_counter()
    asked = (ask(client, data) for client, data in zip(clients, requests, strict=True))
    statuses = await asyncio.wait_for(asyncio.gather(*asked), DEADLINE)
    load.seconds = time.perf_counter() - started
    for client in clients:
        client.transport.close()
    return load, list(statuses)


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    performance, plan = asyncio.run(published_performance(sizes.plan(), "stadium"))
    asyncio.run(sell_half(performance))
    with process(server, "workers.relay"):
        chosen, named, used = uvloop.run(one_by_one(performance, sizes))
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            floor = round(named.percentile(share), 1)
            record(f"best_available_{name}_ms", round(chosen.percentile(share), 1), "ms", floor=floor)
            record(f"best_available_cpu_{name}_ms", round(used.percentile(share), 2), "ms")
        rush(server, performance, plan, sizes.at_once)


def rush(server: BenchServer, performance: int, plan: int, at_once: int) -> None:
    """Send all searches at the same moment through the web tier, after a few that warm it up."""
    draw = random.Random(4)
    host = f"127.0.0.1:{server.port}"
    with process(server, "app.main"):
        wait_for_port(server.port)
        uvloop.run(all_at_once(server.port, [request(host, performance, plan, 2) for _ in range(WARM_UP_AT_ONCE)]))
        requests = [request(host, performance, plan, draw.choice(PARTY_SIZES)) for _ in range(at_once)]
        load, statuses = uvloop.run(all_at_once(server.port, requests))
    refused = sum(status != 200 for status in statuses)
    record("best_available_500_p99_ms", round(load.percentile(0.99)), "ms")
    record("best_available_500_per_s", round(len(statuses) / load.seconds), "1/s")
    record("best_available_500_answered", len(statuses), "", floor=at_once)
    record("best_available_500_refused", refused, "")


MEASUREMENT = Measurement(
    measure,
    full=Sizes(stadium, parties=400, warm_up=40, at_once=500),
    smoke=Sizes(lambda: grid(4_000), parties=16, warm_up=2, at_once=20),
    rows=(
        "best_available_p50_ms",
        "best_available_p99_ms",
        "best_available_cpu_p50_ms",
        "best_available_cpu_p99_ms",
        "best_available_500_p99_ms",
        "best_available_500_per_s",
        "best_available_500_answered",
        "best_available_500_refused",
    ),
)
