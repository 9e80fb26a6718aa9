"""What the payment company tells us, in our own words. Amounts are minor units as the house counts them."""

from typing import Literal

import msgspec

from app.errors import AisleError

LiveStatus = Literal["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"]
Status = LiveStatus | Literal["processing", "succeeded", "canceled"]


class Intent(msgspec.Struct, frozen=True):
    """A PaymentIntent as it is now. `received`: what has really come in. `problem`: why the last try failed, as a code.

    `performance_id`, `order_id`: what it says it is for; 0 when it says nothing we understand."""

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


class ProviderRefund(msgspec.Struct, frozen=True):
    """A Refund as it is now. `status`: pending, requires_action, succeeded, failed or canceled.

    `order_id`: what it says it is for; 0 for one that this house did not make. `key`: what it was asked for with."""

    id: str
    status: str
    amount: int
    currency: str
    problem: str = ""
    order_id: int = 0
    key: str = ""


class WebhookEvent(msgspec.Struct, frozen=True):
    """A webhook with a good signature. `object_id`: the intent or refund. `account`: "" when it is ours."""

    event_id: str
    kind: str
    object_id: str
    livemode: bool
    account: str
    payload: str


class ProviderUnavailable(AisleError):
    """No answer, or "not now": whether it was done is not known. Ask again with the same key."""

    status, code, title = 503, "bank_away", "The payment company does not answer"
    message = "Your seats stay yours and nothing was charged twice. Wait a moment, then try again."


class ProviderRejected(AisleError):
    """A definite no to what we asked: asking again in the same way is answered the same."""

    status, code, title = 502, "bank_refuses", "The payment company cannot take this payment"
    message = "Nothing was charged. Your seats stay yours for now; the house has been told."


class ForgedWebhook(AisleError):
    """Not signed by the payment company, altered, cut, or not of these five minutes."""

    status, code, title = 400, "forged_webhook", "Not a webhook of the payment company"
    message = "The signature does not fit what was sent. Nothing was stored."
