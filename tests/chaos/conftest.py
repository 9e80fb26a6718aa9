"""Fixtures: gateway and relay as processes, a fan who watches the map of the Rex, and one who sends requests."""

import contextlib
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio

from tests.chaos.map_viewer import MapOnScreen, looking
from tests.chaos.processes import STARTS, ServerProcess, free_port, running
from tests.eventually import eventually
from tests.fan import Fan
from tests.workers.relay_harness import hold_seats, seat_statuses
from tests.world import World


class Sale:
    """The Rex on sale, with a fan who watches its map."""

    def __init__(self, world: World, screen: MapOnScreen) -> None:
        self.world = world
        self.screen = screen
        self._people = 0

    async def take(self, *seats: int) -> None:
        """Hold these seats for a new person."""
        self._people += 1
        assert await hold_seats(self.world.opening, self.world.plan, f"somebody {self._people}", *seats) == "held"

    async def is_seen(self) -> bool:
        """Tell whether the screen shows the statuses of the rows."""
        return self.screen.seats.decode() == await seat_statuses(self.world.opening)

    async def wait_until_seen(self) -> None:
        """Wait until the screen shows the statuses of the rows; a busy machine may need long to start a process."""
        await eventually(self.is_seen, STARTS)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def gateway(server_environment: dict[str, str], port: int) -> Iterator[ServerProcess]:
    with running("realtime.gateway", server_environment, AISLE_REALTIME_PORT=str(port)) as process:
        yield process


@pytest.fixture
def relay(database: str, server_environment: dict[str, str]) -> Iterator[ServerProcess]:
    with running("workers.relay", server_environment) as process:
        yield process


@pytest_asyncio.fixture
async def sale(world: World, gateway: ServerProcess, port: int) -> AsyncIterator[Sale]:
    """Return a sale whose fan is connected and sees the map. A test that needs a relay starts it."""
    async with looking(f"ws://127.0.0.1:{port}", world.opening) as screen:
        await eventually(lambda: screen.connections, STARTS)
        yield Sale(world, screen)


@pytest.fixture
def web_port() -> int:
    return free_port()


@pytest_asyncio.fixture
async def fan(web_port: int) -> AsyncIterator[Fan]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{web_port}", timeout=STARTS) as browser:
        yield Fan(browser)


async def answers(fan: Fan) -> bool:
    """Tell whether the web tier is ready."""
    with contextlib.suppress(httpx.TransportError):
        return (await fan.browser.get("/health/ready")).status_code == 200
    return False
