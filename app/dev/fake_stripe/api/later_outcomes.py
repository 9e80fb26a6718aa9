"""Outcomes decided later: processing payments, 3-D Secure challenges, pending refunds."""

from typing import Literal

from app.dev.fake_stripe.api.charge import decline_charge, succeed
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.cards import DECLINES, NOT_AUTHENTICATED
from app.dev.fake_stripe.errors import invalid_request, unexpected_state
from app.dev.fake_stripe.objects import Charge, PaymentIntent, PaymentMethod, StripeRefund

Outcome = Literal["succeeded", "failed"]


def settle_intent(request: ApiRequest, outcome: Outcome) -> PaymentIntent:
    """End a `processing` payment."""
    return _end(request, "processing", outcome)


def answer_challenge(request: ApiRequest, outcome: Outcome) -> PaymentIntent:
    """End the 3-D Secure challenge of a `requires_action` payment."""
    return _end(request, "requires_action", outcome)


def settle_refund(request: ApiRequest, outcome: Outcome) -> StripeRefund:
    """End a refund; the amount of a failed one can be refunded again."""
    refund = request.store.find(StripeRefund, request.object_id)
    if refund.status == "failed" or refund.status == outcome:
        raise invalid_request(f"The refund's status is {refund.status} already.")
    refund.status = outcome
    if outcome == "succeeded":
        request.save(refund, "refund.updated")
        return refund
    refund.failure_reason = "expired_or_canceled_card"
    charge = request.store.find(Charge, refund.charge)
    charge.amount_refunded -= refund.amount
    charge.refunded = False
    request.save(charge)
    request.save(refund, "refund.updated", "refund.failed")
    return refund


def _end(request: ApiRequest, status: Literal["processing", "requires_action"], outcome: Outcome) -> PaymentIntent:
    intent = request.store.find(PaymentIntent, request.object_id, "intent")
    if intent.status != status or intent.payment_method is None:
        raise unexpected_state(intent, f"The PaymentIntent's status is {intent.status}, not {status}.")
    method = request.store.find(PaymentMethod, intent.payment_method)
    if outcome == "succeeded":
        succeed(request, intent, method)
    else:
        decline_charge(
            request, intent, method, NOT_AUTHENTICATED if status == "requires_action" else DECLINES["declined"]
        )
    return intent
