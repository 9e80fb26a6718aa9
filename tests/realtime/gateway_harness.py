"""A gateway in this process, and sockets to it."""

import asyncio
import contextlib
import socket as sockets
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from realtime.gateway import Gateway
from realtime.keys import DEVELOPMENT_SECRET, Purpose, derive_key
from realtime.settings import GatewaySettings
from realtime.topic import Topic
from realtime.watch_tokens import sign_map_token, sign_queue_token
from tests.eventually import eventually

SITE = "http://127.0.0.1:8000"
MAP_KEYS = (derive_key(DEVELOPMENT_SECRET, Purpose.MAP),)


def map_token(performance: int, now: datetime | None = None) -> str:
    """Sign the token that the page of a map contains."""
    return sign_map_token(MAP_KEYS, performance, now or datetime.now(UTC))


def queue_token(room: int, now: datetime | None = None) -> str:
    """Sign the token that the page of a waiting room contains."""
    return sign_queue_token(MAP_KEYS, room, now or datetime.now(UTC))


async def send_watch(socket: ClientConnection, token: str) -> None:
    """Send the request to watch what the token is for."""
    await socket.send(watch_message(token))


async def watch_map(socket: ClientConnection, performance: int) -> None:
    """Send the request to watch a map."""
    await send_watch(socket, map_token(performance))


async def open_stalled_viewer(url: str, token: str) -> ClientConnection:
    """Open a viewer that stops reading after its request."""
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", int(url.rpartition(":")[2])))
    viewer = await connect(url, origin=SITE, compression=None, proxy=None, sock=raw, ping_interval=None)
    await send_watch(viewer, token)
    viewer.transport.pause_reading()
    return viewer


async def code_after(socket: ClientConnection, *messages: str | bytes) -> int | None:
    """Send these messages; return the code with which the gateway closes the socket."""
    with contextlib.suppress(ConnectionClosed):
        for message in messages:
            await socket.send(message)
    await asyncio.wait_for(socket.wait_closed(), 30)
    return socket.close_code


def watch_message(token: str) -> str:
    """Encode the request to watch what the token is for."""
    return msgspec.json.encode({"watch": token}).decode()


class GatewayHarness:
    """An open gateway; `url` for sockets, `http` for plain HTTP."""

    def __init__(self, gateway: Gateway, port: int) -> None:
        self.process = gateway
        self.maps = gateway.maps.topics
        self.queues = gateway.queues.topics
        self.url, self.http = f"ws://127.0.0.1:{port}", f"http://127.0.0.1:{port}"

    def socket(self, origin: str | None = SITE, **options: Any) -> connect:
        """Open a socket as a browser does."""
        return connect(self.url, origin=origin, compression=None, proxy=None, **options)

    @contextlib.asynccontextmanager
    async def open_map_viewer(self, performance: int) -> AsyncIterator[ClientConnection]:
        """Open a socket that watches a map."""
        async with self.socket() as socket:
            await watch_map(socket, performance)
            yield socket

    @contextlib.asynccontextmanager
    async def open_queue_viewer(self, room: int) -> AsyncIterator[ClientConnection]:
        """Open a socket that watches a queue."""
        async with self.socket() as socket:
            await send_watch(socket, queue_token(room))
            yield socket


@contextlib.asynccontextmanager
async def stalled_viewers(gateway: GatewayHarness, token: str, topic: Callable[[], Topic]) -> AsyncIterator[None]:
    """Add ten viewers that do not read beside the one of the test. At the end only that one must be left."""
    laggards = [await open_stalled_viewer(gateway.url, token) for _ in range(10)]
    await eventually(lambda: len(topic().viewers) == 11)
    yield
    await eventually(lambda: len(topic().viewers) == 1)
    for viewer in laggards:
        viewer.transport.abort()


@contextlib.asynccontextmanager
async def run_gateway(redis_url: str, **changes: Any) -> AsyncIterator[GatewayHarness]:
    """Open a gateway with short ticks; close it at the end. `changes`: further settings."""
    quick = {"aisle_env": "test", "redis_url": redis_url, "aisle_realtime_port": 0, "aisle_tick": 0.01}
    gateway = Gateway(GatewaySettings(**{**quick, **changes}))
    server = await gateway.open()
    living = asyncio.create_task(gateway.run_loops())
    try:
        yield GatewayHarness(gateway, server.sockets[0].getsockname()[1])
    finally:
        await gateway.close(server)
        living.cancel()
