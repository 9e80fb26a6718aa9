"""The errors of checkout, orders and refunds. Nothing was changed when one of them is raised."""

from app.errors import AisleError
from app.seating.errors import HoldEnded, TooManySeats

__all__ = [
    "CannotRefund",
    "CannotSettle",
    "CannotVoid",
    "EmptyBasket",
    "HoldEnded",
    "NoTickets",
    "NothingToPay",
    "PaymentNotOpen",
    "PaymentProcessing",
    "PriceChanged",
    "TooManySeats",
    "WrongContact",
]


class EmptyBasket(AisleError):
    status, code, title = 409, "empty_basket", "Nothing in your basket"
    message = "You hold no seats now: none were chosen yet, or your time ran out and they are on sale again."


class PaymentNotOpen(AisleError):
    """No payment provider is configured, so only orders with a total of 0 are accepted."""

    status, code, title = 409, "payment_not_open", "Not on sale yet"
    message = (
        "Paid tickets go on sale when payment opens. Nothing was charged; your seats stay yours until the clock ends."
    )


class PriceChanged(AisleError):
    """The total is not the one that the fan was shown. `total`: the present one, in minor units."""

    status, code, title = 409, "price_changed", "The price is another one now"
    message = "What you were shown is not what it comes to. Nothing was ordered or charged; look at the new total."


class NothingToPay(AisleError):
    """The order was paid, has ended or was refunded; its page shows which."""

    status, code, title = 409, "nothing_to_pay", "There is nothing to pay here"
    message = "This order is settled already. Nothing was charged now."


class PaymentProcessing(AisleError):
    """The bank has not answered yet whether the payment succeeds."""

    status, code, title = 409, "still_thinking", "Your bank is still thinking"
    message = "Your seats stay yours until it answers. Nothing was changed."


class NoTickets(AisleError):
    """The order has no valid ticket: not yet, or no longer."""

    status, code, title = 409, "no_tickets", "There are no tickets to show"
    message = "This order has no valid tickets: not yet, or not any more. Its page says which."


class CannotRefund(AisleError):
    """The order or seat cannot be refunded; `message` says why."""

    status, code, title = 409, "cannot_refund", "This cannot be refunded"


class CannotSettle(AisleError):
    """Staff cannot settle, cancel or acknowledge this by hand; `message` says why."""

    status, code, title = 409, "cannot_settle", "This cannot be settled by hand"


class CannotVoid(AisleError):
    """The tickets of the order or seat cannot become void; `message` says why."""

    status, code, title = 409, "cannot_void", "These tickets cannot become void"


class WrongContact(AisleError):
    """The name or the address is invalid. `fields`: for each invalid field a sentence that says what to do."""

    status, code, title = 422, "wrong_contact", "One thing is missing"
    message = "The name or the e-mail address cannot be right. Nothing was ordered; your seats stay yours."
