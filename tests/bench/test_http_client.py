"""The client of the orders measurement tries again after a refusal, as a fan does."""

import asyncio
from collections.abc import Sequence

import pytest

from bench.harness.http_client import HttpClient

REFUSED = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 4\r\n\r\nbusy"
BROKEN = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 6\r\n\r\nbroken"
SERVED = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\ntickets"


async def ask(responses: Sequence[bytes]) -> tuple[bytes, int]:
    """Serve these responses one after the other; return the body that the client got, and how often it was refused."""
    remaining = list(responses)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(remaining.pop(0))
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        client = HttpClient("127.0.0.1", server.sockets[0].getsockname()[1])
        try:
            return await client.request_ok("GET", "/", {}), client.refused
        finally:
            client.close()


async def test_a_refused_request_is_sent_again() -> None:
    assert await ask([REFUSED, REFUSED, SERVED]) == (b"tickets", 2)


async def test_a_server_error_without_retry_after_is_not_repeated() -> None:
    with pytest.raises(RuntimeError, match="broken"):
        await ask([BROKEN, SERVED])


async def test_a_request_that_is_always_refused_fails_in_the_end() -> None:
    with pytest.raises(RuntimeError, match="busy"):
        await ask([REFUSED] * 8)
