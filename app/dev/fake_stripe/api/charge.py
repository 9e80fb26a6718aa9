"""Attempts a charge: the outcome by test card, and the intent's new status."""

from typing import Any

import msgspec

from app.dev.fake_stripe.api.disputes import open_dispute
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.cards import DECLINES, DISPUTE_REASONS, NOT_AUTHENTICATED, Decline
from app.dev.fake_stripe.errors import StripeError
from app.dev.fake_stripe.objects import Charge, PaymentIntent, PaymentMethod, new_id


def charge_card(
    request: ApiRequest, intent: PaymentIntent, method: PaymentMethod, return_url: str | None = None
) -> None:
    """Charge the card. Raises a card error (402) when it is declined; the intent then requires another method."""
    intent.payment_method, intent.last_payment_error, intent.next_action = method.id, None, None
    behaves = method.metadata["behaves"]
    if behaves in DECLINES:
        raise decline_charge(request, intent, method, DECLINES[behaves])
    if behaves == "asks":
        intent.status, intent.next_action = "requires_action", _question(request, intent, return_url)
        request.save(intent, "payment_intent.requires_action")
    elif behaves == "thinks":
        leave_processing(request, intent, method)
    else:
        succeed(request, intent, method)


def succeed(request: ApiRequest, intent: PaymentIntent, method: PaymentMethod) -> None:
    """Mark the payment as succeeded."""
    charge = _charge(request, intent, method)
    charge.status, charge.paid, charge.captured = "succeeded", True, True
    charge.amount_captured = intent.amount
    intent.status, intent.amount_received, intent.processing = "succeeded", intent.amount, None
    intent.next_action, intent.latest_charge = None, charge.id
    request.save(charge, "charge.succeeded")
    if reason := DISPUTE_REASONS.get(method.metadata["behaves"]):
        open_dispute(request, charge, reason, inquiry=method.metadata["behaves"] == "inquired")
    request.save(intent, "payment_intent.succeeded")


def leave_processing(request: ApiRequest, intent: PaymentIntent, method: PaymentMethod) -> None:
    """Leave the payment processing until `later_outcomes.settle_intent`."""
    charge = _charge(request, intent, method)
    charge.status, charge.paid = "pending", False
    intent.status, intent.latest_charge = "processing", charge.id
    intent.processing = {"type": "card", "card": {"customer_notification": None}}
    request.save(charge)
    request.save(intent, "payment_intent.processing")


def decline_charge(request: ApiRequest, intent: PaymentIntent, method: PaymentMethod, decline: Decline) -> StripeError:
    """Record and announce a decline; return the error to raise."""
    error: dict[str, Any] = {"code": decline.code, "message": decline.message, "type": "card_error"}
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    if decline is NOT_AUTHENTICATED:
        error["type"] = "invalid_request_error"
    else:
        charge = _charge(request, intent, method)
        charge.status, charge.paid, charge.captured = "failed", False, False
        charge.failure_code, charge.failure_message = decline.code, decline.message
        intent.latest_charge = error["charge"] = charge.id
        request.save(charge)
    error["payment_method"] = msgspec.to_builtins(method)
    intent.status, intent.payment_method, intent.processing = "requires_payment_method", None, None
    intent.next_action, intent.last_payment_error = None, error
    request.save(intent, "payment_intent.payment_failed")
    facts = {name: fact for name, fact in error.items() if name not in ("type", "message")}
    return StripeError(402, str(error["type"]), decline.message, replayed=True, payment_intent=intent, **facts)


def _question(request: ApiRequest, intent: PaymentIntent, return_url: str | None) -> dict[str, Any]:
    page = f"{request.stripe.settings.origin}/challenge/{intent.id}?client_secret={intent.client_secret}"
    if return_url and not request.publishable:
        return {"type": "redirect_to_url", "redirect_to_url": {"url": page, "return_url": return_url}}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": page}}


def _charge(request: ApiRequest, intent: PaymentIntent, method: PaymentMethod) -> Charge:
    """Return the intent's pending charge, or a new one."""
    pending = request.store.objects[Charge].get(intent.latest_charge or "")
    if isinstance(pending, Charge) and pending.status == "pending":
        return pending
    card = msgspec.to_builtins(method.card) | {"network": method.card.brand}
    return Charge(
        id=new_id("ch"),
        amount=intent.amount,
        currency=intent.currency,
        created=request.now,
        payment_intent=intent.id,
        payment_method=method.id,
        payment_method_details={"type": "card", "card": card},
        billing_details=method.billing_details,
        metadata=intent.metadata,
        description=intent.description,
        receipt_email=intent.receipt_email,
    )
