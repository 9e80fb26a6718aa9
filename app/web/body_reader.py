"""Reads a request's body completely before the request takes a slot, so that slow clients do not block others."""

import asyncio
from typing import Any

from app.web.security import BODY_LIMIT

BODY_TIMEOUT = 8.0
"""Seconds in which the whole body must arrive; a form has a few kilobytes."""


class ClientDisconnected(Exception):
    """The client disconnected before its body was complete."""


class BodyTooSlow(Exception):
    """The body was not complete within BODY_TIMEOUT."""


def has_body(scope: Any) -> bool:
    """Return whether the request announces a body to read first; False for one that is too long, which stays unread."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return value != b"0" and len(value) < 9 and int(value) <= BODY_LIMIT
        if name == b"transfer-encoding":
            return True
    return False


async def buffer_body(receive: Any) -> Any:
    """Read the body and return a `receive` that replays it. Raises BodyTooSlow or ClientDisconnected.

    Of a body over the limit only the part read so far is replayed; Litestar refuses it."""
    parts: list[bytes] = []
    size, more = 0, True
    try:
        async with asyncio.timeout(BODY_TIMEOUT):
            while more and size <= BODY_LIMIT:
                message = await receive()
                if message["type"] != "http.request":
                    raise ClientDisconnected()
                parts.append(message.get("body", b""))
                size, more = size + len(parts[-1]), message.get("more_body", False)
    except TimeoutError:
        raise BodyTooSlow() from None
    ready = [{"type": "http.request", "body": b"".join(parts), "more_body": more}]

    async def replay() -> Any:
        return ready.pop() if ready else await receive()

    return replay
