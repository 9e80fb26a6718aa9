"""The control endpoints about disputes: list, open and decide them, as a fan and their bank do."""

from typing import Annotated, Literal

import msgspec
from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from app.dev.fake_stripe.api.disputes import Decision, decide_dispute, open_dispute_of_intent
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.control.body import HttpRequest, read_body
from app.dev.fake_stripe.dispute import StripeDispute
from app.dev.fake_stripe.state import FakeStripe

Reason = Literal[
    "credit_not_processed",
    "duplicate",
    "fraudulent",
    "general",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
    "unrecognized",
]
"""The reasons of card networks, by Stripe's names."""


class OpenDispute(msgspec.Struct, forbid_unknown_fields=True):
    """What is disputed. `amount`: minor units, None for the whole charge. `inquiry`: the bank only asks."""

    reason: Reason = "fraudulent"
    amount: Annotated[int, msgspec.Meta(ge=1)] | None = None
    inquiry: bool = False


class DecideDispute(msgspec.Struct, forbid_unknown_fields=True):
    """The next status of a dispute."""

    status: Decision


@get("/disputes")
async def disputes(stripe: FakeStripe) -> list[StripeDispute]:
    """List all disputes, newest first."""
    return list(stripe.store.newest(StripeDispute))


@post("/intents/{name:str}/dispute", status_code=HTTP_200_OK)
async def dispute_payment(stripe: FakeStripe, name: str, request: HttpRequest) -> StripeDispute:
    """Open a dispute of a payment that was made."""
    wanted, api_request = await read_body(request, OpenDispute), ApiRequest(stripe, object_id=name, request_id=None)
    return open_dispute_of_intent(api_request, wanted.reason, wanted.amount, inquiry=wanted.inquiry)


@post("/disputes/{name:str}/decide", status_code=HTTP_200_OK)
async def move_dispute(stripe: FakeStripe, name: str, request: HttpRequest) -> StripeDispute:
    """Give a dispute its next status."""
    status = (await read_body(request, DecideDispute)).status
    return decide_dispute(ApiRequest(stripe, object_id=name, request_id=None), status)
