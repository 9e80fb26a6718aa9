"""A lean HTTP client for load: one keep-alive connection, whole responses, minimal parsing."""

import asyncio
from typing import NamedTuple

MAX_ATTEMPTS = 8
"""How often a request is sent that is refused again and again, as by a fan who has seats already."""


class Response(NamedTuple):
    """One response. `head`: the status line and the headers as received, in lower case."""

    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        """The status code."""
        return int(self.head[9:12])

    def header(self, name: bytes) -> bytes:
        """Return the value of a header; empty where there is none."""
        return self.head.partition(b"\r\n" + name + b": ")[2].partition(b"\r\n")[0]


class HttpClient:
    """One connection, opened at the first request. `refused`: responses with 503 so far."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.refused = 0
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request_ok(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
        """Send a request, and again after a 503 with Retry-After; return the body of a 2xx response.

        Raises RuntimeError for any other status, and when the last attempt is refused too."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            response = await self._request(method, path, headers, body)
            self.refused += response.status == 503
            delay = response.header(b"retry-after")
            if response.status != 503 or not delay or attempt == MAX_ATTEMPTS:
                break
            self.close()  # the server closes idle connections after as many seconds
            await asyncio.sleep(float(delay))
        if not 200 <= response.status < 300:
            raise RuntimeError(f"{method} {path}: {response.head[:15].decode()} {response.body[:300]!r}")
        return response.body

    async def _request(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        if self.streams is None or self.streams[0].at_eof():
            self.close()
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body:
            lines.append("Content-Type: application/json")
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        return Response(head, await self._body(reader, head))

    async def _body(self, reader: asyncio.StreamReader, head: bytes) -> bytes:
        if b"transfer-encoding: chunked" not in head:
            return await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0] or 0))
        body_bytes = b""
        while size := int(await reader.readline(), 16):
            body_bytes += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return body_bytes

    def close(self) -> None:
        """Close the connection."""
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None
