"""The gateway: serves WebSockets of maps and queues from Redis, without a database: `python -m realtime.gateway`."""

import asyncio
import http
import logging
import resource
import signal
import socket
import sys
from collections import Counter
from collections.abc import Awaitable

import uvloop
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.typing import Origin

from realtime import http_responses, protocol
from realtime.bus import Bus
from realtime.connection import Viewer
from realtime.environment import SettingsError
from realtime.fan_out import FanOut
from realtime.logs import log, set_up_logs
from realtime.map_topic import MapTopic
from realtime.proxies import client_address
from realtime.queue_topic import QueueTopic
from realtime.settings import GatewaySettings, settings
from realtime.topic_registry import Topics

MAX_MESSAGE_SIZE = 2048
SEND_BUFFER = 64 * 1024
"""Bytes the kernel buffers for a viewer that does not read, before our own buffer grows."""
CLOSE_TIMEOUT = 2.0


class Gateway:
    """One gateway process: accepts sockets within its limits and closes them with a close frame."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.bus = Bus(settings.redis_url)
        self.fan_out = FanOut(settings.aisle_tick, settings.aisle_buffer)
        self.maps = Topics(self.bus, settings, self.fan_out, MapTopic)
        self.queues = Topics(self.bus, settings, self.fan_out, QueueTopic)
        self.addresses: Counter[str] = Counter()
        self.open_sockets = 0
        self.shutting_down = False

    async def open(self) -> Server:
        """Listen on the port. Raises OSError when it is taken."""
        await self.bus.connect()
        return await serve(
            self._handle,
            sock=_listening(self.settings),
            origins=[Origin(origin) for origin in self.settings.origins],
            process_request=self.process_request,
            compression=None,
            max_size=MAX_MESSAGE_SIZE,
            max_queue=4,
            write_limit=self.settings.aisle_buffer,
            ping_interval=self.settings.aisle_ping,
            ping_timeout=self.settings.aisle_ping,
            close_timeout=CLOSE_TIMEOUT,
            open_timeout=CLOSE_TIMEOUT * 5,
            server_header=None,
        )

    async def run_loops(self) -> None:
        """Run fan-out and heartbeats for ever."""
        async with asyncio.TaskGroup() as group:
            for loop in (self.fan_out.run(), self.maps.send_heartbeats(), self.queues.send_heartbeats()):
                group.create_task(loop)

    async def _handle(self, connection: ServerConnection) -> None:
        await Viewer(connection, self.maps, self.queues, self.settings).run()

    def process_request(self, connection: ServerConnection, request: Request) -> Awaitable[Response] | Response | None:
        """Answer plain HTTP; accept a socket unless there are too many. Its origin is checked afterwards."""
        match request.path.partition("?")[0]:
            case "/" | "/socket":
                return self._admit(connection, request)
            case "/health/live":
                return http_responses.live(connection)
            case "/health/ready":
                return http_responses.ready(connection, self.bus, shutting_down=self.shutting_down)
            case "/debug/rooms" if self.settings.aisle_env == "development":
                return http_responses.debug_topics(
                    connection, self.fan_out, [*self.maps.topics.values(), *self.queues.topics.values()]
                )
        return connection.respond(http.HTTPStatus.NOT_FOUND, "There is nothing here.\n")

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        address = self._address(connection, request)
        if self.shutting_down or self.open_sockets >= self.settings.aisle_sockets:
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "This door is full. Try again.\n")
        if self.addresses[address] >= self.settings.aisle_sockets_per_address:
            return connection.respond(http.HTTPStatus.TOO_MANY_REQUESTS, "Too many connections from this address.\n")
        self.open_sockets += 1
        self.addresses[address] += 1
        connection.connection_lost_waiter.add_done_callback(lambda _: self._gone(address))
        return None

    def _gone(self, address: str) -> None:
        self.open_sockets -= 1
        self.addresses[address] -= 1
        if not self.addresses[address]:
            del self.addresses[address]

    def _address(self, connection: ServerConnection, request: Request) -> str:
        """Return the peer's address, or the nearest one forwarded by a trusted proxy."""
        peer = str(connection.remote_address[0]) if connection.remote_address else ""
        return client_address(peer, request.headers.get_all("X-Forwarded-For"), self.settings.proxies)

    async def close(self, server: Server) -> None:
        """Close every socket with 1001; viewers reconnect to another gateway after a random delay."""
        self.shutting_down = True
        await self.maps.close()  # first, so that nothing follows the last frame
        await self.queues.close()
        server.close(code=protocol.GOING_AWAY, reason="the gateway is leaving")
        await server.wait_closed()
        await self.bus.close()


def _listening(settings: GatewaySettings) -> socket.socket:
    address = (settings.aisle_realtime_host, settings.aisle_realtime_port)
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    listener = socket.create_server(address, family=family, backlog=1024)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # viewers' sockets inherit it
    return listener


def raise_descriptor_limit(sockets: int) -> None:
    """Raise the limit of file descriptors for so many sockets, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = sockets + 256 if hard == resource.RLIM_INFINITY else min(hard, sockets + 256)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def run(settings: GatewaySettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    gateway = Gateway(settings)
    server = await gateway.open()
    log.info("the gateway is open", host=settings.aisle_realtime_host, port=settings.aisle_realtime_port)
    loops = asyncio.create_task(gateway.run_loops())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((loops, stopping), return_when=asyncio.FIRST_COMPLETED)
    log.info(
        "the gateway is leaving",
        viewers=len(server.connections),
        rooms=len(gateway.maps.topics),
        lines=len(gateway.queues.topics),
    )
    await gateway.close(server)
    if loops.done():  # it never ends by itself
        loops.result()
    loops.cancel()


def main() -> int:
    """Run the process. Return 2 for wrong settings and 1 when the port is taken."""
    try:
        config = settings()
        set_up_logs("realtime", production=config.production, level=config.aisle_log_level, libraries=logging.ERROR)
        raise_descriptor_limit(config.aisle_sockets)
        uvloop.run(run(config))
    except SettingsError as error:
        print(f"realtime: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"realtime: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
