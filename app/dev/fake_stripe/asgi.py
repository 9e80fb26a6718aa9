"""Requests and responses on bare ASGI, without a framework: benches send hundreds a second."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from litestar.types import Receive, Scope, Send

from app.dev.fake_stripe.objects import API_VERSION

MAX_BODY = 256 * 1024
COMMON_HEADERS = [
    (b"content-type", b"application/json"),
    (b"stripe-version", API_VERSION.encode()),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Request-Id, Idempotent-Replayed"),
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Idempotency-Key, Stripe-Version"),
    (b"access-control-max-age", b"600"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"cache-control", b"no-store"),
]


@dataclass(slots=True)
class HttpRequest:
    """A complete request."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str

    @property
    def operation(self) -> str:
        """ "POST /v1/refunds", as failure modes and idempotency keys name it."""
        return f"{self.method} {self.path}"


@dataclass(slots=True)
class HttpResponse:
    """A response."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def asgi_app(answer: Callable[[HttpRequest], Awaitable[HttpResponse | None]]) -> Any:
    """Build an ASGI application; where `answer` returns None, the connection is closed."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = await _read(scope, receive)
        response = HttpResponse(204) if request.method == "OPTIONS" else await answer(request)
        if response is None:
            scope["hang_up"]()  # type: ignore[typeddict-item]
            return
        headers = [*COMMON_HEADERS, (b"content-length", b"%d" % len(response.body))]
        headers += [(name.encode(), value.encode()) for name, value in response.headers.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body, "more_body": False})

    return app


async def _read(scope: Scope, receive: Receive) -> HttpRequest:
    body, is_more = b"", True
    while is_more:
        message: Any = await receive()
        body += message.get("body", b"")
        is_more = message.get("more_body", False) and len(body) < MAX_BODY
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path, query = scope["raw_path"].decode().partition("?")[0].rstrip("/"), scope["query_string"].decode()
    return HttpRequest(str(scope.get("method")), path, query, headers, body.decode(errors="replace"))
