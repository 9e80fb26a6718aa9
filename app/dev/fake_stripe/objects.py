"""The objects of Stripe's API that the fake Stripe stores."""

import secrets
import string
from typing import Any, Literal

import msgspec

from app.dev.fake_stripe.dispute import StripeDispute

API_VERSION = "2026-10-28.endive"
_LETTERS = string.ascii_letters + string.digits

Status = Literal[
    "requires_payment_method", "requires_confirmation", "requires_action", "processing", "succeeded", "canceled"
]


def new_id(prefix: str) -> str:
    """Return a new unique id such as `pi_…`."""
    return f"{prefix}_" + "".join(secrets.choice(_LETTERS) for _ in range(24))


class Card(msgspec.Struct):
    """The public data of a card, without its number."""

    brand: str
    last4: str
    exp_month: int
    exp_year: int
    country: str = "US"
    funding: str = "credit"
    fingerprint: str = ""


class PaymentMethod(msgspec.Struct):
    """A payment method; its metadata has the behaviour of its card."""

    id: str
    created: int
    card: Card
    billing_details: dict[str, Any]
    metadata: dict[str, str]
    object: str = "payment_method"
    type: str = "card"
    livemode: bool = False
    customer: str | None = None


class PaymentIntent(msgspec.Struct):
    """A payment, in any state."""

    id: str
    amount: int
    currency: str
    created: int
    client_secret: str
    metadata: dict[str, str]
    object: str = "payment_intent"
    status: Status = "requires_payment_method"
    amount_capturable: int = 0
    amount_received: int = 0
    automatic_payment_methods: dict[str, Any] | None = None
    canceled_at: int | None = None
    cancellation_reason: str | None = None
    capture_method: str = "automatic_async"
    confirmation_method: str = "automatic"
    customer: str | None = None
    description: str | None = None
    last_payment_error: dict[str, Any] | None = None
    latest_charge: str | None = None
    livemode: bool = False
    next_action: dict[str, Any] | None = None
    payment_method: str | None = None
    payment_method_types: list[str] = msgspec.field(default_factory=lambda: ["card"])
    processing: dict[str, Any] | None = None
    receipt_email: str | None = None
    setup_future_usage: str | None = None
    shipping: dict[str, Any] | None = None
    statement_descriptor: str | None = None
    statement_descriptor_suffix: str | None = None
    transfer_group: str | None = None


class Charge(msgspec.Struct):
    """One attempt to charge a card."""

    id: str
    amount: int
    currency: str
    created: int
    payment_intent: str
    payment_method: str
    payment_method_details: dict[str, Any]
    billing_details: dict[str, Any]
    metadata: dict[str, str]
    object: str = "charge"
    status: Literal["succeeded", "pending", "failed"] = "succeeded"
    amount_captured: int = 0
    amount_refunded: int = 0
    captured: bool = True
    description: str | None = None
    disputed: bool = False
    failure_code: str | None = None
    failure_message: str | None = None
    livemode: bool = False
    paid: bool = True
    receipt_email: str | None = None
    receipt_url: str | None = None
    refunded: bool = False


class StripeRefund(msgspec.Struct):
    """A refund of a charge."""

    id: str
    amount: int
    currency: str
    created: int
    charge: str
    payment_intent: str
    metadata: dict[str, str]
    object: str = "refund"
    status: Literal["pending", "requires_action", "succeeded", "failed", "canceled"] = "succeeded"
    reason: str | None = None
    failure_reason: str | None = None
    receipt_number: str | None = None
    balance_transaction: str | None = None
    destination_details: dict[str, Any] | None = None


StripeObject = PaymentIntent | Charge | StripeRefund | StripeDispute | PaymentMethod
KINDS: dict[str, type[StripeObject]] = {
    "payment_intent": PaymentIntent,
    "charge": Charge,
    "refund": StripeRefund,
    "dispute": StripeDispute,
    "payment_method": PaymentMethod,
}
