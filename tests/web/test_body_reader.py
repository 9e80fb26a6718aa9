"""A request begins only after its body was read completely."""

from collections.abc import Callable
from typing import Any

import pytest

from app.web.body_reader import ClientDisconnected, buffer_body, has_body
from app.web.security import BODY_LIMIT
from tests.fan import JSON, Fan
from tests.world import World


def sends(*messages: tuple[bytes, bool]) -> Any:
    """Return the `receive` of a client that sends these pieces and then disconnects."""
    waiting = [{"type": "http.request", "body": body, "more_body": more} for body, more in messages]

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    return receive


def scope(**headers: str) -> dict[str, Any]:
    """Return the scope of a request with these headers; an underscore in a name becomes a hyphen."""
    return {"headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]}


async def test_the_pieces_become_one_and_then_the_caller_is_heard_again() -> None:
    receive = await buffer_body(sends((b"a", True), (b"", True), (b"b", False)))
    assert await receive() == {"type": "http.request", "body": b"ab", "more_body": False}
    assert await receive() == {"type": "http.disconnect"}


async def test_who_goes_away_in_the_middle_asked_nothing() -> None:
    with pytest.raises(ClientDisconnected):
        await buffer_body(sends((b"a", True)))


async def test_what_grows_too_long_is_handed_on_for_the_house_to_refuse() -> None:
    piece = b"x" * BODY_LIMIT
    receive = await buffer_body(sends((piece, True), (b"y", True), (b"z", False)))
    assert (await receive())["body"] == piece + b"y"
    assert (await receive())["body"] == b"z"


def test_whether_there_is_one_is_seen_by_its_head() -> None:
    assert has_body(scope(content_length="5"))
    assert has_body(scope(transfer_encoding="chunked"))
    assert not has_body(scope())
    assert not has_body(scope(content_length="0"))
    assert not has_body(scope(content_length=str(BODY_LIMIT + 1)))


async def test_too_much_is_refused_in_words_announced_or_not(world: World, visit: Callable[[], Fan]) -> None:
    async def pieces() -> Any:
        for _ in range(3):
            yield b"x" * BODY_LIMIT

    fan = visit()
    await fan.read("/")
    for content in (b"x" * (BODY_LIMIT + 1), pieces()):
        headers = {**JSON, "X-CSRF-Token": fan.token, "Content-Type": "application/json"}
        answer = await fan.browser.post(f"/performances/{world.preview}/holds", content=content, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
