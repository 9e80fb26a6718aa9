"""Why a basket did not become an order. Nothing was changed in any of these cases."""

from app.errors import HouseError
from app.seating.refusals import HoldGone, TooManySeats

__all__ = ["EmptyBasket", "HoldGone", "PaymentNotOpen", "TooManySeats", "WrongContact"]


class EmptyBasket(HouseError):
    status, code, title = 409, "empty_basket", "Nothing in your basket"
    says = "You hold no seats now: none were chosen yet, or your time ran out and they are on sale again."


class PaymentNotOpen(HouseError):
    """No payment provider is configured, so only orders that come to nothing can be taken."""

    status, code, title = 409, "payment_not_open", "Not on sale yet"
    says = (
        "Paid tickets go on sale when payment opens. Nothing was charged; your seats stay yours until the clock ends."
    )


class WrongContact(HouseError):
    """`fields`: for each field that cannot be right, the sentence that says what to do."""

    status, code, title = 422, "wrong_contact", "One thing is missing"
    says = "The name or the e-mail address cannot be right. Nothing was ordered; your seats stay yours."
