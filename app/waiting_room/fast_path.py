"""The short way for a crowd: its two questions are answered before the rest of the house is woken. For the page's
script only; what is asked and answered is app/waiting_room/requests.py, as in api.py."""

import re
from typing import Any

import msgspec
from litestar import Request

from app.settings import settings
from app.waiting_room.requests import get_status, join_from_request
from app.web.error_responses import error_headers, error_json, to_aisle_error
from app.web.parsing import AnyRequest
from app.web.security import security_headers
from app.web.sessions import add_session_cookie

FAST_PATH = re.compile(r"/waiting-rooms/([1-9]\d{0,17})/(places|now)")
METHODS = {"now": "GET", "places": "POST"}

ResponseParts = tuple[int, dict[str, str], bytes]


class FastJoinMiddleware:
    """ASGI middleware. What it does not know is for the house behind it; what it began it answers, come what may."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.add_security_headers = security_headers(settings())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers, or passes on."""
        asked = FAST_PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if asked is None or METHODS[asked[2]] != scope["method"] or (asked[2] == "places" and not _is_script(scope)):
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        status, head, body = await _answered(Request(scope, receive), asked[2], int(asked[1]))
        head |= {"content-type": "application/json", "content-length": str(len(body))}
        headers = [(name.lower().encode(), value.encode()) for name, value in head.items()]
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await add_session_cookie(start, scope)
        await self.add_security_headers(start, scope)
        await send(start)
        await send({"type": "http.response.body", "body": body})


async def _answered(request: AnyRequest, what: str, room: int) -> ResponseParts:
    try:
        if what == "now":
            return 200, {"cache-control": "public, max-age=1"}, await get_status(request, room)
        return 200, {"cache-control": "no-store"}, msgspec.json.encode(await join_from_request(request, room))
    except Exception as problem:  # in words, and logged where it is our mistake; never tried a second time
        no = to_aisle_error(request, problem)
        return no.status, error_headers(no), msgspec.json.encode(error_json(no))


def _is_script(scope: Any) -> bool:
    accept = dict(scope["headers"]).get(b"accept", b"")
    return b"application/json" in accept and b"text/html" not in accept
