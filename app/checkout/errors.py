"""The errors of checkout, orders and refunds. Nothing was changed when one of them is raised."""

from app.errors import AisleError
from app.language.messages import message
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
    status, code, title = 409, "empty_basket", message("Nothing in your basket")
    detail = message("You hold no seats now: none were chosen yet, or your time ran out and they are on sale again.")


class PaymentNotOpen(AisleError):
    """No payment provider is configured, so only orders with a total of 0 are accepted."""

    status, code, title = 409, "payment_not_open", message("Not on sale yet")
    detail = message(
        "Tickets that cost money go on sale when payment opens. Nothing was charged; your seats stay yours until the"
        " clock ends."
    )


class PriceChanged(AisleError):
    """The total is not the one that the fan was shown. `total`: the present one, in minor units."""

    status, code, title = 409, "price_changed", message("The price is another one now")
    detail = message(
        "What you were shown is not what it comes to. Nothing was ordered or charged; look at the new total."
    )


class NothingToPay(AisleError):
    """The order was paid, has ended or was refunded; its page shows which."""

    status, code, title = 409, "nothing_to_pay", message("There is nothing to pay here")
    detail = message("This order is settled already. Nothing was charged now.")


class PaymentProcessing(AisleError):
    """The bank has not answered yet whether the payment succeeds."""

    status, code, title = 409, "still_thinking", message("Your bank is still thinking")
    detail = message("Your seats stay yours until it answers. Nothing was changed.")


class NoTickets(AisleError):
    """The order has no valid ticket: not yet, or no longer."""

    status, code, title = 409, "no_tickets", message("There are no tickets to show")
    detail = message("This order has no valid tickets: not yet, or not any more. Its page says which.")


class CannotRefund(AisleError):
    """The order or seat cannot be refunded; `detail` says why."""

    status, code, title = 409, "cannot_refund", message("This cannot be refunded")


class CannotSettle(AisleError):
    """Staff cannot settle, cancel or acknowledge this by hand; `detail` says why."""

    status, code, title = 409, "cannot_settle", message("This cannot be settled by hand")


class CannotVoid(AisleError):
    """The tickets of the order or seat cannot become void; `detail` says why."""

    status, code, title = 409, "cannot_void", message("These tickets cannot become void")


class WrongContact(AisleError):
    """The name or the address is invalid. `fields`: for each invalid field a sentence that says what to do."""

    status, code, title = 422, "wrong_contact", message("One thing is missing")
    detail = message("The name or the e-mail address cannot be right. Nothing was ordered; your seats stay yours.")
