"""What we read of Stripe's objects, and their conversion to our own types and to our minor units."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec

from app.events.currencies import COUNTED_IN_HUNDREDTHS
from app.payments.provider import Dispute, Intent, PaymentEvent, ProviderRefund
from app.web.parsing import MAX_DIGITS

StripeId = Annotated[str, msgspec.Meta(pattern=r"^[\w.-]{1,255}$")]
"""The id of an event, an intent, a refund or a dispute at Stripe."""
Second = Annotated[int, msgspec.Meta(ge=0, lt=2**37)]
"""A time in seconds since 1970; those after the year 6000 are not Stripe's."""


class EventObject(msgspec.Struct):
    """The object that an event is about."""

    id: StripeId


class EventData(msgspec.Struct):
    """The data of an event."""

    object: EventObject


class StripeWebhook(msgspec.Struct):
    """The part of Stripe's Event that we read."""

    id: StripeId
    type: StripeId
    data: EventData
    livemode: bool = False
    account: str = ""

    @property
    def payment_event(self) -> PaymentEvent:
        """The event in our own type."""
        return PaymentEvent(self.id, self.type, self.data.object.id)


class PaymentErrorReply(msgspec.Struct):
    """Why a payment failed the last time."""

    code: str | None = None
    decline_code: str | None = None


class IntentReply(msgspec.Struct):
    """The part of Stripe's PaymentIntent that we read."""

    id: str
    status: str
    amount: int
    currency: str
    livemode: bool
    amount_received: int | None = None
    client_secret: str | None = None
    metadata: dict[str, str] | None = None
    last_payment_error: PaymentErrorReply | None = None


class RefundReply(msgspec.Struct):
    """The part of Stripe's Refund that we read."""

    id: str
    amount: int
    currency: str
    status: str | None = None
    failure_reason: str | None = None
    metadata: dict[str, str] | None = None
    payment_intent: str | None = None
    created: Second | None = None


class RefundListReply(msgspec.Struct):
    """A page of refunds, newest first; no order has more than a hundred lines."""

    data: list[RefundReply]


class EvidenceDetails(msgspec.Struct):
    """Until when a dispute may be answered; None when it cannot be."""

    due_by: Second | None = None


class DisputeReply(msgspec.Struct):
    """The part of Stripe's Dispute that we read."""

    id: str
    status: str
    amount: int
    currency: str
    livemode: bool
    reason: str | None = None
    payment_intent: str | None = None
    evidence_details: EvidenceDetails | None = None


def to_stripe(amount: int, currency: str) -> int:
    """Convert our minor units to those that Stripe counts in."""
    return amount * _factor(currency)


def from_stripe(amount: int, currency: str) -> int:
    """Convert the units that Stripe counts in to our minor units."""
    return amount // _factor(currency)


def intent_of(reply: IntentReply) -> Intent:
    """Convert an intent."""
    currency, failure = reply.currency.upper(), reply.last_payment_error or PaymentErrorReply()
    metadata = reply.metadata or {}
    return Intent(
        id=reply.id,
        status=reply.status,
        currency=currency,
        livemode=reply.livemode,
        amount=from_stripe(reply.amount, currency),
        received=from_stripe(reply.amount_received or 0, currency),
        performance_id=_number(metadata.get("performance", "")),
        order_id=_number(metadata.get("order", "")),
        secret=reply.client_secret or "",
        problem=failure.decline_code or failure.code or "",
    )


def refund_of(reply: RefundReply) -> ProviderRefund:
    """Convert a refund; one without a status is pending."""
    currency, metadata = reply.currency.upper(), reply.metadata or {}
    return ProviderRefund(
        id=reply.id,
        status=reply.status or "pending",
        amount=from_stripe(reply.amount, currency),
        currency=currency,
        problem=reply.failure_reason or "",
        order_id=_number(metadata.get("order", "")),
        key=metadata.get("key", ""),
        intent=reply.payment_intent or "",
        created=_instant(reply.created),
    )


def dispute_of(reply: DisputeReply) -> Dispute:
    """Convert a dispute."""
    currency, details = reply.currency.upper(), reply.evidence_details or EvidenceDetails()
    return Dispute(
        id=reply.id,
        status=reply.status,
        amount=from_stripe(reply.amount, currency),
        currency=currency,
        intent=reply.payment_intent or "",
        reason=reply.reason or "",
        due_by=_instant(details.due_by),
        livemode=reply.livemode,
    )


def _factor(currency: str) -> int:
    return 100 if currency.upper() in COUNTED_IN_HUNDREDTHS else 1


def _instant(second: int | None) -> datetime | None:
    """Return the instant in UTC; None for a time that Stripe leaves out or sets to 0."""
    return datetime.fromtimestamp(second, UTC) if second else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0
