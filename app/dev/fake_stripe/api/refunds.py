"""Serves refunds, never of more than was charged."""

from app.dev.fake_stripe.api.amounts import format_amount
from app.dev.fake_stripe.api.disputes import reject_disputed
from app.dev.fake_stripe.api.later_outcomes import settle_refund
from app.dev.fake_stripe.api.pagination import ListPage, list_page
from app.dev.fake_stripe.api.params import metadata, optional_choice, optional_text, parse_integer
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.errors import StripeError, invalid_request
from app.dev.fake_stripe.objects import Charge, PaymentIntent, PaymentMethod, StripeRefund, new_id

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create_refund(request: ApiRequest) -> StripeRefund:
    """Refund the whole remaining amount of a charge, or a given one (POST /v1/refunds)."""
    reason = optional_choice(request.form, "reason", REASONS)
    charge = _charge(request)
    reject_disputed(request, charge)
    amount = _amount(request, charge)
    refund = StripeRefund(
        id=new_id("re"),
        amount=amount,
        currency=charge.currency,
        created=request.now,
        charge=charge.id,
        payment_intent=charge.payment_intent,
        metadata=metadata(request.form),
        reason=reason,
        destination_details={"type": "card", "card": {"type": "refund"}},
    )
    behaves = request.store.find(PaymentMethod, charge.payment_method).metadata["behaves"]
    refund.status = "pending" if behaves == "refund_waits" else "succeeded"
    charge.amount_refunded += amount
    charge.refunded = charge.amount_refunded == charge.amount
    request.save(refund, "refund.created")
    request.save(charge, "charge.refunded")
    if behaves in ("refund_waits", "refund_fails"):
        later = ApiRequest(request.stripe, object_id=refund.id, request_id=None)
        request.stripe.schedule_settlement(
            lambda: settle_refund(later, "failed" if behaves == "refund_fails" else "succeeded")
        )
    return refund


def read_refund(request: ApiRequest) -> StripeRefund:
    """Return a refund (GET /v1/refunds/{id})."""
    return request.store.find(StripeRefund, request.object_id)


def list_refunds(request: ApiRequest) -> ListPage:
    """List the refunds of one intent or charge, or all, newest first (GET /v1/refunds)."""
    name = optional_text(request.form, "charge")
    if intent := optional_text(request.form, "payment_intent"):
        name = request.store.find(PaymentIntent, intent, "payment_intent").latest_charge or ""
    things = request.store.newest(StripeRefund) if name is None else request.store.refunds_of(name)
    return list_page(request, StripeRefund, things, "/v1/refunds")


def read_charge(request: ApiRequest) -> Charge:
    """Return a charge (GET /v1/charges/{id})."""
    return request.store.find(Charge, request.object_id)


def _charge(request: ApiRequest) -> Charge:
    if name := optional_text(request.form, "charge"):
        charge = request.store.find(Charge, name, "charge")
    elif name := optional_text(request.form, "payment_intent"):
        intent = request.store.find(PaymentIntent, name, "payment_intent")
        if intent.status != "succeeded" or intent.latest_charge is None:
            raise invalid_request(
                f"This PaymentIntent ({name}) does not have a successful charge to refund.", "payment_intent"
            )
        charge = request.store.find(Charge, intent.latest_charge)
    else:
        raise invalid_request(
            "One of the following params should be provided for this request: payment_intent or charge."
        )
    if charge.status != "succeeded":
        raise invalid_request(f"Charge {charge.id} was not successful and cannot be refunded.", "charge")
    return charge


def _amount(request: ApiRequest, charge: Charge) -> int:
    remaining = charge.amount - charge.amount_refunded
    if remaining == 0:
        message = f"Charge {charge.id} has already been refunded."
        raise StripeError(400, "invalid_request_error", message, replayed=True, code="charge_already_refunded")
    text = optional_text(request.form, "amount")
    amount = remaining if text is None else parse_integer(text, "amount")
    if amount > remaining:
        asked, rest = format_amount(amount, charge.currency)[:-4], format_amount(remaining, charge.currency)[:-4]
        raise invalid_request(f"Refund amount ({asked}) is greater than unrefunded amount on charge ({rest})", "amount")
    return amount
