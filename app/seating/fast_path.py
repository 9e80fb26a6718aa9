"""An ASGI fast path for holds, the request that decides who gets a seat: taken and answered before Litestar runs.

It shares wanted_seats.py with pages.py, and saves what the framework does around a handler (docs/adr/0020)."""

import re
from typing import Any

from litestar import Request, Response
from litestar.types import ASGIApp
from litestar.utils.scope.state import ScopeState

from app.seating.responses import BasketBody, basket_body
from app.seating.wanted_seats import OUTCOME, take_wanted
from app.settings import settings
from app.web.body_reader import has_body
from app.web.middleware import csrf_cookie_name, read_csrf_token
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, wants_fragment, wants_json
from app.web.security import BODY_LIMIT, security_headers
from app.web.sessions import add_session_cookie, person_of
from realtime.keys import Purpose

HOLDS_PATH = re.compile(r"/performances/([1-9]\d{0,17})/holds", re.ASCII)
USUAL_HOST = re.compile(rb"[\w.:\[\]-]*", re.ASCII)
BODY_TYPES = ("application/json", "application/x-www-form-urlencoded")
NO_STORE = [(name.lower().encode(), value.encode()) for name, value in PRIVATE.items()]


class FastHoldMiddleware:
    """ASGI middleware that answers POST /performances/N/holds of HTMX and of programs when the seats were taken.

    Every other request passes on: one that is not certainly in order untouched, and one that failed, or whose answer
    is to be compressed, with its outcome, which Litestar's handler then raises or returns. So both answer the same."""

    def __init__(self, app: ASGIApp, litestar: Any) -> None:
        self.app, self.litestar = app, litestar
        self.add_security_headers = security_headers(settings())
        self.csrf = csrf_cookie_name(settings()), settings().keys(Purpose.CSRF)
        self.compressed_size: int = litestar.compression_config.minimum_size

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take the seats and answer, or pass the request on."""
        match = HOLDS_PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        # a body that is too long was not buffered by load shedding, and may never arrive
        if match is None or not has_body(scope) or not _is_usual(scope["headers"]):
            await self.app(scope, receive, send)
            return
        content, messages = await _read_body(receive)
        if content is None:
            await self.app(scope, _replay(messages, receive), send)
            return
        scope.setdefault("state", {})
        ScopeState.from_scope(scope).body = content
        accepts_encoding = any(name == b"accept-encoding" for name, _ in scope["headers"])
        body = await self._take(Request(scope, receive), int(match[1]), accepts_encoding)
        if body is None:
            await self.app(scope, receive, send)
            return
        content_type = body.media_type if body.media_type != "text/html" else "text/html; charset=utf-8"
        own = [(b"content-type", content_type.encode()), (b"content-length", str(len(body.content)).encode())]
        start = {"type": "http.response.start", "status": 200, "headers": own + NO_STORE}
        await add_session_cookie(start, scope)
        await self.add_security_headers(start, scope)
        await send(start)
        await send({"type": "http.response.body", "body": body.content})

    async def _take(self, request: AnyRequest, performance_id: int, accepts_encoding: bool) -> BasketBody | None:
        """Take the seats; return the body of the answer. None: Litestar has to answer, with what the state has."""
        if not (wants_json(request) or wants_fragment(request)):
            return None
        request.scope["litestar_app"] = self.litestar
        try:
            token = await read_csrf_token(request, *self.csrf)
            if token is None:
                return None
            ScopeState.from_scope(request.scope).csrf_token = token
            taken = await take_wanted(request, performance_id, await person_of(request))
            body = await basket_body(request, taken.visitor, taken.wanted.back, hold=taken.hold)
        except Exception as error:  # raised again by the handler, for the application's error handlers
            request.scope["state"][OUTCOME] = error
            return None
        if accepts_encoding and len(body.content) >= self.compressed_size:
            outcome = Response(body.content, media_type=body.media_type, headers=PRIVATE)
            request.scope["state"][OUTCOME] = outcome
            return None
        return body


def _is_usual(headers: list[tuple[bytes, bytes]]) -> bool:
    """Return whether the headers are of a usual request, with a body that is JSON or a form without files.

    A type or host that is sent twice is unusual: which of the two counts is for Litestar to say."""
    types = [value for name, value in headers if name == b"content-type"]
    hosts = [value for name, value in headers if name == b"host"]
    if len(types) != 1 or len(hosts) > 1:
        return False
    media_type = types[0].partition(b";")[0].decode("latin-1")
    return media_type in BODY_TYPES and all(map(USUAL_HOST.fullmatch, hosts))


async def _read_body(receive: Any) -> tuple[bytes | None, list[Any]]:
    """Return the body and the messages that it came in; no body if the client disconnects or it exceeds BODY_LIMIT."""
    messages: list[Any] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or size > BODY_LIMIT:
            return None, messages
        if not message.get("more_body"):
            return b"".join(message.get("body", b"") for message in messages), messages


def _replay(messages: list[Any], receive: Any) -> Any:
    """Return a `receive` that gives these messages once more, and then those that follow."""
    ready = messages[::-1]

    async def again() -> Any:
        return ready.pop() if ready else await receive()

    return again
