"""Why a basket did not become an order. Nothing was changed in any of these cases."""

from app.errors import HouseError
from app.seating.errors import HoldGone, TooManySeats

__all__ = [
    "CannotRefund", "EmptyBasket", "HoldGone", "NoTickets", "NothingToPay", "PaymentNotOpen", "PriceChanged",
    "StillThinking", "TooManySeats", "WrongContact",
]  # fmt: skip


class EmptyBasket(HouseError):
    status, code, title = 409, "empty_basket", "Nothing in your basket"
    says = "You hold no seats now: none were chosen yet, or your time ran out and they are on sale again."


class PaymentNotOpen(HouseError):
    """No payment provider is configured, so only orders that come to nothing can be taken."""

    status, code, title = 409, "payment_not_open", "Not on sale yet"
    says = (
        "Paid tickets go on sale when payment opens. Nothing was charged; your seats stay yours until the clock ends."
    )


class PriceChanged(HouseError):
    """`total`: what it comes to now, in minor units."""

    status, code, title = 409, "price_changed", "The price is another one now"
    says = "What you were shown is not what it comes to. Nothing was ordered or charged; look at the new total."


class NothingToPay(HouseError):
    """The order was paid, has ended or was refunded; its page says which."""

    status, code, title = 409, "nothing_to_pay", "There is nothing to pay here"
    says = "This order is settled already. Nothing was charged now."


class StillThinking(HouseError):
    """The payment is on its way: whether it succeeds, only the bank knows."""

    status, code, title = 409, "still_thinking", "Your bank is still thinking"
    says = "Your seats stay yours until it answers. Nothing was changed."


class NoTickets(HouseError):
    """There is no valid ticket: not yet, or not any more."""

    status, code, title = 409, "no_tickets", "There are no tickets to show"
    says = "This order has no valid tickets: not yet, or not any more. Its page says which."


class CannotRefund(HouseError):
    """`says` tells why; nothing was changed."""

    status, code, title = 409, "cannot_refund", "This cannot be refunded"


class WrongContact(HouseError):
    """`fields`: for each field that cannot be right, the sentence that says what to do."""

    status, code, title = 422, "wrong_contact", "One thing is missing"
    says = "The name or the e-mail address cannot be right. Nothing was ordered; your seats stay yours."
