"""A body that is written in pieces is the same body."""

from typing import Any

import pytest

from app.web.connections.pieces import send_in_pieces
from tests.web.connections.servers import Answers, request, served


async def sent(*bodies: bytes, piece: int) -> list[Any]:
    """Return the messages that reach the server from an application that sends these bodies."""
    messages: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})
        for number, body in enumerate(bodies, 1):
            await send({"type": "http.response.body", "body": body, "more_body": number < len(bodies)})

    async def send(message: Any) -> None:
        messages.append(message)

    await send_in_pieces(app, piece, {}, None, send)
    return messages


@pytest.mark.parametrize("size", [0, 1, 4, 5, 8, 9, 11])
async def test_no_piece_is_larger_and_only_the_last_one_ends_the_body(size: int) -> None:
    body = bytes(range(size))
    start, *rest = await sent(body, piece=4)
    assert start["type"] == "http.response.start"
    assert b"".join(message["body"] for message in rest) == body
    assert max(len(message["body"]) for message in rest) <= 4
    assert [message["more_body"] for message in rest] == [True] * (len(rest) - 1) + [False]


async def test_a_stream_of_large_bodies_ends_with_its_last_piece() -> None:
    _, *rest = await sent(b"abcdef", b"ghijkl", b"", piece=4)
    assert [(message["body"], message["more_body"]) for message in rest] == [
        (b"abcd", True),
        (b"ef", True),
        (b"ghij", True),
        (b"kl", True),
        (b"", False),
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_large_answer_arrives_whole(method: str) -> None:
    async with served(Answers(size=1_000_003)) as server:
        answer = await server.ask(request("/", "Connection: close", method=method))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-length: 1000003" in head
    assert body == (b"x" * 1_000_003 if method == "GET" else b"")
