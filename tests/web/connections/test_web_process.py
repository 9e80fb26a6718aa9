"""The web process itself has the limits of connections, also with several server processes."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.chaos.processes import STARTS, ServerProcess, free_port, running
from tests.eventually import eventually
from tests.web.connections.servers import request, statuses
from tests.world import World

pytestmark = pytest.mark.slow
MEGABYTE = 1024 * 1024


class Web:
    """A running web process. `browser`: a client of it."""

    def __init__(self, process: ServerProcess, port: int, browser: httpx.AsyncClient) -> None:
        self.process, self.port, self.browser = process, port, browser

    async def is_ready(self) -> bool:
        """Tell whether it answers."""
        with contextlib.suppress(httpx.TransportError):
            return (await self.browser.get("/health/ready")).status_code == 200
        return False

    async def ask(self, *parts: bytes) -> bytes:
        """Send these parts and return what is answered before the connection ends, "" if it is reset."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


@pytest.fixture
async def web(request: pytest.FixtureRequest, database: str, server_environment: dict[str, str]) -> AsyncIterator[Web]:
    """Start a web process, with the settings of the test, and wait until it answers."""
    port = free_port()
    with running("app.main", server_environment, AISLE_WEB_PORT=str(port), **getattr(request, "param", {})) as process:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=STARTS) as browser:
            it = Web(process, port, browser)
            await eventually(it.is_ready, STARTS)
            yield it
        process.signal(signal.SIGTERM)  # a process that is killed leaves its server processes behind
        await eventually(lambda: process.ended is not None, STARTS)


async def test_a_header_of_120_megabytes_costs_no_memory(web: Web) -> None:
    before = web.process.memory
    await web.ask(b"GET / HTTP/1.1\r\nX: ", *[b"a" * MEGABYTE] * 120)
    assert web.process.memory - before < 10 * MEGABYTE
    assert await web.is_ready()


async def test_clients_that_do_not_read_keep_no_places(web: Web, world: World) -> None:
    deaf = []
    for _ in range(110):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
        connection.connect(("127.0.0.1", web.port))
        connection.sendall(request(f"/performances/{world.preview}", "Accept: text/html") * 9)
        deaf.append(connection)

    async def all_are_served() -> bool:
        paths = ("/", f"/performances/{world.preview}", "/health/ready") * 5
        return {(await web.browser.get(path, headers={"Accept": "text/html"})).status_code for path in paths} == {200}

    await eventually(all_are_served, STARTS)
    for connection in deaf:
        connection.close()


@pytest.mark.parametrize("web", [{"AISLE_WEB_WORKERS": "2"}], indirect=True)
async def test_each_of_several_server_processes_has_the_limits(web: Web) -> None:
    text = request("/health/live", "X: " + "a" * 16_380)
    assert [statuses(await web.ask(text)) for _ in range(20)] == [[431]] * 20
