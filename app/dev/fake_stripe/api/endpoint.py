"""The door of `/v1`: reads a request, lets its verb run once, answers in Stripe's shapes and in the day's mood."""

import asyncio
import logging
from typing import Any

import msgspec

from app.dev.fake_stripe.api.expand import response_object
from app.dev.fake_stripe.api.form import read_form
from app.dev.fake_stripe.api.intents import browser_view
from app.dev.fake_stripe.api.keys import is_publishable
from app.dev.fake_stripe.api.params import reject_unknown
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.api.routes import Route, find_route
from app.dev.fake_stripe.asgi import HttpRequest, HttpResponse
from app.dev.fake_stripe.errors import StripeError, needs_secret_key, server_error
from app.dev.fake_stripe.idempotency import fingerprint
from app.dev.fake_stripe.objects import PaymentIntent, new_id
from app.dev.fake_stripe.state import FakeStripe

NOTHING: dict[str, str] = {}


class Api:
    """`answer` is the whole of it."""

    def __init__(self, stripe: FakeStripe) -> None:
        self.stripe = stripe

    async def answer(self, asked: HttpRequest) -> HttpResponse | None:
        """What to tell; None: hang up without a word, although it was done."""
        mood, line = self.stripe.failure_modes, asked.operation
        fails = mood.use_failure(line)
        dropped = not fails and mood.use_drop(line)
        told, key = (_refused(server_error()), "") if fails else self._once(asked)
        try:
            if mood.latency_ms and mood.applies_to(line):
                await asyncio.sleep(mood.latency_ms / 1000)
        finally:
            self.stripe.idempotency_keys.end(key)
        return None if dropped else told

    def _once(self, asked: HttpRequest) -> tuple[HttpResponse, str]:
        """Do it, or repeat what was answered; with the key that is in flight until the answer has left."""
        key = asked.headers.get("idempotency-key", "") if asked.method == "POST" else ""
        ours = ""
        try:
            route, request = self._read(asked, key or None)
            if key:
                given = self.stripe.idempotency_keys.begin(key, fingerprint(asked.operation, asked.body))
                if given is not None:
                    head = {"idempotent-replayed": "true", "idempotency-key": key}
                    return HttpResponse(given.status, given.body.encode(), head), ""
                ours = key
            told, kept = _done(route, request)
            if ours and kept:
                self.stripe.idempotency_keys.save(ours, told.status, told.body)
        except StripeError as refusal:
            return _refused(refusal), ours
        return told, ours

    def _read(self, asked: HttpRequest, key: str | None) -> tuple[Route, ApiRequest]:
        form = read_form(asked.body if asked.method == "POST" else asked.query)
        publishable = is_publishable(asked.headers.get("authorization", ""), form)
        route, name = find_route(asked.method, asked.path)
        if route is None:
            raise StripeError(404, "invalid_request_error", f"Unrecognized request URL ({asked.method}: {asked.path}).")
        if publishable and not route.allows_publishable_key:
            raise needs_secret_key()
        reject_unknown(form, route.params)
        return route, ApiRequest(self.stripe, form, name, key, publishable)


def _done(route: Route, request: ApiRequest) -> tuple[HttpResponse, bool]:
    """The verb's answer, and whether its key keeps it: not when it was refused before anything was done."""
    head = {
        "request-id": request.request_id or "",
        **({"idempotency-key": request.idempotency_key} if request.idempotency_key else NOTHING),
    }
    try:
        body: Any = response_object(request, route.verb(request))
    except StripeError as refusal:
        if request.publishable and isinstance(intent := refusal.error.get("payment_intent"), PaymentIntent):
            refusal.error["payment_intent"] = browser_view(intent)
        told = _refused(refusal)
        told.headers.update(head)
        return told, refusal.replayed
    except Exception:  # a mistake of ours is a 500 of theirs
        logging.exception("the stand-in failed")
        return _refused(server_error()), True
    return HttpResponse(200, msgspec.json.encode(body), head), True


def _refused(refusal: StripeError) -> HttpResponse:
    return HttpResponse(refusal.status, msgspec.json.encode({"error": refusal.error}), {"request-id": new_id("req")})
