"""What processes send keeps its names: addresses, JSON, cookies, forms, messages and facts are as in shapes.json.

Names in Python may change; those on the wire may not. After an intended change, record the golden file again with
`AISLE_RECORD_SHAPES=1 python -m pytest tests/wire` (without `-n`). That run fails and lists all that it changed: read
the list."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.web.limits import rate_limits
from tests.fan import Fan
from tests.payments.fake_provider import FakeProvider
from tests.wire import declared, live, orders, refusals, seats, waiting
from tests.world import World

Visit = Callable[[], Fan]


@pytest.fixture
def development(change_settings: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set the folder for mail and the file of the clock, so that the pages of a development server exist too."""
    change_settings(AISLE_MAIL_FOLDER=str(tmp_path))
    monkeypatch.setattr("realtime.clock._file", tmp_path / "clock")


def test_routes(development: None) -> None:
    declared.routes().compare("routes")


def test_environment() -> None:
    declared.environment("app.settings", "realtime.settings", "app.dev.fake_stripe.settings").compare("environment")


def test_terminal() -> None:
    declared.terminal().compare("terminal")


def test_facts_of_the_journal() -> None:
    declared.facts().compare("facts of the journal")


def test_messages() -> None:
    declared.messages().compare("messages")


async def test_database(database: str) -> None:
    (await declared.database()).compare("database")


async def test_seats(world: World, visit: Visit) -> None:
    (await seats.everything(world, visit)).compare("seats")


async def test_refusals(world: World, visit: Visit) -> None:
    (await refusals.everything(world, visit)).compare("refusals")


async def test_orders(world: World, visit: Visit, provider: FakeProvider) -> None:
    (await orders.everything(world, visit, provider)).compare("orders")


async def test_waiting_room(world: World, visit: Visit) -> None:
    (await waiting.everything(world, visit)).compare("waiting room")


async def test_draw(world: World, visit: Visit) -> None:
    (await waiting.draw(world, visit)).compare("draw")


async def test_redis_sockets_and_stored_json(
    world: World,
    visit: Visit,
    provider: FakeProvider,
    database: str,
    redis_url: str,
    server_environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_limits, "SHARED_FROM", 1)  # so that each count is seen after one request
    (await live.everything(world, visit, provider, database, redis_url, server_environment)).compare("live")
