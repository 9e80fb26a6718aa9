"""Serves `/v1`: parses a request, runs its verb once, and responds in Stripe's format, with the current failures."""

import asyncio
import logging
from typing import Any

import msgspec

from app.dev.fake_stripe.api.browser_view import browser_view
from app.dev.fake_stripe.api.expand import response_object
from app.dev.fake_stripe.api.form import read_form
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
    """Responds to API requests with `respond`."""

    def __init__(self, stripe: FakeStripe) -> None:
        self.stripe = stripe

    async def respond(self, http_request: HttpRequest) -> HttpResponse | None:
        """Return the response; None: close the connection without one, although the request was carried out."""
        modes, operation = self.stripe.failure_modes, http_request.operation
        fails = modes.use_failure(operation)
        dropped = not fails and modes.use_drop(operation)
        response, key = (_error_response(server_error()), "") if fails else self._respond_once(http_request)
        try:
            if modes.latency_ms and modes.applies_to(operation):
                await asyncio.sleep(modes.latency_ms / 1000)
        finally:
            self.stripe.idempotency_keys.end(key)
        return None if dropped else response

    def _respond_once(self, http_request: HttpRequest) -> tuple[HttpResponse, str]:
        """Run the verb, or repeat the saved response. Return it with the key that is in flight until it is sent."""
        key = http_request.headers.get("idempotency-key", "") if http_request.method == "POST" else ""
        begun_key = ""
        try:
            route, request = self._parse(http_request, key or None)
            if key:
                saved = self.stripe.idempotency_keys.begin(key, fingerprint(http_request.operation, http_request.body))
                if saved is not None:
                    headers = {"idempotent-replayed": "true", "idempotency-key": key}
                    return HttpResponse(saved.status, saved.body.encode(), headers), ""
                begun_key = key
            response, is_saved = _run_verb(route, request)
            if begun_key and is_saved:
                self.stripe.idempotency_keys.save(begun_key, response.status, response.body)
        except StripeError as error:
            return _error_response(error), begun_key
        return response, begun_key

    def _parse(self, http_request: HttpRequest, key: str | None) -> tuple[Route, ApiRequest]:
        form = read_form(http_request.body if http_request.method == "POST" else http_request.query)
        publishable = is_publishable(http_request.headers.get("authorization", ""), form)
        route, name = find_route(http_request.method, http_request.path)
        if route is None:
            raise StripeError(
                404, "invalid_request_error", f"Unrecognized request URL ({http_request.method}: {http_request.path})."
            )
        if publishable and not route.allows_publishable_key:
            raise needs_secret_key()
        reject_unknown(form, route.params)
        return route, ApiRequest(self.stripe, form, name, key, publishable)


def _run_verb(route: Route, request: ApiRequest) -> tuple[HttpResponse, bool]:
    """Return the verb's response, and whether the idempotency key saves it: not if refused before execution began."""
    headers = {
        "request-id": request.request_id or "",
        **({"idempotency-key": request.idempotency_key} if request.idempotency_key else NOTHING),
    }
    try:
        body: Any = response_object(request, route.verb(request))
    except StripeError as error:
        if request.publishable and isinstance(intent := error.error.get("payment_intent"), PaymentIntent):
            error.error["payment_intent"] = browser_view(intent)
        response = _error_response(error)
        response.headers.update(headers)
        return response, error.replayed
    except Exception:  # an error of the fake is a 500 of Stripe
        logging.exception("the fake Stripe failed")
        return _error_response(server_error()), True
    return HttpResponse(200, msgspec.json.encode(body), headers), True


def _error_response(error: StripeError) -> HttpResponse:
    return HttpResponse(error.status, msgspec.json.encode({"error": error.error}), {"request-id": new_id("req")})
