"""What we read of Stripe's objects. Amounts are in the unit that Stripe counts in."""

from typing import Annotated

import msgspec

from app.payments.provider import PaymentEvent

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
