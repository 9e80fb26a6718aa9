"""Web and gateway behind nginx with the configuration of deploy/nginx.conf."""

import socket
from collections.abc import AsyncIterator, Iterator
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.protocol import State
from websockets.typing import Origin

from realtime.protocol import BAD_MESSAGE
from tests.chaos.processes import STARTS, free_ports, running
from tests.eventually import eventually
from tests.fan import Fan
from tests.parts.nginx import PROGRAM, running_nginx
from tests.realtime.gateway_harness import SITE, code_after
from tests.world import World

pytestmark = [
    pytest.mark.parts,
    pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed (Debian's package nginx-light)"),
]


class Proxied(NamedTuple):
    """A proxy in front of web and gateway. `port`: its own; `web`: that of the web process behind it."""

    port: int
    web: int
    world: World

    def client(self, address: str = "127.0.0.1", port: int = 0) -> httpx.AsyncClient:
        """Return a client whose requests come from this address of the loopback network."""
        transport = httpx.AsyncHTTPTransport(local_address=address)
        return httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1:{port or self.port}", timeout=STARTS)


@pytest.fixture
def processes(
    database: str, server_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, int]]:
    """Start web, gateway and nginx; return the ports of nginx and web."""
    port, web, gateway = free_ports(3)
    limits = {"AISLE_WEB_PORT": str(web), "AISLE_REQUESTS_PER_ADDRESS": "3"}
    with (
        running("app.main", server_environment, **limits),
        running(
            "realtime.gateway",
            server_environment,
            AISLE_REALTIME_PORT=str(gateway),
            AISLE_SOCKETS_PER_ADDRESS="1",
        ),
        running_nginx(tmp_path_factory.mktemp("nginx"), port, web, gateway),
    ):
        yield port, web


@pytest_asyncio.fixture
async def proxied(processes: tuple[int, int], world: World) -> AsyncIterator[Proxied]:
    """Return the proxy once web answers through it."""
    proxy = Proxied(*processes, world)
    async with proxy.client() as browser:

        async def is_ready() -> bool:
            try:
                return (await browser.get("/health/ready")).status_code == 200
            except httpx.TransportError:
                return False

        await eventually(is_ready, STARTS)
    yield proxy


async def test_a_fan_sees_the_page_and_holds_a_seat(proxied: Proxied) -> None:
    async with proxied.client() as browser:
        fan, world = Fan(browser), proxied.world
        page = await fan.read(f"/performances/{world.opening}")
        assert (page.status_code, page.headers["server"].split("/")[0]) == (200, "nginx")
        assert (await fan.hold(world.opening, [17, 18], world.plan)).status_code == 200


async def test_each_client_is_counted_for_itself_and_cannot_choose_its_address(proxied: Proxied) -> None:
    async def statuses(address: str) -> list[int]:
        async with proxied.client(address) as browser:
            fan = Fan(browser)
            await fan.read("/")
            return [
                (
                    await fan.hold(
                        proxied.world.opening, [seat], proxied.world.plan, **{"X-Forwarded-For": f"192.0.2.{seat}"}
                    )
                ).status_code
                for seat in range(8)
            ]

    assert 429 in await statuses("127.0.0.2")
    assert (await statuses("127.0.0.3"))[0] != 429


async def test_a_websocket_reaches_the_gateway_and_is_counted_for_its_client(proxied: Proxied) -> None:
    url = f"ws://127.0.0.1:{proxied.port}/live"

    def socket_from(address: str) -> connect:
        return connect(url, origin=Origin(SITE), compression=None, proxy=None, local_addr=(address, 0))

    async with socket_from("127.0.0.2") as viewer:
        with pytest.raises(InvalidStatus) as refused:
            await socket_from("127.0.0.2")
        assert refused.value.response.status_code == 429
        async with socket_from("127.0.0.3") as other:
            assert await code_after(other, "nonsense") == BAD_MESSAGE
        assert viewer.state is State.OPEN


async def test_clients_that_do_not_read_hold_no_place_of_the_application(proxied: Proxied) -> None:
    text = f"GET /performances/{proxied.world.opening} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n".encode()
    deaf = []
    for _ in range(50):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
        connection.connect(("127.0.0.1", proxied.port))
        connection.sendall(text * 20)
        deaf.append(connection)
    async with proxied.client() as browser:
        await eventually(lambda: answers_at_once(browser))
    for connection in deaf:
        connection.close()


async def answers_at_once(browser: httpx.AsyncClient) -> bool:
    """Tell whether ten pages one after the other are served, none refused because the places are taken."""
    return {(await browser.get("/")).status_code for _ in range(10)} == {200}


async def test_headers_and_bodies_that_are_too_long_are_refused_by_the_proxy(proxied: Proxied) -> None:
    async with proxied.client() as browser:
        for size, status in ((4_000, 200), (20_000, 400), (200_000, 400)):
            assert (await browser.get("/", headers={"X-Long": "x" * size})).status_code == status
        for path, size, status in (("/", 1_000_000, 413), ("/stripe/webhooks", 100_000, 400)):
            assert (await browser.post(path, content=b"x" * size)).status_code == status


async def test_the_addresses_of_an_ipv6_network_are_counted_as_one(tmp_path: Path) -> None:
    show = """
      set_real_ip_from 127.0.0.1;
      real_ip_header X-Real;
      location = /network { return 200 "$aisle_network"; }
    """
    port, unused = free_ports(2)
    with running_nginx(tmp_path, port, unused, unused, show):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:

            async def network(address: str) -> bytes:
                return (await browser.get("/network", headers={"X-Real": address})).content

            async def is_ready() -> bool:
                try:
                    return await network("192.0.2.1") != b""
                except httpx.TransportError:
                    return False

            await eventually(is_ready, STARTS)
            assert (
                await network("2001:db8::a0a")
                == await network("2001:db8:0:0:a:a:a:a")
                == IPv6Address("2001:db8::").packed[:8]
            )
            assert await network("2001:db8:0:a::1") == IPv6Address("2001:db8:0:a::").packed[:8]
            for address in ("203.0.113.7", "203.0.113.10", "::ffff:203.0.113.7"):
                assert await network(address) == ip_address(address).packed
