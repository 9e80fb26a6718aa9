"""The control endpoints for tests and developers: failure modes, later outcomes, lists of intents and refunds."""

import re
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.status_codes import HTTP_200_OK

from app.dev.fake_stripe.api.intents import pay
from app.dev.fake_stripe.api.later_outcomes import Outcome, settle_intent, settle_refund
from app.dev.fake_stripe.api.methods import create_test_method
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.errors import StripeError, unexpected_state
from app.dev.fake_stripe.failure_modes import FailureModes, update_failure_modes
from app.dev.fake_stripe.objects import PaymentIntent, StripeRefund
from app.dev.fake_stripe.state import FakeStripe

HttpRequest = Request[Any, Any, Any]
Body = TypeVar("Body")


class Settle(msgspec.Struct):
    """The outcome of a payment or refund."""

    outcome: Outcome = "succeeded"


class Pay(msgspec.Struct):
    """The card to pay with."""

    card: str = "4242424242424242"


class Release(msgspec.Struct):
    """The order of the delivery."""

    reversed: bool = False


@get("/mood")
async def get_failure_modes(stripe: FakeStripe) -> FailureModes:
    """Return the failure modes."""
    return stripe.failure_modes


@post("/mood", status_code=HTTP_200_OK)
async def set_failure_modes(stripe: FakeStripe, request: HttpRequest) -> FailureModes:
    """Change the failure modes that the body names."""
    return update_failure_modes(stripe.failure_modes, await request.body())


@post("/webhooks/release", status_code=HTTP_200_OK)
async def release(stripe: FakeStripe, request: HttpRequest) -> dict[str, int]:
    """Deliver the held webhooks."""
    return {"released": await stripe.webhook_sender.release(backwards=(await _read(request, Release)).reversed)}


@get("/webhooks")
async def webhooks(stripe: FakeStripe) -> dict[str, int]:
    """Count the webhooks held and under way."""
    return {"held": len(stripe.webhook_sender.held_events), "busy": stripe.webhook_sender.deliveries_under_way}


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
    return settle_intent(ApiRequest(stripe, object_id=name, request_id=None), (await _read(request, Settle)).outcome)


@post("/refunds/{name:str}/settle", status_code=HTTP_200_OK)
async def end_refund(stripe: FakeStripe, name: str, request: HttpRequest) -> StripeRefund:
    """Settle a pending refund."""
    return settle_refund(ApiRequest(stripe, object_id=name, request_id=None), (await _read(request, Settle)).outcome)


@post("/intents/{name:str}/pay", status_code=HTTP_200_OK)
async def pay_as_a_browser(stripe: FakeStripe, name: str, request: HttpRequest) -> PaymentIntent:
    """Confirm with a card as a browser would; a decline is `last_payment_error` in the response, not an error."""
    card = (await _read(request, Pay)).card.replace(" ", "")
    api_request = ApiRequest(stripe, object_id=name)
    intent = stripe.store.find(PaymentIntent, name, "intent")
    if intent.status in ("succeeded", "canceled", "processing"):
        raise unexpected_state(intent, f"The PaymentIntent's status is {intent.status}.")
    method = create_test_method(api_request, card)
    try:
        return pay(api_request, intent, method)
    except StripeError:
        return intent


@post("/forget", status_code=HTTP_200_OK)
async def forget(stripe: FakeStripe) -> dict[str, bool]:
    """Clear all state and failure modes."""
    stripe.clear()
    return {"forgotten": True}


async def _read(request: HttpRequest, shape: type[Body]) -> Body:
    """Decode the JSON body; an empty one has all defaults."""
    return msgspec.json.decode(await request.body() or b"{}", type=shape)


def stripe_error_response(_: Any, refusal: StripeError) -> Response[Any]:
    """Respond with Stripe's error object."""
    return Response({"error": refusal.error}, status_code=refusal.status)


def invalid_body_response(_: Any, problem: Exception) -> Response[Any]:
    """Respond with 400 to an invalid body."""
    return Response({"error": {"message": str(problem)}}, status_code=400)


control = Router(
    "/standin",
    route_handlers=[
        get_failure_modes,
        set_failure_modes,
        release,
        webhooks,
        intents,
        refunds,
        end_thinking,
        end_refund,
        pay_as_a_browser,
        forget,
    ],
    exception_handlers={
        StripeError: stripe_error_response,
        msgspec.MsgspecError: invalid_body_response,
        re.error: invalid_body_response,
    },
)
