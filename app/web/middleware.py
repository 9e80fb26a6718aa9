"""ASGI middleware: a log line for each request with its id, and HEAD requests handled as GET."""

import secrets
import time
from typing import Any

import structlog

from realtime.logs import log

UNLOGGED_PREFIXES = ("/assets/", "/health/")


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
                took = round((time.perf_counter() - started) * 1000, 1)
                log.info("request", method=scope["method"], path=redact_path(scope["path"]), status=status, ms=took)
            structlog.contextvars.unbind_contextvars("request", "performance", "hold", "order")


def redact_path(path: str) -> str:
    """Return the path with *** in place of an order's secret link, so that logs give no access to tickets."""
    parts = path.split("/")
    return "/".join([*parts[:3], "***", *parts[4:]]) if parts[1:2] == ["orders"] and len(parts) > 3 else path


class HeadAsGetMiddleware:
    """ASGI middleware that passes HEAD on as GET, because Litestar would refuse it. The server omits the body."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on with a copy of its scope, so that the server still knows that it is a HEAD request."""
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send)
