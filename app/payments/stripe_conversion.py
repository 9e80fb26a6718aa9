"""Converts Stripe's objects to our own types, and its amounts to our minor units and back."""

from datetime import UTC, datetime

from app.events.currencies import COUNTED_IN_HUNDREDTHS
from app.payments.declines import decline_reason
from app.payments.provider import Dispute, Intent, ProviderRefund
from app.payments.stripe_objects import DisputeReply, EvidenceDetails, IntentReply, PaymentErrorReply, RefundReply
from app.web.parsing import MAX_DIGITS


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
        declined_as=decline_reason(failure.code, failure.decline_code),
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
