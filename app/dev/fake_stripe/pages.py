"""Serves browsers: our own Stripe.js, the frames of the card fields and of the 3-D Secure challenge, their files."""

from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.status_codes import HTTP_200_OK

from app.dev.fake_stripe.api.browser_view import browser_view
from app.dev.fake_stripe.api.later_outcomes import Outcome, answer_challenge
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.errors import no_such_object
from app.dev.fake_stripe.objects import PaymentIntent, PaymentMethod
from app.dev.fake_stripe.state import FakeStripe

ASSETS = Path(__file__).parent / "assets"
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
STRIPE_JS = ("frame.js", "bank_dialog.js", "payment_element.js", "stripe.js")
"""The parts of the classic script for Aisle's pages, in this order."""
HEAD = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src *; base-uri 'none'; form-action 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


class ChallengeAnswer(msgspec.Struct):
    """The answer of the fan to the challenge."""

    client_secret: str
    outcome: Outcome


def asset_response(name: str) -> Response[bytes]:
    """Return a file of this folder. Raises NotFoundException."""
    file = ASSETS / name
    if file.parent != ASSETS or file.suffix not in KINDS or not file.is_file():
        raise NotFoundException
    return Response(file.read_bytes(), media_type=KINDS[file.suffix], headers=HEAD)


@get(["/endive/stripe.js", "/v3"])
async def stripe_js() -> Response[str]:
    """Serve the script that defines `window.Stripe`."""
    parts = "\n".join((ASSETS / "host" / name).read_text() for name in STRIPE_JS)
    script = f'(() => {{\n"use strict";\n{parts}\n}})();\n'
    return Response(script, media_type="text/javascript", headers=HEAD)


@get("/elements/card")
async def card_fields() -> Response[bytes]:
    """Serve the card fields, for a frame."""
    return asset_response("card.html")


class Question(msgspec.Struct):
    """The data of a challenge for the fan."""

    asks: bool
    amount: int
    currency: str
    card: str
    return_url: str | None


@get("/challenge/{name:str}/question")
async def question(stripe: FakeStripe, name: str, client_secret: str) -> Question:
    """Return the challenge of an intent; `asks` is False when none is open."""
    intent = _theirs(stripe, name, client_secret)
    method = stripe.store.objects[PaymentMethod].get(intent.payment_method or "")
    card = f"{method.card.brand.title()} ending in {method.card.last4}" if isinstance(method, PaymentMethod) else ""
    back = (intent.next_action or {}).get("redirect_to_url", {}).get("return_url")
    return Question(intent.status == "requires_action", intent.amount, intent.currency, card, back)


@get("/challenge/{name:str}")
async def challenge(name: str) -> Response[bytes]:
    """Serve the page of the challenge (3-D Secure), for a frame or a whole window."""
    return asset_response("challenge.html")


@post("/challenge/{name:str}", status_code=HTTP_200_OK)
async def answer(stripe: FakeStripe, name: str, data: ChallengeAnswer) -> dict[str, Any]:
    """Apply the fan's answer; returns the intent without the fields hidden from browsers."""
    _theirs(stripe, name, data.client_secret)
    return browser_view(answer_challenge(ApiRequest(stripe, object_id=name), data.outcome))


@get("/assets/{name:str}")
async def serve_asset(name: str) -> Response[bytes]:
    """Serve a script or a stylesheet of the frames."""
    return asset_response(name)


def _theirs(stripe: FakeStripe, name: str, client_secret: str) -> PaymentIntent:
    """Return the intent, if the secret matches. Raises StripeError (404)."""
    intent = stripe.store.find(PaymentIntent, name, "intent")
    if intent.client_secret != client_secret:
        raise no_such_object("payment_intent", name)
    return intent
