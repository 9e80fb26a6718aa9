"""orders_per_s: the whole paid way of a fan, over HTTP: map, snapshot, hold, checkout page, order, card, ticket.

Every fan is another session; the stand-in bank answers at once or after 300 ms, its webhook brings the ticket. Load,
bank, house and database share the cores. The floor is the same way free of charge: no bank, no webhook, no worker."""

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
from litestar.middleware.csrf import generate_csrf_token

from app.dev import fake_services
from app.settings import settings
from app.web.security import csrf_config
from app.web.sessions import session_cookie
from bench.harness.http_client import Wire
from bench.harness.results import record
from bench.harness.server import BenchHouse, bench_house, free_port, hall, process, wait_for_port
from bench.holds import FIELD, Load, cpu

SECONDS, WARM_UP = 12.0, 60
PRICE = 4200
FANS = {0: 24, 300: 128}
"""How many shop at once, by the bank's milliseconds: a slow bank keeps more of them waiting."""
LOOKS_EVERY = 0.2
"""Seconds between two looks of a page that waits for its ticket; a browser's first ones come each second."""


class Fan:
    """One purchase after the other, each as somebody new."""

    def __init__(self, house: BenchHouse, performance: int, plan: int, bank: int) -> None:
        self.web, self.bank = Wire("127.0.0.1", house.port), Wire("127.0.0.1", bank)
        self.show, self.plan = f"/performances/{performance}", plan
        self.headers: dict[str, str] = {}

    def arrive(self) -> None:
        """A new session, with the token its browser would have."""
        token = generate_csrf_token(settings().aisle_secret)
        session = session_cookie(secrets.token_urlsafe(16))
        cookie = f"{session.key}={session.value}; {csrf_config(settings()).cookie_name}={token}"
        self.headers = {"Cookie": cookie, "X-CSRF-Token": token}

    async def read(self, path: str, encoding: str = "br") -> bytes:
        """A page that must be there, compressed as a browser asks for it."""
        return await self.web.must("GET", path, {**self.headers, "Accept": "text/html", "Accept-Encoding": encoding})

    async def send(self, path: str, body: object) -> Any:
        """A form as the page's script sends it; the JSON that comes back."""
        headers = {**self.headers, "Accept": "application/json"}
        return json.loads(await self.web.must("POST", path, headers, msgspec.json.encode(body)))

    async def buy(self, seats: list[int]) -> None:
        """From the map to the ticket. Raises RuntimeError when anything is refused."""
        self.arrive()
        await self.read(self.show)
        await self.read(f"{self.show}/seats")
        held = await self.send(f"{self.show}/holds", {"seats": seats, "plan": self.plan})
        await self.read(f"{self.show}/checkout")
        form = {"name": "Ana Ferreira", "email": f"{secrets.token_hex(6)}@example.org", "hold": held["hold"]}
        order = await self.send(f"{self.show}/orders", form)
        if secret := order.get("secret"):
            path = f"/standin/intents/{secret.split('_secret_')[0]}/pay"
            await self.bank.must("POST", path, {}, b'{"card": "4242424242424242"}')
        # another process's answer is waited for
        while b'class="ticket"' not in await self.read(order["page"], "identity"):  # noqa: ASYNC110
            await asyncio.sleep(LOOKS_EVERY)


async def shop(fans: list[Fan], seats: Iterator[list[int]], seconds: float, most: int = 10**9) -> Load:
    """Everybody buys two seats after two seats, until the time is over."""
    load = Load(times=[])

    async def run(fan: Fan, stop: float) -> None:
        while (now := time.perf_counter()) < stop and load.done < most and (wish := next(seats, None)):
            await fan.buy(wish)
            load.times.append(time.perf_counter() - now)
            load.done += 1

    started = time.perf_counter()
    await asyncio.gather(*(run(fan, started + seconds) for fan in fans))
    load.seconds = time.perf_counter() - started
    for fan in fans:
        fan.web.close()
        fan.bank.close()
    return load


def measure(house: BenchHouse, hall: tuple[int, int], bank: int, fans: int) -> tuple[Load, float]:
    """A warm run, and how many cores the load itself used."""
    seats = ([seat, seat + 1] for seat in range(0, len(FIELD.seats), 2))
    uvloop.run(shop([Fan(house, *hall, bank) for _ in range(fans)], seats, SECONDS, WARM_UP))
    uvloop.run(analyze(house))
    before = cpu()
    load = uvloop.run(shop([Fan(house, *hall, bank) for _ in range(fans)], seats, SECONDS))
    return load, (cpu() - before) / load.seconds


async def analyze(house: BenchHouse) -> None:
    """What autovacuum does in the first minute of a sale: plans made while the tables were empty are made anew."""
    connection = await asyncpg.connect(house.environment["DATABASE_URL"])
    await connection.execute("ANALYZE")
    await connection.close()


def set_latency(bank: int, milliseconds: int) -> None:
    """How long the bank thinks about each answer."""
    body = json.dumps({"latency_ms": milliseconds}).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{bank}/standin/mood", body, {"Content-Type": "application/json"})
    urllib.request.urlopen(asked, timeout=5).close()


def main() -> None:
    """Measures and records; about a minute and a half."""
    with tempfile.TemporaryDirectory() as folder, bench_house(Path(folder)) as house:
        bank, where = free_port(), Path(folder)
        site = f"http://127.0.0.1:{house.port}"
        house.environment |= fake_services.fake_stripe_environment(("127.0.0.1", bank), site, where)
        house.environment["AISLE_STANDIN_FILE"] = ""
        halls = {name: asyncio.run(hall(FIELD, name, price)) for name, price in HALLS.items()}
        with (
            process(house, "app.dev.fake_stripe", where / "bank.log"),
            process(house, "workers.relay", where / "relay.log"),
            process(house, "workers.run", where / "worker.log"), process(house, "app.main", where / "web.log"),
        ):  # fmt: skip
            wait_for_port(house.port)
            wait_for_port(bank)
            floor, _ = measure(house, halls["free"], bank, FANS[0])
            for latency, fans in FANS.items():
                set_latency(bank, latency)
                load, client = measure(house, halls[f"paid-{latency}"], bank, fans)
                tell("" if latency == 0 else f"_{latency}ms", load, floor, client)


HALLS = {"free": 0, "paid-0": PRICE, "paid-300": PRICE}


def tell(which: str, load: Load, floor: Load, client: float) -> None:
    """Four figures of one run; `client`: cores that the load itself used."""
    record(f"orders_per_s{which}", round(load.rate(), 1), "1/s", floor=round(floor.rate(), 1))
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        record(f"orders_{name}_ms{which}", round(load.percentile(share)), "ms", floor=round(floor.percentile(share)))
    record(f"orders_client_cpu{which}", round(client, 2), "cores")


if __name__ == "__main__":
    main()
