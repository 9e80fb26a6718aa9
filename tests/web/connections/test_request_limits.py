"""A request beyond a limit is refused in words before it reaches the application, and is not kept."""

import asyncio
import logging
from typing import Any

import pytest

from tests.eventually import eventually
from tests.web.connections.servers import Answers, request, served, statuses

CLOSE = "Connection: close"


async def test_an_ordinary_request_is_answered() -> None:
    async with served() as server:
        answer = await server.ask(request("/", CLOSE, "Cookie: " + "a" * 4000))
        assert statuses(answer) == [200]
        assert answer.endswith(b"\r\n\r\nxx")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (request("/", "X: " + "a" * 17_000), 431),
        (request("/", *["X: " + "a" * 100] * 101), 431),
        (request("/", *[f"X{n}: y" for n in range(101)]), 431),
        (request("/", "X: " + "a" * 33_000)[:-2], 431),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000, 431),
        (b"\r\n" * 20_000, 431),
        (request("/" + "a" * 9000), 414),
        (b"GET /" + b"a" * 40_000, 431),
        (request("/\xe9"), 400),
        (request("/", "\xe9: x"), 400),
        (b"nonsense\r\n\r\n", 400),
        (request("/", "Content-Length: 1", "Content-Length: 2"), 400),
    ],
)
async def test_too_much_or_nonsense_is_refused_in_words(text: bytes, status: int) -> None:
    async with served() as server:
        answer = await server.ask(text)
        assert statuses(answer) == [status]
        assert b"connection: close" in answer
        assert b"Nothing was changed." in answer
        assert server.app.began == 0


async def test_fields_after_the_body_are_no_headers() -> None:
    seen: list[list[tuple[bytes, bytes]]] = []

    class Headers(Answers):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await super().__call__(scope, receive, send)
            seen.append(scope["headers"])

    async with served(Headers()) as server:
        head, trailer = (
            request("/echo", "Transfer-Encoding: chunked", method="POST"),
            b"X-Forwarded-For: 203.0.113.7\r\n",
        )
        body = b"2\r\nab\r\n0\r\n" + trailer + b"Cookie: staff=1\r\nExpect: 100-continue\r\n\r\n"
        assert statuses(await server.ask(head + body + request("/", CLOSE, "X: y"))) == [200, 200]
    assert [sorted(name for name, _ in headers) for headers in seen] == [
        [b"host", b"transfer-encoding"],
        [b"connection", b"host", b"x"],
    ]


async def test_a_header_of_many_megabytes_is_not_kept() -> None:
    async with served() as server:
        reader, writer = await server.connect()
        writer.write(b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000_000)
        await eventually(lambda: server.connections == [])
        assert server.app.began == 0
        assert statuses(await read_rest(reader)) in ([431], [])  # the end may overtake the answer


async def test_no_more_of_a_header_is_kept_than_its_limit() -> None:
    async with served() as server:
        _, writer = await server.connect()
        for _ in range(8):
            writer.write(b"GET / HTTP/1.1\r\nX: " if _ == 0 else b"a" * 4000)
            await writer.drain()
        await eventually(lambda: server.connections == [])


CHUNKED = request("/echo", "Transfer-Encoding: chunked", method="POST")


@pytest.mark.parametrize(
    "rest",
    [
        b"0\r\n" + b"X: y\r\n" * 20_000,
        b"0\r\nX: " + b"y" * 40_000,
        b"1;x=" + b"y" * 40_000,
    ],
)
async def test_trailers_and_sizes_of_chunks_are_limited_too(rest: bytes) -> None:
    async with served() as server:
        assert statuses(await server.ask(CHUNKED + b"2\r\nab\r\n" + rest)) == [431]
        await eventually(lambda: server.app.disconnected == 1)


async def test_a_broken_body_ends_its_request() -> None:
    async with served() as server:
        assert statuses(await server.ask(CHUNKED + b"2\r\nab\r\nnonsense")) == [400]
        await eventually(lambda: server.app.disconnected == 1)


async def test_a_body_may_be_large_if_the_application_takes_it() -> None:
    async with served() as server:
        body = bytes(range(256)) * 2000
        assert statuses(await server.ask(request("/echo", CLOSE, method="POST", body=body))) == [200]
        assert server.app.bodies[-1] == body


async def test_requests_that_are_sent_ahead_are_answered_in_order() -> None:
    async with served() as server:
        text = request("/wait") + request("/echo", method="POST", body=b"second") + request("/", CLOSE)
        asked = asyncio.create_task(server.ask(text))
        await eventually(lambda: server.app.began == 1)
        server.app.opens.set()
        assert statuses(await asked) == [200, 200, 200]
        assert server.app.bodies[2] == b"second"


async def test_at_most_a_few_requests_wait_for_the_one_before() -> None:
    async with served(pipelined=3) as server:
        asked = asyncio.create_task(server.ask(request("/wait") + request("/") * 1000))
        await eventually(lambda: server.app.began == 1)
        assert len(server.connections[0].pipeline) == 3
        server.app.opens.set()
        assert statuses(await asked) == [200] * 4  # then the connection ends, and the client may send the rest again


async def test_nonsense_after_a_request_does_not_spoil_its_answer() -> None:
    async with served() as server:
        asked = asyncio.create_task(server.ask(request("/wait") + b"nonsense\r\n\r\n"))
        await eventually(lambda: server.app.began == 1)
        server.app.opens.set()
        answer = await asked
        assert statuses(answer) == [200]
        assert answer.endswith(b"\r\n\r\nxx")


async def test_one_connection_more_than_the_limit_ends_at_once() -> None:
    async with served(connections=2) as server:
        for _ in range(2):
            await server.connect()
        await eventually(lambda: len(server.connections) == 2)
        reader, _ = await server.connect()
        assert await read_rest(reader) == b""


async def test_a_client_that_asks_for_another_protocol_is_answered_in_this_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with served() as server:
        reader, writer = await server.connect()
        for _ in range(2):
            writer.write(request("/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: x"))
            assert (await reader.readuntil(b"xx")).startswith(b"HTTP/1.1 200")
    assert caplog.records == []


async def test_a_client_that_goes_away_leaves_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    app = Answers(size=300_000)
    async with served(app) as server:
        _, writer = await server.connect()
        writer.write(request("/wait") * 5)
        await eventually(lambda: app.began == 1 and len(server.connections[0].pipeline) == 4)
        writer.transport.abort()
        app.opens.set()
        await eventually(lambda: server.connections == [] and app.ended == 1)
        await eventually(lambda: not server.server.server_state.tasks)
        assert app.began == 1
    assert caplog.records == []


async def test_an_application_learns_that_its_client_is_gone_also_when_more_was_sent_ahead() -> None:
    async with served() as server:
        _, writer = await server.connect()
        writer.write(request("/listen") + request("/"))
        await eventually(lambda: server.app.began == 1 and len(server.connections[0].pipeline) == 1)
        writer.transport.abort()
        await eventually(lambda: server.app.disconnected == 1)
        assert server.app.began == 1


async def read_rest(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the end of the connection, however it ends."""
    parts = []
    try:
        while part := await reader.read(2**16):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)
