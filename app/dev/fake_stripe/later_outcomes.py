"""What banks decide later: payments they think about, questions to the fan, refunds on their way."""

from typing import Literal

from app.dev.fake_stripe.api.charge import refuse, take
from app.dev.fake_stripe.api.request import Call
from app.dev.fake_stripe.cards import DECLINES, NOT_AUTHENTICATED
from app.dev.fake_stripe.errors import invalid, unexpected
from app.dev.fake_stripe.objects import Charge, Intent, Method, Refund

Outcome = Literal["succeeded", "failed"]


def settle_intent(call: Call, outcome: Outcome) -> Intent:
    """The bank has thought about a `processing` payment."""
    return _end(call, "processing", outcome)


def answer_challenge(call: Call, outcome: Outcome) -> Intent:
    """The fan has answered the bank's question of a `requires_action` payment."""
    return _end(call, "requires_action", outcome)


def settle_refund(call: Call, outcome: Outcome) -> Refund:
    """A refund arrives, or comes back: a failed one is the charge's money again."""
    refund = call.store.find(Refund, call.name)
    if refund.status == "failed" or refund.status == outcome:
        raise invalid(f"The refund's status is {refund.status} already.")
    refund.status = outcome
    if outcome == "succeeded":
        call.keep(refund, "refund.updated")
        return refund
    refund.failure_reason = "expired_or_canceled_card"
    charge = call.store.find(Charge, refund.charge)
    charge.amount_refunded -= refund.amount
    charge.refunded = False
    call.keep(charge)
    call.keep(refund, "refund.updated", "refund.failed")
    return refund


def _end(call: Call, status: Literal["processing", "requires_action"], outcome: Outcome) -> Intent:
    intent = call.store.find(Intent, call.name, "intent")
    if intent.status != status or intent.payment_method is None:
        raise unexpected(intent, f"The PaymentIntent's status is {intent.status}, not {status}.")
    method = call.store.find(Method, intent.payment_method)
    if outcome == "succeeded":
        take(call, intent, method)
    else:
        refuse(call, intent, method, NOT_AUTHENTICATED if status == "requires_action" else DECLINES["declined"])
    return intent
