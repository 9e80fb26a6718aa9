"""A real uvicorn with our protocol on a loopback port, with limits of the test, which runs its sweep by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import uvicorn

from app.web.connections import sweep
from app.web.connections.limits import ConnectionLimits
from app.web.connections.protocol import LimitedProtocol

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Answers:
    """An application: answers with `size` bytes, after the whole body if the path is /echo, after `opens` at /wait.

    At /listen it waits for the client to go away."""

    def __init__(self, size: int = 2) -> None:
        self.size, self.opens = size, asyncio.Event()
        self.began, self.ended, self.disconnected, self.bodies = 0, 0, 0, [b""]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.began += 1
        more = scope["path"] in ("/echo", "/listen")
        self.bodies.append(b"")
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.disconnected += 1
                return
            self.bodies[-1] += message["body"]
            more = message["more_body"] or scope["path"] == "/listen"
        if scope["path"] == "/wait":
            await self.opens.wait()
        length = b"%d" % self.size
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": b"x" * self.size})
        self.ended += 1


class Served(NamedTuple):
    """A running server and its application."""

    port: int
    server: uvicorn.Server
    app: Answers
    opened: list[asyncio.StreamWriter]

    async def connect(self, buffer: int = 0) -> Streams:
        """Open a connection, to be closed with the server; `buffer`: bytes that it takes unread, about."""
        connection = socket.socket()
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", self.port))
        streams = await asyncio.open_connection(sock=connection, limit=2**10 if buffer else 2**20)
        self.opened.append(streams[1])
        return streams

    async def ask(self, text: bytes) -> bytes:
        """Send this on a connection of its own and return everything that is answered, until it ends."""
        reader, writer = await self.connect()
        writer.write(text)
        async with asyncio.timeout(30):
            return await reader.read()

    @property
    def connections(self) -> list[LimitedProtocol]:
        """The connections that are open at the server."""
        return list(self.server.server_state.connections)  # type: ignore[arg-type]

    def pass_seconds(self, seconds: int) -> None:
        """Let simulated seconds pass for all connections."""
        for _ in range(seconds):
            for connection in self.connections[:1]:
                connection.sweep.look()


@asynccontextmanager
async def served(app: Any = None, **limits: Any) -> AsyncIterator[Served]:
    """Run a server with these limits in place of the usual ones; yield it."""
    own = type("OwnLimits", (LimitedProtocol,), {"limits": ConnectionLimits(**limits)})
    interval, sweep.INTERVAL = sweep.INTERVAL, 3600.0
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)  # so that little is unsent outside the process
    answers = app or Answers()
    usual = {"log_config": None, "lifespan": "off", "ws": "none", "timeout_graceful_shutdown": 3}
    server = uvicorn.Server(uvicorn.Config(answers, http=own, **usual))  # type: ignore[arg-type]
    serving = asyncio.create_task(server._serve([listening]))
    running = Served(listening.getsockname()[1], server, answers, [])
    try:
        yield running
    finally:
        for writer in running.opened:
            writer.transport.abort()
        for connection in list(server.server_state.connections):
            connection.transport.abort()  # type: ignore[union-attr]
        server.should_exit = True
        await serving
        sweep.INTERVAL = interval


def request(path: str = "/", *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    """Encode a request; with `body` its length is announced."""
    lines = [f"{method} {path} HTTP/1.1", "Host: x", *headers, *([f"Content-Length: {len(body)}"] if body else [])]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def statuses(answer: bytes) -> list[int]:
    """Return the status of each response in what was answered."""
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]
