"""The short way for a crowd: its two questions are answered before the rest of the house is woken. For the page's
script only; what is asked and answered is app/waiting_room/requests.py, as in api.py."""

import re
from typing import Any

import msgspec
from litestar import Request

from app.settings import settings
from app.waiting_room.requests import ask_line, ask_place
from app.web.error_responses import for_programs, head_of, in_words
from app.web.parsing import AnyRequest
from app.web.security import security_headers
from app.web.sessions import send_session

ADDRESS = re.compile(r"/waiting-rooms/([1-9]\d{0,17})/(places|now)")
KINDS = {"now": "GET", "places": "POST"}

Found = tuple[int, dict[str, str], bytes]


class Front:
    """ASGI middleware. What it does not know is for the house behind it; what it began it answers, come what may."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.secure = security_headers(settings())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers, or passes on."""
        asked = ADDRESS.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if asked is None or KINDS[asked[2]] != scope["method"] or (asked[2] == "places" and not _is_script(scope)):
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        status, head, body = await _answered(Request(scope, receive), asked[2], int(asked[1]))
        head |= {"content-type": "application/json", "content-length": str(len(body))}
        headers = [(name.lower().encode(), value.encode()) for name, value in head.items()]
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await send_session(start, scope)
        await self.secure(start, scope)
        await send(start)
        await send({"type": "http.response.body", "body": body})


async def _answered(request: AnyRequest, what: str, room: int) -> Found:
    try:
        if what == "now":
            return 200, {"cache-control": "public, max-age=1"}, await ask_line(request, room)
        return 200, {"cache-control": "no-store"}, msgspec.json.encode(await ask_place(request, room))
    except Exception as problem:  # in words, and logged where it is our mistake; never tried a second time
        no = in_words(request, problem)
        return no.status, head_of(no), msgspec.json.encode(for_programs(no))


def _is_script(scope: Any) -> bool:
    accept = dict(scope["headers"]).get(b"accept", b"")
    return b"application/json" in accept and b"text/html" not in accept
