"""Our own types for the payment provider's objects and errors. Amounts are in the currency's minor units."""

from datetime import datetime
from typing import Literal

import msgspec

from app.errors import AisleError
from app.language.messages import message
from app.payments.declines import DeclineReason

LiveStatus = Literal["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"]
Status = LiveStatus | Literal["processing", "succeeded", "canceled"]


class Intent(msgspec.Struct, frozen=True):
    """A PaymentIntent, read just now. `amount`: to pay; `received`: paid so far; `problem`: code of the last failure,
    `declined_as`: its class; "other" if there was none.

    `performance_id`, `order_id`: from its metadata, 0 when that is missing or unreadable."""

    id: str
    status: str
    amount: int
    currency: str
    received: int
    livemode: bool
    performance_id: int = 0
    order_id: int = 0
    secret: str = ""
    problem: str = ""
    declined_as: DeclineReason = "other"


class ProviderRefund(msgspec.Struct, frozen=True):
    """A Refund, read just now. `status`: pending, requires_action, succeeded, failed or canceled.

    `order_id`, `key`: from its metadata; 0 and "" for a refund that was not made by this installation. `intent`: of the
    payment, "" when the provider does not name it. `created`: when it was made, None when that is not known."""

    id: str
    status: str
    amount: int
    currency: str
    problem: str = ""
    order_id: int = 0
    key: str = ""
    intent: str = ""
    created: datetime | None = None


class Dispute(msgspec.Struct, frozen=True):
    """A Dispute, read just now: the owner of a card wants a payment back. `amount`: what is disputed.

    `status`: warning_needs_response, warning_under_review or warning_closed while the bank only inquires and no money
    has moved; needs_response, under_review or lost when the money is withdrawn; won when it has come back. `intent`: of
    the payment, "" when the provider does not name it. `due_by`: until when it may be answered, None for never."""

    id: str
    status: str
    amount: int
    currency: str
    intent: str
    reason: str
    due_by: datetime | None
    livemode: bool


class PaymentEvent(msgspec.Struct, frozen=True):
    """An event of the provider about the intent, refund or dispute `object_id`. `kind`: such as "refund.failed".

    `tries`: how often a worker has begun to handle it, this time included; 0 for one that has just arrived."""

    event_id: str
    kind: str
    object_id: str
    tries: int = 0

    @property
    def is_decline(self) -> bool:
        """Whether it reports that a card was declined."""
        return self.kind == "payment_intent.payment_failed"


class SignedWebhook(msgspec.Struct, frozen=True):
    """A webhook with a valid signature: the event, and where it comes from. `account`: "" for our own account."""

    event: PaymentEvent
    livemode: bool
    account: str
    payload: str


class ProviderUnavailable(AisleError):
    """No answer, or "try later": whether it was done is unknown. Ask again with the same idempotency key."""

    status, code, title = 503, "bank_away", message("The payment company does not answer")
    detail = message("Your seats stay yours and nothing was charged twice. Wait a moment, then try again.")


class ProviderRejected(AisleError):
    """A final refusal: the same request will be refused again. For a payment see `or_tell_staff`."""

    status, code, title = 502, "bank_refuses", message("The payment company cannot take this payment")
    detail = message("Nothing was charged. Your seats stay yours for now; the house has been told.")

    @property
    def reason(self) -> str:
        """The reason that the payment company gave."""
        return str(self.facts.get("why") or self)


class ForgedWebhook(AisleError):
    """The signature is missing, does not fit the body, or is older or newer than five minutes."""

    status, code, title = 400, "forged_webhook", message("Not a webhook of the payment company")
    detail = message("The signature does not fit what was sent. Nothing was stored.")
