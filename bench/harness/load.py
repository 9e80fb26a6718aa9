"""Loads a web tier: keep-alive clients that send ready requests one after the other, and the figures of such a run."""

import asyncio
import resource
import secrets
import time
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from app.csrf_tokens import make_csrf_token
from app.settings import settings
from app.web.middleware import csrf_cookie_name
from app.web.sessions import session_cookie
from realtime.keys import Purpose


class Load(msgspec.Struct):
    """The outcome of one run. `times`: seconds of each request."""

    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    times: list[float] = []

    def rate(self) -> float:
        """Return the successful requests per second."""
        return self.done / self.seconds

    def percentile(self, share: float) -> float:
        """Return the time that `share` of the requests stayed within, in milliseconds."""
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)] * 1000


class StatusClient(asyncio.Protocol):
    """A lean keep-alive client: sends ready bytes, reads a whole response, parses only its status."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport."""
        self.transport = transport
        self.response: asyncio.Future[int] | None = None
        self.buffer = b""

    async def request(self, data: bytes) -> int:
        """Send a request; return the status of its response."""
        self.response = asyncio.get_running_loop().create_future()
        self.transport.write(data)
        return await self.response

    def data_received(self, data: bytes) -> None:
        """Resolve the response when as much body as Content-Length promises has arrived."""
        self.buffer += data
        head, end, body = self.buffer.partition(b"\r\n\r\n")
        if end and len(body) >= int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0):
            self.buffer = b""
            if self.response is not None and not self.response.done():
                self.response.set_result(int(head[9:12]))


async def run_clients(
    port: int, requests: Iterator[bytes], clients: int, seconds: float, max_requests: int = 10**9
) -> Load:
    """Send `requests` from so many clients, each waiting for its response; a status other than 200 counts as failed.

    Ends after `seconds`, after `max_requests` successes, or when there are no more requests."""
    load, loop = Load(times=[]), asyncio.get_running_loop()
    connections = [(await loop.create_connection(StatusClient, "127.0.0.1", port))[1] for _ in range(clients)]

    async def run(client: StatusClient, stop: float) -> None:
        while (now := time.perf_counter()) < stop and load.done < max_requests and (data := next(requests, None)):
            status = await client.request(data)
            load.times.append(time.perf_counter() - now)
            load.done += status == 200
            load.failed += status != 200

    started = time.perf_counter()
    await asyncio.gather(*(run(client, started + seconds) for client in connections))
    load.seconds = time.perf_counter() - started
    for client in connections:
        client.transport.close()
    return load


def cpu_seconds() -> float:
    """Return the CPU seconds this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Session(NamedTuple):
    """A fan's session: the value of the Cookie header, and the CSRF token that goes with it."""

    cookie: str
    token: str


def new_session() -> Session:
    """Make a session as a browser has it after a first page."""
    token = make_csrf_token(settings().keys(Purpose.CSRF))
    session = session_cookie(secrets.token_urlsafe(16))
    cookie = f"{session.key}={session.value}; {csrf_cookie_name(settings())}={token}"
    return Session(cookie, token)
