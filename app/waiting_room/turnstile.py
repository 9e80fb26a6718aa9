"""The short way to the waiting room: whoever opens a performance's page without anything like a pass, where people
wait, is sent there before the rest of the house is woken. The same answer as access.py gives, at a
tenth of the cost: in a storm nearly everybody who comes is such a one."""

import re
from typing import Any

from app.settings import settings
from app.waiting_room.access import STAGES_WITHOUT_PASS, waiting_room_url
from app.waiting_room.rooms import cached_room_of_performance
from app.web.security import security_headers

PERFORMANCE_PATH = re.compile(rb"/performances/([1-9]\d{0,17})(?:/list)?")


class FastRedirectMiddleware:
    """ASGI middleware. What it does not know is for the house behind it."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.add_security_headers = security_headers(settings())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Sends to the waiting room, or passes on."""
        where = await _redirect_target(scope) if scope["type"] == "http" and scope["method"] == "GET" else ""
        if not where:
            await self.app(scope, receive, send)
            return
        headers = [(b"location", where.encode()), (b"cache-control", b"no-store"), (b"content-length", b"0")]
        start = {"type": "http.response.start", "status": 303, "headers": headers}
        await self.add_security_headers(start, scope)
        await send(start)
        await send({"type": "http.response.body", "body": b""})


async def _redirect_target(scope: Any) -> str:
    """The waiting room's page for this request; "" where it needs a closer look."""
    asked = PERFORMANCE_PATH.fullmatch(scope["path"].encode())
    headers = dict(scope["headers"])
    if asked is None or b"pass-" in headers.get(b"cookie", b"") or b"hx-request" in headers:
        return ""
    if b"text/html" not in headers.get(b"accept", b""):
        return ""
    try:
        room = await cached_room_of_performance(int(asked[1]))
    except Exception:  # the house behind meets it too, and says it in words
        return ""
    if room is None or int(asked[1]) not in room.performances or room.stage() in (*STAGES_WITHOUT_PASS, "quiet"):
        return ""
    return waiting_room_url(room, int(asked[1]))
