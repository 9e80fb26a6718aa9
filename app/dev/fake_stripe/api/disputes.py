"""Serves disputes: read and list, as Stripe does; open and decide, which only a bank does."""

from typing import Any, Literal

from app.dev.fake_stripe.api.pagination import ListPage, list_page
from app.dev.fake_stripe.api.params import optional_text
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.dispute import DisputeStatus, StripeDispute
from app.dev.fake_stripe.errors import StripeError, invalid_request
from app.dev.fake_stripe.objects import Charge, PaymentIntent, new_id

DAY = 86_400
DAYS_TO_RESPOND = 8
FEE = 1500
"""What Stripe charges for a dispute, in the minor units of its currency; it is not returned."""
Decision = Literal["under_review", "won", "lost", "warning_under_review", "warning_closed", "needs_response"]
NEXT_STATUSES: dict[DisputeStatus, tuple[Decision, ...]] = {
    "warning_needs_response": ("warning_under_review", "warning_closed", "needs_response"),
    "warning_under_review": ("warning_closed", "needs_response"),
    "needs_response": ("under_review", "won", "lost"),
    "under_review": ("won", "lost"),
}
"""What may follow on a status; "needs_response" after an inquiry: the bank now wants the money."""


def read_dispute(request: ApiRequest) -> StripeDispute:
    """Return a dispute (GET /v1/disputes/{id})."""
    return request.store.find(StripeDispute, request.object_id, "dispute")


def list_disputes(request: ApiRequest) -> ListPage:
    """List the disputes of a charge or a payment, or all of them, newest first (GET /v1/disputes)."""
    charge, intent = optional_text(request.form, "charge"), optional_text(request.form, "payment_intent")
    matching = (
        dispute
        for dispute in request.store.newest(StripeDispute)
        if charge in (None, dispute.charge) and intent in (None, dispute.payment_intent)
    )
    return list_page(request, StripeDispute, matching, "/v1/disputes")


def open_dispute(
    request: ApiRequest, charge: Charge, reason: str, amount: int | None = None, *, inquiry: bool = False
) -> StripeDispute:
    """Dispute `amount` minor units of a charge, by default all, which withdraws them; an inquiry withdraws nothing.

    Raises StripeError (400) for an amount beyond the charge, and for a charge whose dispute is open or lost."""
    if any(one.status not in ("won", "warning_closed") for one in request.store.disputes_of(charge.id)):
        raise invalid_request(f"Charge {charge.id} has a dispute already, which is open or lost.")
    amount = charge.amount if amount is None else amount
    if not 0 < amount <= charge.amount:
        raise invalid_request(f"The disputed amount must be from 1 to {charge.amount}.", "amount")
    case = {"case_type": "inquiry" if inquiry else "chargeback", "network_reason_code": "10" if inquiry else "10.4"}
    brand = charge.payment_method_details["card"]["brand"]
    dispute = StripeDispute(
        id=new_id("du"),
        amount=amount,
        currency=charge.currency,
        created=request.now,
        charge=charge.id,
        payment_intent=charge.payment_intent,
        reason=reason,
        status="warning_needs_response" if inquiry else "needs_response",
        evidence_details={
            "due_by": (request.now // DAY + DAYS_TO_RESPOND + 1) * DAY - 1,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        payment_method_details={"type": "card", "card": {"brand": brand, "network": brand, **case}},
        is_charge_refundable=inquiry,
    )
    charge.disputed = True
    request.save(charge)
    request.save(dispute, "charge.dispute.created")
    if not inquiry:
        _withdraw(request, dispute)
    return dispute


def open_dispute_of_intent(
    request: ApiRequest, reason: str, amount: int | None, *, inquiry: bool = False
) -> StripeDispute:
    """Dispute the charge of the intent of the request. Raises StripeError (400) when it was not paid."""
    intent = request.store.find(PaymentIntent, request.object_id, "intent")
    if intent.status != "succeeded" or intent.latest_charge is None:
        raise invalid_request(f"This PaymentIntent ({intent.id}) does not have a successful charge to dispute.")
    return open_dispute(request, request.store.find(Charge, intent.latest_charge), reason, amount, inquiry=inquiry)


def decide_dispute(request: ApiRequest, status: Decision) -> StripeDispute:
    """Give the dispute its next status, as the bank does. Raises StripeError (400) when it cannot follow."""
    dispute = read_dispute(request)
    before = dispute.status
    if status not in NEXT_STATUSES.get(before, ()):
        raise invalid_request(f"The dispute's status is {before}: it cannot become {status}.", "status")
    dispute.status = status
    dispute.is_charge_refundable = status == "won" or status.startswith("warning_")
    if status in ("under_review", "warning_under_review") or (status, before) == ("won", "needs_response"):
        dispute.evidence_details["has_evidence"] = True
        dispute.evidence_details["submission_count"] = 1
        request.save(dispute, "charge.dispute.updated")
    if status == "needs_response":
        request.save(dispute, "charge.dispute.updated")
        _withdraw(request, dispute)
    if status == "won":
        _move_money(request, dispute, dispute.amount, 0)
        request.save(dispute, "charge.dispute.funds_reinstated")
    if status in ("won", "lost", "warning_closed"):
        request.save(dispute, "charge.dispute.closed")
    return dispute


def reject_disputed(request: ApiRequest, charge: Charge) -> None:
    """Raise StripeError (400, charge_disputed) while the charge's money is withdrawn, and after a lost dispute."""
    if charge.disputed and not all(one.is_charge_refundable for one in request.store.disputes_of(charge.id)):
        message = f"Charge {charge.id} has been charged back; cannot issue a refund."
        raise StripeError(400, "invalid_request_error", message, replayed=True, code="charge_disputed")


def _withdraw(request: ApiRequest, dispute: StripeDispute) -> None:
    _move_money(request, dispute, -dispute.amount, FEE)
    request.save(dispute, "charge.dispute.funds_withdrawn")


def _move_money(request: ApiRequest, dispute: StripeDispute, amount: int, fee: int) -> None:
    movement: dict[str, Any] = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "created": request.now,
        "currency": dispute.currency,
        "fee": fee,
        "net": amount - fee,
        "reporting_category": "dispute" if amount < 0 else "dispute_reversal",
        "source": dispute.id,
        "type": "adjustment",
    }
    dispute.balance_transactions = [*dispute.balance_transactions, movement]
