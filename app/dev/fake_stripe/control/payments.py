"""The control endpoints about payments and refunds: lists, payments without a browser, later outcomes."""

import msgspec
from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from app.dev.fake_stripe.api.intents import pay
from app.dev.fake_stripe.api.later_outcomes import Outcome, settle_intent, settle_refund
from app.dev.fake_stripe.api.methods import create_test_method
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.control.body import HttpRequest, read_body
from app.dev.fake_stripe.errors import StripeError, unexpected_state
from app.dev.fake_stripe.objects import PaymentIntent, StripeRefund
from app.dev.fake_stripe.state import FakeStripe


class Settle(msgspec.Struct):
    """The outcome of a payment or refund."""

    outcome: Outcome = "succeeded"


class Pay(msgspec.Struct):
    """The card to pay with."""

    card: str = "4242424242424242"


@get("/intents")
async def intents(stripe: FakeStripe) -> list[PaymentIntent]:
    """List all intents, newest first."""
    return list(stripe.store.newest(PaymentIntent))


@get("/refunds")
async def refunds(stripe: FakeStripe) -> list[StripeRefund]:
    """List all refunds, newest first."""
    return list(stripe.store.newest(StripeRefund))


@post("/intents/{name:str}/settle", status_code=HTTP_200_OK)
async def end_thinking(stripe: FakeStripe, name: str, request: HttpRequest) -> PaymentIntent:
    """Settle a processing payment."""
    outcome = (await read_body(request, Settle)).outcome
    return settle_intent(ApiRequest(stripe, object_id=name, request_id=None), outcome)


@post("/refunds/{name:str}/settle", status_code=HTTP_200_OK)
async def end_refund(stripe: FakeStripe, name: str, request: HttpRequest) -> StripeRefund:
    """Settle a pending refund."""
    outcome = (await read_body(request, Settle)).outcome
    return settle_refund(ApiRequest(stripe, object_id=name, request_id=None), outcome)


@post("/intents/{name:str}/pay", status_code=HTTP_200_OK)
async def pay_as_a_browser(stripe: FakeStripe, name: str, request: HttpRequest) -> PaymentIntent:
    """Confirm with a card as a browser would; a decline is `last_payment_error` in the response, not an error."""
    card = (await read_body(request, Pay)).card.replace(" ", "")
    api_request = ApiRequest(stripe, object_id=name)
    intent = stripe.store.find(PaymentIntent, name, "intent")
    if intent.status in ("succeeded", "canceled", "processing"):
        raise unexpected_state(intent, f"The PaymentIntent's status is {intent.status}.")
    method = create_test_method(api_request, card)
    try:
        return pay(api_request, intent, method)
    except StripeError:
        return intent
