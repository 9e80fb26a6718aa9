"""Measures orders_per_s: complete paid purchases over HTTP: map, snapshot, hold, checkout page, order, card, ticket.

Every fan has another session. Load shedding refuses a part of the requests (503) when more fans are there than the
server can serve: these fans try again after Retry-After, and the wait is part of the measured time. The fake Stripe
answers at once or after 300 ms, and its webhook leads to the ticket. Load, fake Stripe, server and database share the
cores. The floor is the same purchase free of charge: no payment, no webhook, no worker."""

import asyncio
import json
import secrets
import time
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import asyncpg
import msgspec
import uvloop

from app.dev import fake_services
from bench.harness.http_client import HttpClient
from bench.harness.load import Load, cpu_seconds, new_session
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import (
    BenchServer,
    PublishedPerformance,
    free_port,
    process,
    published_performance,
    wait_for_port,
)
from tests.grid_plan import grid

PRICE = 4200
POLL_SECONDS = 0.2
"""Seconds between two requests of a page that waits for its ticket; a browser begins with one a second."""


class Sizes(msgspec.Struct, frozen=True):
    """The seats of each performance, the seconds of each run, and the orders before it that warm up.

    `shoppers`: at once, by the fake Stripe's latency in ms: with a slow one more of them are waiting at any time."""

    seats: int
    seconds: float
    warm_up: int
    shoppers: dict[int, int]


class Shopper:
    """Buys again and again, each time as a new person. A request refused with 503 is sent again after Retry-After."""

    def __init__(self, server: BenchServer, performance: int, plan: int, fake_stripe_port: int) -> None:
        self.web, self.fake_stripe = HttpClient("127.0.0.1", server.port), HttpClient("127.0.0.1", fake_stripe_port)
        self.performance, self.plan = f"/performances/{performance}", plan
        self.headers: dict[str, str] = {}

    def arrive(self) -> None:
        """Begin a new session with its CSRF token."""
        cookie, token = new_session()
        self.headers = {"Cookie": cookie, "X-CSRF-Token": token}

    async def read(self, path: str, encoding: str = "br") -> bytes:
        """Request a page, compressed as for a browser. Raises RuntimeError for an error status."""
        return await self.web.request_ok(
            "GET", path, {**self.headers, "Accept": "text/html", "Accept-Encoding": encoding}
        )

    async def send(self, path: str, body: object) -> Any:
        """Send JSON as the page's script does; return the decoded JSON response. Raises RuntimeError."""
        headers = {**self.headers, "Accept": "application/json"}
        return json.loads(await self.web.request_ok("POST", path, headers, msgspec.json.encode(body)))

    async def buy(self, seats: list[int]) -> None:
        """Buy two seats, from the map to the ticket. Raises RuntimeError when a request is refused."""
        self.arrive()
        await self.read(self.performance)
        await self.read(f"{self.performance}/seats")
        held = await self.send(f"{self.performance}/holds", {"seats": seats, "plan": self.plan})
        await self.read(f"{self.performance}/checkout")
        form = {"name": "Ana Ferreira", "email": f"{secrets.token_hex(6)}@example.org", "hold": held["hold"]}
        order = await self.send(f"{self.performance}/orders", form)
        if secret := order.get("secret"):
            path = f"/standin/intents/{secret.split('_secret_')[0]}/pay"
            await self.fake_stripe.request_ok("POST", path, {}, b'{"card": "4242424242424242"}')
        # the ticket comes from another process, so there is no event to wait for
        while b'class="ticket"' not in await self.read(order["page"], "identity"):  # noqa: ASYNC110
            await asyncio.sleep(POLL_SECONDS)


async def shop(fans: list[Shopper], seats: Iterator[list[int]], seconds: float, max_orders: int = 10**9) -> Load:
    """Let every shopper buy pairs of seats until the time is over. `failed` in the result: requests refused (503)."""
    load = Load(times=[])

    async def run(fan: Shopper, stop: float) -> None:
        while (now := time.perf_counter()) < stop and load.done < max_orders and (pair := next(seats, None)):
            await fan.buy(pair)
            load.times.append(time.perf_counter() - now)
            load.done += 1

    started = time.perf_counter()
    await asyncio.gather(*(run(fan, started + seconds) for fan in fans))
    load.seconds = time.perf_counter() - started
    load.failed = sum(fan.web.refused for fan in fans)
    for fan in fans:
        fan.web.close()
        fan.fake_stripe.close()
    return load


class Run(NamedTuple):
    """The performance that is sold, the port of the fake Stripe, and the shoppers at once."""

    published: PublishedPerformance
    fake_stripe_port: int
    shoppers: int


def run_shoppers(server: BenchServer, sizes: Sizes, run: Run) -> tuple[Load, float]:
    """Run after a warm-up; return the load and the cores that the load itself used."""
    seats = ([seat, seat + 1] for seat in range(0, sizes.seats, 2))

    def shoppers() -> list[Shopper]:
        performance, plan = run.published
        return [Shopper(server, performance, plan, run.fake_stripe_port) for _ in range(run.shoppers)]

    uvloop.run(shop(shoppers(), seats, sizes.seconds, sizes.warm_up))
    uvloop.run(analyze(server))
    before = cpu_seconds()
    load = uvloop.run(shop(shoppers(), seats, sizes.seconds))
    return load, (cpu_seconds() - before) / load.seconds


async def analyze(server: BenchServer) -> None:
    """Analyze all tables, as autovacuum does early in a sale, so that plans made for empty tables are replaced."""
    connection = await asyncpg.connect(server.environment["DATABASE_URL"])
    await connection.execute("ANALYZE")
    await connection.close()


def set_latency(fake_stripe_port: int, milliseconds: int) -> None:
    """Set the latency of each response of the fake Stripe."""
    body = json.dumps({"latency_ms": milliseconds}).encode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{fake_stripe_port}/standin/mood", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(asked, timeout=5).close()


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    fake_stripe_port, site = free_port(), f"http://127.0.0.1:{server.port}"
    server.environment |= fake_services.fake_stripe_environment(("127.0.0.1", fake_stripe_port), site, server.folder)
    server.environment["AISLE_STANDIN_FILE"] = ""
    plan = grid(sizes.seats)
    free = asyncio.run(published_performance(plan, "free"))
    paid = {latency: asyncio.run(published_performance(plan, f"paid-{latency}", PRICE)) for latency in sizes.shoppers}
    with (
        process(server, "app.dev.fake_stripe"),
        process(server, "workers.relay"),
        process(server, "workers.run"),
        process(server, "app.main"),
    ):
        wait_for_port(server.port)
        wait_for_port(fake_stripe_port)
        floor, _ = run_shoppers(server, sizes, Run(free, fake_stripe_port, sizes.shoppers[0]))
        for latency, shoppers in sizes.shoppers.items():
            set_latency(fake_stripe_port, latency)
            load, client = run_shoppers(server, sizes, Run(paid[latency], fake_stripe_port, shoppers))
            record_load("" if latency == 0 else f"_{latency}ms", load, floor, client)


def record_load(suffix: str, load: Load, floor: Load, client: float) -> None:
    """Record five figures of one run. `client`: cores that the load itself used."""
    record(f"orders_per_s{suffix}", round(load.rate(), 1), "1/s", floor=round(floor.rate(), 1))
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        record(f"orders_{name}_ms{suffix}", round(load.percentile(share)), "ms", floor=round(floor.percentile(share)))
    record(f"orders_client_cpu{suffix}", round(client, 2), "cores")
    record(f"orders_refused{suffix}", load.failed, "")


MEASUREMENT = Measurement(
    measure,
    full=Sizes(seats=60_000, seconds=12.0, warm_up=60, shoppers={0: 24, 300: 128}),
    smoke=Sizes(seats=4_000, seconds=0.5, warm_up=4, shoppers={0: 4, 300: 8}),
    rows=(
        "orders_per_s",
        "orders_p50_ms",
        "orders_p99_ms",
        "orders_client_cpu",
        "orders_refused",
        "orders_per_s_300ms",
        "orders_p50_ms_300ms",
        "orders_p99_ms_300ms",
        "orders_client_cpu_300ms",
        "orders_refused_300ms",
    ),
)
