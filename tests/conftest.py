"""Fixtures: real Postgres and Redis, one event loop. A test with `database` or `world` begins with empty tables."""

import functools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import structlog
from litestar.types import ASGIApp

from app.checkout.orders.queries import Receipt
from app.dev import executables
from app.dev.postgres import Postgres, running_postgres
from app.dev.redis import Redis, running_redis
from app.language.compile_catalogues import compile_if_stale
from app.main import build_app
from app.settings import Settings, settings
from app.web.cache import clear_caches
from app.web.redis import close_redis, redis
from db.engine import DB
from db.migrate import migrate
from db.pool import close_pool, open_pool
from realtime.bus import Bus
from tests.checkout.scenarios import open_intent, open_pending_order
from tests.database_reset import KnownState, empty_state, keep_state, renew, restore
from tests.fan import Fan
from tests.payments.fake_provider import FakeProvider
from tests.redis_commands import commands_newer_than_redis_6_2
from tests.world import World, make_world


def pytest_configure() -> None:
    """Compile the catalogues, where `make` has not done it."""
    compile_if_stale()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--redis-server`."""
    parser.addoption(
        "--redis-server",
        metavar="PROGRAM",
        help="run the tests on this Redis or Valkey in place of the packaged Valkey; skip them where it is missing",
    )


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Start a Postgres for this run."""
    with running_postgres(tmp_path_factory.mktemp("postgres"), fsync=False, remove_data=True) as server:
        yield server


@pytest.fixture(scope="session")
def redis_program(pytestconfig: pytest.Config) -> Path:
    """Return the executable of every Valkey or Redis of the tests."""
    name = pytestconfig.getoption("--redis-server")
    if name is None:
        return executables.valkey_server()
    if found := shutil.which(name):
        return Path(found).absolute()
    pytest.skip(f"{name} is not installed")


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory, redis_program: Path) -> Iterator[Redis]:
    """Start a Valkey or Redis for this run; afterwards check that Redis 6.2 has every command it was sent."""
    with running_redis(tmp_path_factory.mktemp("redis"), program=redis_program, remove_data=True) as server:
        yield server
        if server.running:
            assert commands_newer_than_redis_6_2(server.url) == {}, "production promises to work with Redis 6.2"


@pytest.fixture(scope="session")
def server_environment(postgres: Postgres, redis_server: Redis) -> dict[str, str]:
    """Return the environment for processes of Aisle that use these servers, and set it in this process."""
    given = {
        "AISLE_ENV": "test",
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis_server.url,
        "PICCOLO_CONF": "db.piccolo_conf",
        "STRIPE_SECRET_KEY": "sk_test_house",
        "STRIPE_PUBLISHABLE_KEY": "pk_test_house",
        "STRIPE_WEBHOOK_SECRET": "whsec_house",
        "STRIPE_API_URL": "http://127.0.0.1:9",  # nothing listens there: a test that needs Stripe starts a fake
        "AISLE_NEW_SESSION_HOLDS_PER_ADDRESS": "1000000",  # fans of the tests click at once, and share an address
        "AISLE_BEACON_URLS": "http://127.0.0.1:7,http://127.0.0.1:8,http://127.0.0.1:9",  # nothing listens there
    }
    os.environ.update(given)
    DB.config["dsn"] = postgres.url
    settings.cache_clear()
    return {**os.environ, **given}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated(server_environment: dict[str, str]) -> AsyncIterator[str]:
    """Migrate the database and open the pool of this process; return the database's URL."""
    await migrate()
    await open_pool(60)
    yield server_environment["DATABASE_URL"]
    await close_pool()
    await close_redis()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty_database(migrated: str) -> KnownState:
    """Return the state of a database with empty tables."""
    return await empty_state()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kept_world(empty_database: KnownState) -> tuple[World, KnownState]:
    """Create the world once and keep its rows; return it with the state of the database that has it."""
    await restore(empty_database)
    world = await make_world()
    return world, await keep_state("kept_world")


@pytest.fixture
def wanted_state(
    request: pytest.FixtureRequest, empty_database: KnownState, kept_world: tuple[World, KnownState]
) -> KnownState:
    """Return the state in which the test begins: with the rows of `world` where it uses that, else empty."""
    return kept_world[1] if "world" in request.fixturenames else empty_database


@pytest_asyncio.fixture(loop_scope="session")
async def database(migrated: str, wanted_state: KnownState) -> str:
    """Give the test empty tables, or the rows of `world` where it uses that; empty Redis. Return the database's URL."""
    await restore(wanted_state)
    await redis().flushall()
    clear_caches()  # every test gives the same ids to new rows
    structlog.contextvars.clear_contextvars()
    return migrated


@pytest_asyncio.fixture(loop_scope="session")
async def new_tables(database: str, wanted_state: KnownState) -> None:
    """Let a test of query plans begin with tables that no other test has used."""
    await renew(wanted_state)


@pytest.fixture
def redis_url(database: str, redis_server: Redis) -> str:
    """Return the address of the emptied Redis."""
    return redis_server.url


@pytest_asyncio.fixture(loop_scope="session")
async def world(kept_world: tuple[World, KnownState], database: str) -> World:
    """Return Opening Night and the free Preview at the Rex; organizer Olga, fans Ana and Ben, stranger Carl."""
    return kept_world[0]


@pytest.fixture
def change_settings(server_environment: dict[str, str]) -> Iterator[Callable[..., None]]:
    """Return a function: `change_settings(STRIPE_JS_URL=…)` changes settings for this test and for apps built later."""
    with pytest.MonkeyPatch.context() as patch:

        def change(**variables: str) -> None:
            for name, value in variables.items():
                patch.setenv(name, value)
            settings.cache_clear()

        yield change
    settings.cache_clear()


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """Install a fake payment provider in place of app/payments/stripe.py's functions."""
    return FakeProvider().install(monkeypatch)


@pytest_asyncio.fixture(loop_scope="session")
async def pending_order(world: World, provider: FakeProvider) -> Receipt:
    """Open Ana's order of seats 17 and 18, not paid yet, with the intent pi_1."""
    receipt = await open_pending_order(world)
    await open_intent(receipt)
    return receipt


@functools.cache
def app_of(_: Settings) -> ASGIApp:
    """Build the application, once for each set of settings because that is slow."""
    return build_app()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Fan]]:
    """Return a function: `visit()` is a new fan with own cookies. Rate limits count a whole test in one window."""
    monkeypatch.setattr("app.web.limits.rate_limits.current_window", lambda: 0)
    transport = httpx.ASGITransport(app=app_of(settings()))
    fans: list[Fan] = []

    def arrive() -> Fan:
        fans.append(Fan(httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")))
        return fans[-1]

    yield arrive
    for fan in fans:
        await fan.browser.aclose()


@pytest_asyncio.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    """Return a connected bus."""
    ours = Bus(redis_url)
    await ours.connect()
    yield ours
    await ours.close()
