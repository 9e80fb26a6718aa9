"""Why a basket did not become an order. Nothing was changed in any of these cases."""

from app.errors import AisleError
from app.seating.errors import HoldEnded, TooManySeats

__all__ = [
    "CannotRefund",
    "EmptyBasket",
    "HoldEnded",
    "NoTickets",
    "NothingToPay",
    "PaymentNotOpen",
    "PaymentProcessing",
    "PriceChanged",
    "TooManySeats",
    "WrongContact",
]  # fmt: skip


class EmptyBasket(AisleError):
    status, code, title = 409, "empty_basket", "Nothing in your basket"
    message = "You hold no seats now: none were chosen yet, or your time ran out and they are on sale again."


class PaymentNotOpen(AisleError):
    """No payment provider is configured, so only orders that come to nothing can be taken."""

    status, code, title = 409, "payment_not_open", "Not on sale yet"
    message = (
        "Paid tickets go on sale when payment opens. Nothing was charged; your seats stay yours until the clock ends."
    )


class PriceChanged(AisleError):
    """`total`: what it comes to now, in minor units."""

    status, code, title = 409, "price_changed", "The price is another one now"
    message = "What you were shown is not what it comes to. Nothing was ordered or charged; look at the new total."


class NothingToPay(AisleError):
    """The order was paid, has ended or was refunded; its page says which."""

    status, code, title = 409, "nothing_to_pay", "There is nothing to pay here"
    message = "This order is settled already. Nothing was charged now."


class PaymentProcessing(AisleError):
    """The payment is on its way: whether it succeeds, only the bank knows."""

    status, code, title = 409, "still_thinking", "Your bank is still thinking"
    message = "Your seats stay yours until it answers. Nothing was changed."


class NoTickets(AisleError):
    """There is no valid ticket: not yet, or not any more."""

    status, code, title = 409, "no_tickets", "There are no tickets to show"
    message = "This order has no valid tickets: not yet, or not any more. Its page says which."


class CannotRefund(AisleError):
    """`says` tells why; nothing was changed."""

    status, code, title = 409, "cannot_refund", "This cannot be refunded"


class WrongContact(AisleError):
    """`fields`: for each field that cannot be right, the sentence that says what to do."""

    status, code, title = 422, "wrong_contact", "One thing is missing"
    message = "The name or the e-mail address cannot be right. Nothing was ordered; your seats stay yours."
