"""What a request brings is read whole before anything is done for it: whoever sends slowly keeps nobody waiting."""

import asyncio
from typing import Any

from app.web.security import BODY_LIMIT

BODY_TIMEOUT = 8.0
"""For the whole of it; a form is a few kilobytes."""


class ClientDisconnected(Exception):
    """The caller went away in the middle of it."""


class BodyTooSlow(Exception):
    """It was not there in time."""


def has_body(scope: Any) -> bool:
    """Whether the caller announces one to be read beforehand: not one that is too long, which is refused unread."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return value != b"0" and len(value) < 9 and int(value) <= BODY_LIMIT
        if name == b"transfer-encoding":
            return True
    return False


async def buffer_body(receive: Any) -> Any:
    """A `receive` that has all of it already. What grows beyond the limit is handed on as far as it came, with the rest
    behind it, for the house to refuse. Raises TooSlow, or Gone."""
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

    async def handed_on() -> Any:
        return ready.pop() if ready else await receive()

    return handed_on
