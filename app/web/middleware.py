"""ASGI middleware: a log line for each request with its id, HEAD requests handled as GET, and CSRF tokens.

A CSRF token is a signed random text in a cookie, which every form and script must send back."""

import secrets
import time
from typing import Any

import structlog
from litestar import Request
from litestar.config.csrf import CSRFConfig
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils.path import normalize_path
from litestar.utils.scope.state import ScopeState

from app.csrf_tokens import make_csrf_token, signed_part
from app.settings import Settings
from app.web.parsing import AnyRequest
from realtime.keys import Keys, Purpose
from realtime.logs import log

SECRET_PARTS = {"orders": 3, "staff": 2}
"""First part of a path → which of its parts is secret."""
UNLOGGED_PREFIXES = ("/assets/", "/health/")
CSRF_HEADER = "x-csrf-token"
FORMS = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)


class RequestLogMiddleware:
    """ASGI middleware that gives each request an id (X-Request-Id in the response) and logs how it ended."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on and log its method, path, status and duration."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = secrets.token_hex(6)
        structlog.contextvars.bind_contextvars(request=request_id)
        started, status = time.perf_counter(), 0

        async def send_with_id(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            if not scope["path"].startswith(UNLOGGED_PREFIXES):
                log_request(scope, status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request", "performance", "hold", "order")


def log_request(scope: Any, status: int, seconds: float) -> None:
    """Log that a request ended with this status after so many seconds. Status 0: without a response."""
    path = redact_path(scope["path"])
    log.info("request", method=scope["method"], path=path, status=status, ms=round(seconds * 1000, 1))


def redact_path(path: str) -> str:
    """Return the path with *** in place of the secret of an order's link or of a staff link, so that logs give no
    access. Slashes that the router ignores are left out: with them a link would be another part of the path."""
    path = normalize_path(path)
    parts = path.split("/")
    secret = SECRET_PARTS.get(parts[1] if len(parts) > 1 else "", len(parts))
    return "/".join([*parts[:secret], "***", *parts[secret + 1 :]]) if len(parts) > secret else path


class HeadAsGetMiddleware:
    """ASGI middleware that passes HEAD on as GET, because Litestar would refuse it. The server omits the body."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on with a copy of its scope, so that the server still knows that it is a HEAD request."""
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send)


def csrf_cookie_name(config: Settings) -> str:
    """Return the cookie's name. In production with __Host-, so that browsers accept it only over HTTPS and from us."""
    return "__Host-csrf" if config.production else "csrf"


def csrf_protection(config: Settings) -> DefineMiddleware:
    """Build the middleware that refuses a form without its token. A route with the option `public` needs none."""
    own = CSRFConfig(
        secret="",  # the keys of CsrfMiddleware take its place
        cookie_name=csrf_cookie_name(config),
        cookie_secure=config.production,
        cookie_httponly=True,
        header_name=CSRF_HEADER,
        exclude_from_csrf_key="public",
    )
    return DefineMiddleware(CsrfMiddleware, config=own, keys=config.keys(Purpose.CSRF))


class CsrfMiddleware(CSRFMiddleware):
    """Litestar's middleware with several keys: the first one signs, and each is accepted.

    A page replaces a cookie that no key signed. It signs the cookie of an old key again and keeps its random part, so
    that the forms of pages that were loaded before stay valid."""

    def __init__(self, app: ASGIApp, config: CSRFConfig, keys: Keys) -> None:
        super().__init__(app, config)
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a page its token and, if the browser does not have it yet, the cookie; check every other request."""
        if scope["type"] != ScopeType.HTTP or scope["route_handler"].opt.get(self.config.exclude_from_csrf_key):
            await self.app(scope, receive, send)
            return
        request: AnyRequest = Request(scope, receive)
        if scope["method"] in self.config.safe_methods:
            cookie = request.cookies.get(self.config.cookie_name)
            token = self._page_token(cookie)
            send = send if token == cookie else self.create_send_wrapper(send=send, token=token, csrf_cookie=None)
        else:
            sent = await read_csrf_token(request, self.config.cookie_name, self.keys)
            if sent is None:
                raise PermissionDeniedException("CSRF token verification failed")
            token = sent
        ScopeState.from_scope(scope).csrf_token = token
        await self.app(scope, receive, send)

    def _page_token(self, cookie: str | None) -> str:
        """Return the cookie's token if the first key signed it; else its random part, or a new one, signed by it."""
        if cookie and signed_part(cookie, self.keys[:1]):
            return cookie
        return make_csrf_token(self.keys, signed_part(cookie, self.keys[1:]) if cookie else None)


async def read_csrf_token(request: AnyRequest, cookie_name: str, keys: Keys) -> str | None:
    """Return the token that the request sends in its header or form, if it is signed and belongs to the cookie.

    None for any other. A form is parsed only for a cookie that we signed. The usual token, equal to the cookie, is
    checked once. Raises TooManyFields."""
    random_part = signed_part(request.cookies.get(cookie_name, ""), keys)
    if random_part is None:
        return None
    sent = request.headers.get(CSRF_HEADER)
    if not sent and request.content_type[0] in FORMS:
        sent = (await request.form()).get("_csrf_token")
    if not isinstance(sent, str):
        return None
    return sent if sent == request.cookies[cookie_name] or signed_part(sent, keys) == random_part else None
