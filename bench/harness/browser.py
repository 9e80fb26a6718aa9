"""A lean HTTP browser for load: one connection, stored cookies, whole responses, no automatic subrequests.

A refused request is a result like any other, not an exception."""

import asyncio
import secrets
from typing import Any, NamedTuple

import msgspec

from app.csrf_tokens import make_csrf_token
from app.settings import settings
from app.web.middleware import csrf_cookie_name
from app.web.sessions import session_cookie
from realtime.keys import Purpose

LOST = 0
"""The status of a response that was not received: the connection was refused, closed, or timed out."""
TIMEOUT = 30.0


class LoadResponse(NamedTuple):
    """One response. `head`: the status line and the headers as received."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Return the first value of a header; "" where there is none."""
        return self.head.lower().partition(f"\r\n{name}: ".encode())[2].partition(b"\r\n")[0].decode()

    def json(self) -> Any:
        """Decode the body."""
        return msgspec.json.decode(self.body)


class BrowserConnection(asyncio.Protocol):
    """A connection that reads one response at a time."""

    def __init__(self) -> None:
        self.response: asyncio.Future[LoadResponse] | None = None
        self.buffer = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Resolve the response when the body is complete by Content-Length or by its last chunk."""
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        low = head.lower()
        if b"\r\ntransfer-encoding: chunked" in low:
            complete = body.endswith(b"0\r\n\r\n")
        else:
            complete = len(body) >= int(low.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0] or 0)
        if complete and self.response is not None and not self.response.done():
            self.buffer = b""
            self.response.set_result(LoadResponse(int(head[9:12]), head, body))

    def connection_lost(self, problem: Exception | None) -> None:
        """Resolve a pending response as LOST."""
        if self.response is not None and not self.response.done():
            self.response.set_result(LoadResponse(LOST, b"", b""))


class Browser:
    """One fan's browser. With `known` it has a session and a CSRF token from the start, as after a first page."""

    def __init__(self, port: int, site: str, *, known: bool = True) -> None:
        self.port, self.site = port, site
        self.token = make_csrf_token(settings().keys(Purpose.CSRF))
        self.cookies: dict[str, str] = {}
        if known:
            session = session_cookie(secrets.token_urlsafe(16))
            self.cookies = {session.key: session.value or "", csrf_cookie_name(settings()): self.token}
        self.connection: BrowserConnection | None = None

    async def get(self, path: str, accept: str = "text/html") -> LoadResponse:
        """Request a page, accepting Brotli."""
        return await self._ask("GET", path, f"Accept: {accept}\r\nAccept-Encoding: br\r\n", b"")

    async def post(self, path: str, body: object = None) -> LoadResponse:
        """Post JSON as a page's script does."""
        data = b"" if body is None else msgspec.json.encode(body)
        kind = "Content-Type: application/json\r\n" if data else ""
        own = f"Accept: application/json\r\nX-CSRF-Token: {self.token}\r\nOrigin: {self.site}\r\n{kind}"
        return await self._ask("POST", path, f"{own}Sec-Fetch-Site: same-origin\r\n", data)

    async def _ask(self, method: str, path: str, headers: str, body: bytes) -> LoadResponse:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n{headers}"
        data = f"{head}Cookie: {cookies}\r\n\r\n".encode() + body
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(TIMEOUT):
                if self.connection is None or self.connection.transport.is_closing():
                    _, self.connection = await loop.create_connection(BrowserConnection, "127.0.0.1", self.port)
                self.connection.response = loop.create_future()
                self.connection.transport.write(data)
                response = await self.connection.response
        except (OSError, TimeoutError):
            self.close()
            return LoadResponse(LOST, b"", b"")
        self._store_cookies(response.head)
        return response

    def _store_cookies(self, head: bytes) -> None:
        """Store the cookies of a response; an empty value deletes one."""
        for line in head.split(b"\r\n"):
            if line[:11].lower() == b"set-cookie:":
                name, _, value = line[11:].partition(b";")[0].strip().decode().partition("=")
                self.cookies.pop(name, None)
                if value.strip('"'):
                    self.cookies[name] = value

    def close(self) -> None:
        """Close the connection."""
        if self.connection is not None:
            self.connection.transport.close()
            self.connection = None
