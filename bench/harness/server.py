"""Starts what a bench needs: Postgres (fsync on), Redis, chosen processes of Aisle, and a published performance."""

import asyncio
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import asyncpg
import msgspec
import redis

from app.accounts.organizers import save_organizer
from app.dev.postgres import Postgres, running_postgres
from app.dev.redis import Redis, running_redis
from app.events.drafts import NewEvent, NewPerformance, create_performance, save_event
from app.events.performances import publish_performance
from app.events.pricing import Fee
from app.settings import settings
from app.venues.plan import Plan
from app.venues.plans import save_plan
from app.venues.venues import NewVenue, save_venue
from app.web.cache import clear_caches
from db.engine import DB
from db.migrate import migrate
from db.pool import close_pool, open_pool
from db.transaction import transaction
from realtime.keys import gateway_keys


class Services(msgspec.Struct):
    """Running databases. The database `aisle` of `postgres` is migrated and is the template of all others."""

    postgres: Postgres
    redis: Redis
    folder: Path


class BenchServer(msgspec.Struct):
    """An installation under test. `environment`: of its processes; `port`: of its web tier; `folder`: of its logs.

    `processes`: the process ids of its databases by name."""

    environment: dict[str, str]
    port: int
    folder: Path
    processes: dict[str, int]


def free_port() -> int:
    """Find a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_services() -> Iterator[Services]:
    """Start Postgres and Redis and migrate a database; stop them at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="aisle-bench-", ignore_cleanup_errors=True) as name,
        running_postgres(Path(name) / "postgres", remove_data=True) as postgres,
        running_redis(Path(name) / "redis", remove_data=True) as redis_server,
    ):
        os.environ["PICCOLO_CONF"] = "db.piccolo_conf"
        DB.config["dsn"] = postgres.url
        asyncio.run(migrate())
        yield Services(postgres, redis_server, Path(name))


def prepare_server(services: Services, name: str) -> BenchServer:
    """Make a new database and an empty Redis for one measurement, and point this process's settings at them."""
    database_url = services.postgres.url.replace("/aisle?", f"/{name}?")
    asyncio.run(_copy_database(services.postgres.url.replace("/aisle?", "/postgres?"), name))
    with redis.Redis.from_url(services.redis.url) as connection:
        connection.flushall()
    port = free_port()
    variables = {
        "AISLE_ENV": "production",
        "AISLE_SECRET": secrets.token_urlsafe(32),
        "DATABASE_URL": database_url,
        "REDIS_URL": services.redis.url,
        "AISLE_WEB_PORT": str(port),
        "AISLE_REALTIME_PORT": str(free_port()),
        "AISLE_SITE_URL": f"https://127.0.0.1:{port}",
        "AISLE_SOCKET_URL": "wss://127.0.0.1",
        "AISLE_REQUESTS_PER_ADDRESS": "1000000000",  # all fans of the bench share one address
        "AISLE_NEWCOMERS_PER_ADDRESS": "1000000000",
        "AISLE_NEW_SESSION_HOLDS_PER_ADDRESS": "1000000000",
        "AISLE_SEATS_HELD_PER_ADDRESS": "1000000",  # counted as in production, and never reached
        "AISLE_SOCKETS_PER_ADDRESS": "20000",
    }
    os.environ.update(variables | gateway_keys(variables))
    DB.config["dsn"] = database_url
    settings.cache_clear()
    clear_caches()  # ids begin again from 1
    folder = services.folder / name
    folder.mkdir()
    processes = {"postgres": services.postgres.pid, "redis": services.redis.pid}
    return BenchServer(dict(os.environ), port, folder, processes)


async def _copy_database(administration_url: str, name: str) -> None:
    connection = await asyncpg.connect(administration_url)
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE aisle')
    await connection.close()


@contextlib.contextmanager
def process(server: BenchServer, module: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one module as a production process with its log in the server's folder; stop it at the end."""
    with (server.folder / f"{module}.log").open("ab") as out:
        running = subprocess.Popen([sys.executable, "-m", module], env=server.environment, stdout=out, stderr=out)
        try:
            yield running
        finally:
            running.terminate()
            running.wait(20)


def wait_for_port(port: int, seconds: float = 40) -> None:
    """Wait until a process listens on the port. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


class PublishedPerformance(NamedTuple):
    """The ids of a performance on sale and of its version of the seating plan."""

    performance: int
    plan: int


async def published_performance(plan: Plan, slug: str, price: int = 0) -> PublishedPerformance:
    """Publish a performance of this plan, on sale, with up to 8 seats a person and this price in minor units."""
    await open_pool(4)
    now = datetime.now(UTC)
    async with transaction() as connection:
        organizer = await save_organizer("bench", "Bench")
        venue = await save_venue(NewVenue("field", "Field", "Porto", "", "Europe/Lisbon"))
        version = await save_plan(connection, venue, plan)
        event = await save_event(connection, organizer, NewEvent(slug, slug))
        prices = {level.name: [price] for level in plan.levels}
        draft = NewPerformance(
            event=event,
            plan=version,
            starts_at=now + timedelta(days=9),
            on_sale_at=now - timedelta(hours=1),
            off_sale_at=now + timedelta(days=9),
            prices=prices,
            fees=(Fee("Booking fee", "per_ticket", 150),),
        )
        performance = await create_performance(connection, draft)
        await publish_performance(connection, performance, actor="bench")
    async with transaction() as connection:
        await connection.execute("ANALYZE")
    await close_pool()
    return PublishedPerformance(performance, version)
