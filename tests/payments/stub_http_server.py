"""An HTTP server on this machine that answers as a test chooses, and records the requests."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ReceivedRequest(msgspec.Struct, frozen=True):
    """One request; `form` as it was sent, `key`: its idempotency key, "" without one."""

    route: str
    form: dict[str, str]
    key: str
    authorization: str


class StubServer:
    """The server at `url`. `handlers`: one for each request in turn, the last one for all later ones."""

    def __init__(self, *answers: Handler) -> None:
        self.handlers = list(answers)
        self.requests: list[ReceivedRequest] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = dict(parse_qsl((await request.read()).decode()))
        key, bearer = (request.headers.get(name, "") for name in ("Idempotency-Key", "Authorization"))
        self.requests.append(ReceivedRequest(f"{request.method} {request.path}", form, key, bearer))
        return await (self.handlers.pop(0) if len(self.handlers) > 1 else self.handlers[0])(request)


@contextlib.asynccontextmanager
async def run_stub_server(*answers: Handler) -> AsyncIterator[StubServer]:
    """Run a server with these handlers."""
    wire, app = StubServer(*answers), web.Application()
    app.router.add_route("*", "/{tail:.*}", wire.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    wire.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield wire
    finally:
        await runner.cleanup()


def json_response(body: dict[str, Any], status: int = 200) -> Handler:
    """Return a handler that answers with this JSON."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


def stripe_error(status: int, code: str = "", **facts: Any) -> Handler:
    """Return a handler that answers with an error in Stripe's format."""
    kind = {402: "card_error", 401: "invalid_request_error", 500: "api_error"}.get(status, "invalid_request_error")
    return json_response(
        {"error": {"type": kind, "message": "No.", **({"code": code} if code else {}), **facts}}, status
    )


def html_response(text: str, status: int = 200) -> Handler:
    """Return a handler that answers with text that is not JSON."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=text, status=status, content_type="text/html")

    return answer


async def no_response(_: web.Request) -> web.StreamResponse:
    """Never answer, for as long as the client waits."""
    await asyncio.Event().wait()
    raise AssertionError


async def partial_response(request: web.Request) -> web.StreamResponse:
    """Answer in part, then cut the connection."""
    answer = web.StreamResponse(headers={"Content-Length": "4000", "Content-Type": "application/json"})
    await answer.prepare(request)
    await answer.write(b'{"id": "pi_1", "object": "pay')
    assert request.transport is not None
    request.transport.close()
    return answer


def intent(**changes: Any) -> dict[str, Any]:
    """Return a PaymentIntent as Stripe writes it, with these changes."""
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "status": "requires_payment_method",
        "amount": 13750,
        "amount_received": 0,
        "currency": "eur",
        "livemode": False,
        "client_secret": "pi_1_secret_x",
        "metadata": {"performance": "7", "order": "12"},
        "last_payment_error": None,
        "created": int(time.time()),
    } | changes


def refund(**changes: Any) -> dict[str, Any]:
    """Return a Refund as Stripe writes it, with these changes."""
    return {
        "id": "re_1",
        "object": "refund",
        "status": "succeeded",
        "amount": 13750,
        "currency": "eur",
        "payment_intent": "pi_1",
        "metadata": {"order": "12"},
        "created": 1_800_000_000,
    } | changes


def dispute(**changes: Any) -> dict[str, Any]:
    """Return a Dispute as Stripe writes it, with these changes."""
    return {
        "id": "du_1",
        "object": "dispute",
        "status": "needs_response",
        "amount": 13750,
        "currency": "eur",
        "livemode": False,
        "charge": "ch_1",
        "payment_intent": "pi_1",
        "reason": "fraudulent",
        "is_charge_refundable": False,
        "evidence_details": {"due_by": 1_800_000_000, "has_evidence": False, "past_due": False, "submission_count": 0},
        "created": int(time.time()),
    } | changes
