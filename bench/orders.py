"""Measures orders_per_s: complete paid purchases over HTTP: map, snapshot, hold, checkout page, order, card, ticket.

Every fan has another session; the fake Stripe answers at once or after 300 ms, and its webhook leads to the ticket.
Load, fake Stripe, server and database share the cores. The floor is the same purchase free of charge: no payment, no
webhook, no worker."""

import asyncio
import json
import secrets
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import uvloop

from app.dev import fake_services
from bench.harness.http_client import HttpClient
from bench.harness.load import Load, cpu_seconds, new_session
from bench.harness.results import record
from bench.harness.server import (
    BIG_PLAN,
    BenchServer,
    PublishedPerformance,
    free_port,
    process,
    published_performance,
    run_bench_server,
    wait_for_port,
)

SECONDS, WARM_UP = 12.0, 60
PRICE = 4200
SHOPPERS = {0: 24, 300: 128}
"""Shoppers at once, by the fake Stripe's latency in ms: with a slow one more of them are waiting at any time."""
POLL_SECONDS = 0.2
"""Seconds between two requests of a page that waits for its ticket; a browser begins with one a second."""


class Shopper:
    """Buys again and again, each time as a new person."""

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
    """Let every shopper buy pairs of seats until the time is over."""
    load = Load(times=[])

    async def run(fan: Shopper, stop: float) -> None:
        while (now := time.perf_counter()) < stop and load.done < max_orders and (pair := next(seats, None)):
            await fan.buy(pair)
            load.times.append(time.perf_counter() - now)
            load.done += 1

    started = time.perf_counter()
    await asyncio.gather(*(run(fan, started + seconds) for fan in fans))
    load.seconds = time.perf_counter() - started
    for fan in fans:
        fan.web.close()
        fan.fake_stripe.close()
    return load


def measure(
    server: BenchServer, published: PublishedPerformance, fake_stripe_port: int, fans: int
) -> tuple[Load, float]:
    """Measure after a warm-up; return the load and the cores that the load itself used."""
    seats = ([seat, seat + 1] for seat in range(0, len(BIG_PLAN.seats), 2))

    def shoppers() -> list[Shopper]:
        return [Shopper(server, published.performance, published.plan, fake_stripe_port) for _ in range(fans)]

    uvloop.run(shop(shoppers(), seats, SECONDS, WARM_UP))
    uvloop.run(analyze(server))
    before = cpu_seconds()
    load = uvloop.run(shop(shoppers(), seats, SECONDS))
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


def main() -> None:
    """Measure and record; about a minute and a half."""
    with tempfile.TemporaryDirectory() as folder, run_bench_server(Path(folder)) as server:
        fake_stripe_port, where = free_port(), Path(folder)
        site = f"http://127.0.0.1:{server.port}"
        server.environment |= fake_services.fake_stripe_environment(("127.0.0.1", fake_stripe_port), site, where)
        server.environment["AISLE_STANDIN_FILE"] = ""
        performances = {
            name: asyncio.run(published_performance(BIG_PLAN, name, price)) for name, price in PRICES.items()
        }
        with (
            process(server, "app.dev.fake_stripe", where / "bank.log"),
            process(server, "workers.relay", where / "relay.log"),
            process(server, "workers.run", where / "worker.log"),
            process(server, "app.main", where / "web.log"),
        ):
            wait_for_port(server.port)
            wait_for_port(fake_stripe_port)
            floor, _ = measure(server, performances["free"], fake_stripe_port, SHOPPERS[0])
            for latency, fans in SHOPPERS.items():
                set_latency(fake_stripe_port, latency)
                load, client = measure(server, performances[f"paid-{latency}"], fake_stripe_port, fans)
                record_load("" if latency == 0 else f"_{latency}ms", load, floor, client)


PRICES = {"free": 0, "paid-0": PRICE, "paid-300": PRICE}


def record_load(suffix: str, load: Load, floor: Load, client: float) -> None:
    """Record four figures of one run. `client`: cores that the load itself used."""
    record(f"orders_per_s{suffix}", round(load.rate(), 1), "1/s", floor=round(floor.rate(), 1))
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        record(f"orders_{name}_ms{suffix}", round(load.percentile(share)), "ms", floor=round(floor.percentile(share)))
    record(f"orders_client_cpu{suffix}", round(client, 2), "cores")


if __name__ == "__main__":
    main()
