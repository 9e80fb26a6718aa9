"""Refunds: never more than was charged."""

from typing import Any

from app.dev.fake_stripe.api.amounts import words
from app.dev.fake_stripe.api.pagination import page_of
from app.dev.fake_stripe.api.params import integer, metadata, one_of, text
from app.dev.fake_stripe.api.request import Call
from app.dev.fake_stripe.errors import Refusal, invalid
from app.dev.fake_stripe.later_outcomes import settle_refund
from app.dev.fake_stripe.objects import Charge, Intent, Method, Refund, new_id

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create_refund(call: Call) -> Refund:
    """POST /v1/refunds: all that is left, or an amount."""
    reason = one_of(call.form, "reason", REASONS)
    charge = _charge(call)
    amount = _amount(call, charge)
    refund = Refund(
        new_id("re"), amount, charge.currency, call.now, charge.id, charge.payment_intent, metadata(call.form),
        reason=reason, destination_details={"type": "card", "card": {"type": "refund"}},
    )  # fmt: skip
    behaves = call.store.find(Method, charge.payment_method).metadata["behaves"]
    refund.status = "pending" if behaves == "refund_waits" else "succeeded"
    charge.amount_refunded += amount
    charge.refunded = charge.amount_refunded == charge.amount
    call.keep(refund, "refund.created")
    call.keep(charge, "charge.refunded")
    if behaves in ("refund_waits", "refund_fails"):
        later = Call(call.bank, name=refund.id, request=None)
        call.bank.settle_later(lambda: settle_refund(later, "failed" if behaves == "refund_fails" else "succeeded"))
    return refund


def read_refund(call: Call) -> Refund:
    """GET /v1/refunds/{id}."""
    return call.store.find(Refund, call.name)


def list_refunds(call: Call) -> dict[str, Any]:
    """GET /v1/refunds, of one intent or charge, or of all."""
    name = text(call.form, "charge")
    if intent := text(call.form, "payment_intent"):
        name = call.store.find(Intent, intent, "payment_intent").latest_charge or ""
    things = call.store.newest(Refund) if name is None else call.store.refunds_of(name)
    return page_of(call, Refund, things, "/v1/refunds")


def read_charge(call: Call) -> Charge:
    """GET /v1/charges/{id}."""
    return call.store.find(Charge, call.name)


def _charge(call: Call) -> Charge:
    if name := text(call.form, "charge"):
        charge = call.store.find(Charge, name, "charge")
    elif name := text(call.form, "payment_intent"):
        intent = call.store.find(Intent, name, "payment_intent")
        if intent.status != "succeeded" or intent.latest_charge is None:
            raise invalid(f"This PaymentIntent ({name}) does not have a successful charge to refund.", "payment_intent")
        charge = call.store.find(Charge, intent.latest_charge)
    else:
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    if charge.status != "succeeded":
        raise invalid(f"Charge {charge.id} was not successful and cannot be refunded.", "charge")
    return charge


def _amount(call: Call, charge: Charge) -> int:
    left = charge.amount - charge.amount_refunded
    if left == 0:
        message = f"Charge {charge.id} has already been refunded."
        raise Refusal(400, "invalid_request_error", message, kept=True, code="charge_already_refunded")
    given = text(call.form, "amount")
    amount = left if given is None else integer(given, "amount")
    if amount > left:
        asked, rest = words(amount, charge.currency)[:-4], words(left, charge.currency)[:-4]
        raise invalid(f"Refund amount ({asked}) is greater than unrefunded amount on charge ({rest})", "amount")
    return amount
