"""A lean HTTP client for load: one keep-alive connection, whole responses, minimal parsing."""

import asyncio


class HttpClient:
    """One connection, opened at the first request."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request_ok(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
        """Send a request; return the body of a 2xx response. Raises RuntimeError for any other status."""
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body:
            lines.append("Content-Type: application/json")
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        body_bytes = await self._body(reader, head)
        if not 200 <= int(head[9:12]) < 300:
            raise RuntimeError(f"{method} {path}: {head[:15].decode()} {body_bytes[:300]!r}")
        return body_bytes

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
