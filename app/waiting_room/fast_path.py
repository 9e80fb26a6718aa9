"""ASGI fast paths for the requests of a crowd. They answer before Litestar runs; every other request passes through.

FastJoinMiddleware answers GET /waiting-rooms/N/now, and what the page's script sends to /places and /admissions.
FastRedirectMiddleware redirects visitors of a performance's page who have no pass to its waiting room."""

import re
from typing import Any, NamedTuple

import msgspec
from litestar import Request

from app.settings import settings
from app.waiting_room.access import STAGES_WITHOUT_PASS, waiting_room_url
from app.waiting_room.requests import WAIT_RESPONSE, admission_from_request, get_status, join_from_request
from app.waiting_room.rooms import cached_room_of_performance
from app.web.error_responses import encode_error, error_headers, to_aisle_error
from app.web.parsing import AnyRequest
from app.web.security import security_headers
from app.web.sessions import add_session_cookie

JOIN_PATH = re.compile(r"/waiting-rooms/([1-9]\d{0,17})/(places|now|admissions)")
JOIN_METHODS = {"now": "GET", "places": "POST", "admissions": "POST"}
ADMISSION_QUERY = re.compile(rb"(?:to=(\d{1,18}))?")
PERFORMANCE_PATH = re.compile(rb"/performances/([1-9]\d{0,17})(?:/list)?")


class ResponseParts(NamedTuple):
    """A response that is not sent yet."""

    status: int
    headers: dict[str, str]
    body: bytes


class FastJoinMiddleware:
    """ASGI middleware that answers status, join and admission requests as api.py does, with the same functions.

    Once it has begun to answer a request, it also answers every failure and never passes that request on."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.add_security_headers = security_headers(settings())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer the request if it is one of the three; else pass it on."""
        match = JOIN_PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if match is None or not _is_usual(scope, match[2]):
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        status, headers, body = await _get_response(Request(scope, receive), match[2], int(match[1]))
        headers |= {"content-type": "application/json", "content-length": str(len(body))}
        raw_headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        start = {"type": "http.response.start", "status": status, "headers": raw_headers}
        await add_session_cookie(start, scope)
        await self.add_security_headers(start, scope)
        await send(start)
        await send({"type": "http.response.body", "body": body})


class FastRedirectMiddleware:
    """ASGI middleware that redirects a visitor without any pass from a performance's page to its waiting room.

    The response is the same as that of access.py, at a tenth of the cost: at the start of a sale most requests are of
    this kind. `may_read`: whether it asks the database about a room that is not in the cache; in front of load shedding
    it must not."""

    def __init__(self, app: Any, *, may_read: bool) -> None:
        self.app, self.may_read = app, may_read
        self.add_security_headers = security_headers(settings())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Redirect the visitor if it is certain that they have to wait; else pass the request on."""
        is_get = scope["type"] == "http" and scope["method"] == "GET"
        url = await _redirect_target(scope, may_read=self.may_read) if is_get else ""
        if not url:
            await self.app(scope, receive, send)
            return
        headers = [(b"location", url.encode()), (b"cache-control", b"no-store"), (b"content-length", b"0")]
        start = {"type": "http.response.start", "status": 303, "headers": headers}
        await self.add_security_headers(start, scope)
        await send(start)
        await send({"type": "http.response.body", "body": b""})


async def _get_response(request: AnyRequest, resource: str, room_id: int) -> ResponseParts:
    try:
        if resource == "now":
            body = await get_status(request, room_id)
            return ResponseParts(200, {"cache-control": "public, max-age=1"}, body)
        if resource == "places":
            body = msgspec.json.encode(await join_from_request(request, room_id))
            return ResponseParts(200, {"cache-control": "no-store"}, body)
        query = ADMISSION_QUERY.fullmatch(request.scope["query_string"])
        admission = await admission_from_request(request, room_id, int((query and query[1]) or 0))
        body = msgspec.json.encode(admission.content() if admission else WAIT_RESPONSE)
        return ResponseParts(200 if admission else 202, {"cache-control": "no-store"}, body)
    except Exception as problem:  # `to_aisle_error` logs an unexpected one; passing the request on would try it twice
        error = to_aisle_error(request, problem)
        return ResponseParts(error.status, error_headers(error), encode_error(request, error))


def _is_usual(scope: Any, resource: str) -> bool:
    """Return whether the request is of the kind that is answered here; others have to be answered by Litestar."""
    if JOIN_METHODS[resource] != scope["method"]:
        return False
    if resource == "admissions" and not ADMISSION_QUERY.fullmatch(scope["query_string"]):
        return False
    return resource == "now" or _is_json(scope)


def _is_json(scope: Any) -> bool:
    accept = dict(scope["headers"]).get(b"accept", b"")
    return b"application/json" in accept and b"text/html" not in accept


async def _redirect_target(scope: Any, *, may_read: bool) -> str:
    """Return the waiting room's address for this request; "" if the complete check of access.py has to decide."""
    match = PERFORMANCE_PATH.fullmatch(scope["path"].encode())
    headers = dict(scope["headers"])
    if match is None or b"pass-" in headers.get(b"cookie", b"") or b"hx-request" in headers:
        return ""
    if b"text/html" not in headers.get(b"accept", b""):
        return ""
    performance_id = int(match[1])
    kept = cached_room_of_performance.peek(performance_id)
    if kept is None and not may_read:
        return ""
    try:
        room = kept[0] if kept else await cached_room_of_performance(performance_id)
    except Exception:  # the application gets the same failure and answers with an error page
        return ""
    if room is None or performance_id not in room.performances or room.stage() in (*STAGES_WITHOUT_PASS, "quiet"):
        return ""
    scope.setdefault("state", {})
    return waiting_room_url(Request(scope), room, performance_id)
