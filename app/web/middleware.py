"""ASGI middleware: logs each request with an id, and answers HEAD as GET."""

import secrets
import time
from typing import Any

import structlog

from realtime.logs import log

UNLOGGED_PREFIXES = ("/assets/", "/health/")


class RequestLogMiddleware:
    """ASGI middleware: gives each request an id (X-Request-Id in the answer) and logs how it ended."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes everything on; only looks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = secrets.token_hex(6)
        structlog.contextvars.bind_contextvars(request=request_id)
        started, status = time.perf_counter(), 0

        async def told(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, told)
        finally:
            if not scope["path"].startswith(UNLOGGED_PREFIXES):
                took = round((time.perf_counter() - started) * 1000, 1)
                log.info("request", method=scope["method"], path=redact_path(scope["path"]), status=status, ms=took)
            structlog.contextvars.unbind_contextvars("request", "performance", "hold", "order")


def redact_path(path: str) -> str:
    """The path without an order's link: whoever reads the log must not hold the tickets."""
    parts = path.split("/")
    return "/".join([*parts[:3], "***", *parts[4:]]) if parts[1:2] == ["orders"] and len(parts) > 3 else path


class HeadAsGetMiddleware:
    """ASGI middleware: answers HEAD as GET. The server leaves the body out; Litestar itself would refuse."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """A copy, so that the server still knows what was asked."""
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send)
