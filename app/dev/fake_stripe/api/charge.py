"""An attempt to take the money: what each card's bank says, and what becomes of the intent."""

from typing import Any

import msgspec

from app.dev.fake_stripe.api.request import Call
from app.dev.fake_stripe.cards import DECLINES, NOT_AUTHENTICATED, Decline
from app.dev.fake_stripe.errors import Refusal
from app.dev.fake_stripe.objects import Charge, Intent, Method, new_id


def attempt(call: Call, intent: Intent, method: Method, return_url: str | None = None) -> None:
    """Ask the card's bank. Raises a card error (402) when it says no; the intent then waits for another card."""
    intent.payment_method, intent.last_payment_error, intent.next_action = method.id, None, None
    behaves = method.metadata["behaves"]
    if behaves in DECLINES:
        raise refuse(call, intent, method, DECLINES[behaves])
    if behaves == "asks":
        intent.status, intent.next_action = "requires_action", _question(call, intent, return_url)
        call.keep(intent, "payment_intent.requires_action")
    elif behaves == "thinks":
        think(call, intent, method)
    else:
        take(call, intent, method)


def take(call: Call, intent: Intent, method: Method) -> None:
    """The money is there."""
    charge = _charge(call, intent, method)
    charge.status, charge.paid, charge.captured = "succeeded", True, True
    charge.amount_captured = intent.amount
    intent.status, intent.amount_received, intent.processing = "succeeded", intent.amount, None
    intent.next_action, intent.latest_charge = None, charge.id
    call.keep(charge, "charge.succeeded")
    call.keep(intent, "payment_intent.succeeded")


def think(call: Call, intent: Intent, method: Method) -> None:
    """The bank does not know yet: `settling.settle_intent` ends it."""
    charge = _charge(call, intent, method)
    charge.status, charge.paid = "pending", False
    intent.status, intent.latest_charge = "processing", charge.id
    intent.processing = {"type": "card", "card": {"customer_notification": None}}
    call.keep(charge)
    call.keep(intent, "payment_intent.processing")


def refuse(call: Call, intent: Intent, method: Method, decline: Decline) -> Refusal:
    """The bank said no: remembered, announced, and the error to raise."""
    error: dict[str, Any] = {"code": decline.code, "message": decline.message, "type": "card_error"}
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    if decline is NOT_AUTHENTICATED:
        error["type"] = "invalid_request_error"
    else:
        charge = _charge(call, intent, method)
        charge.status, charge.paid, charge.captured = "failed", False, False
        charge.failure_code, charge.failure_message = decline.code, decline.message
        intent.latest_charge = error["charge"] = charge.id
        call.keep(charge)
    error["payment_method"] = msgspec.to_builtins(method)
    intent.status, intent.payment_method, intent.processing = "requires_payment_method", None, None
    intent.next_action, intent.last_payment_error = None, error
    call.keep(intent, "payment_intent.payment_failed")
    facts = {name: fact for name, fact in error.items() if name not in ("type", "message")}
    return Refusal(402, str(error["type"]), decline.message, kept=True, payment_intent=intent, **facts)


def _question(call: Call, intent: Intent, return_url: str | None) -> dict[str, Any]:
    page = f"{call.bank.settings.origin}/challenge/{intent.id}?client_secret={intent.client_secret}"
    if return_url and not call.publishable:
        return {"type": "redirect_to_url", "redirect_to_url": {"url": page, "return_url": return_url}}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": page}}


def _charge(call: Call, intent: Intent, method: Method) -> Charge:
    """The intent's pending charge, or a new one."""
    pending = call.store.things[Charge].get(intent.latest_charge or "")
    if isinstance(pending, Charge) and pending.status == "pending":
        return pending
    card = msgspec.to_builtins(method.card) | {"network": method.card.brand}
    return Charge(
        new_id("ch"), intent.amount, intent.currency, call.now, intent.id, method.id, {"type": "card", "card": card},
        method.billing_details, intent.metadata, description=intent.description, receipt_email=intent.receipt_email,
    )  # fmt: skip
