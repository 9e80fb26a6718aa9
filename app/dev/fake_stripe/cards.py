"""Stripe's documented test cards, and what each of them does."""

from typing import Literal

import msgspec

CardBehaviour = Literal[
    "pays",
    "declined",
    "insufficient_funds",
    "expired_card",
    "incorrect_cvc",
    "asks",
    "thinks",
    "refund_fails",
    "refund_waits",
    "disputed_as_fraud",
    "disputed_as_not_received",
    "inquired",
]

CARDS: dict[str, CardBehaviour] = {
    "4242424242424242": "pays",
    "5555555555554444": "pays",
    "4000000000000077": "pays",
    "4000000000000002": "declined",
    "4000000000009995": "insufficient_funds",
    "4000000000000069": "expired_card",
    "4000000000000127": "incorrect_cvc",
    "4000002500003155": "asks",
    "4000000000003220": "asks",
    "4000000000005126": "refund_fails",
    "4000000000007726": "refund_waits",
    "4000000000000259": "disputed_as_fraud",
    "4000000000002685": "disputed_as_not_received",
    "4000000000001976": "inquired",
    "4000000000001000": "thinks",  # our own: Stripe has no card for a payment that stays processing
}
"""Every other number that is well formed pays."""

TEST_METHODS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_bypassPending": "4000000000000077",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_visa_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_authenticationRequired": "4000002500003155",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_createDisputeProductNotReceived": "4000000000002685",
    "pm_card_createDisputeInquiry": "4000000000001976",
    "pm_card_processing": "4000000000001000",
}


class Decline(msgspec.Struct, frozen=True):
    """The codes and the message of a declined card."""

    code: str
    decline_code: str
    message: str


DECLINES: dict[str, Decline] = {
    "declined": Decline("card_declined", "generic_decline", "Your card was declined."),
    "insufficient_funds": Decline("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "expired_card": Decline("expired_card", "", "Your card has expired."),
    "incorrect_cvc": Decline("incorrect_cvc", "", "Your card's security code is incorrect."),
}

DISPUTE_REASONS = {
    "disputed_as_fraud": "fraudulent",
    "disputed_as_not_received": "product_not_received",
    "inquired": "fraudulent",
}
"""Why the owner of such a card disputes each payment as soon as it is made. "inquired": the bank only asks at first."""

NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    "",
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)


def is_valid_number(number: str) -> bool:
    """Tell whether the check digit (Luhn) and the length can be those of a card."""
    if not number.isascii() or not number.isdigit() or not 12 <= len(number) <= 19:
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def brand_of(number: str) -> str:
    """Return the card scheme by the first digits."""
    first = {"4": "visa", "5": "mastercard", "2": "mastercard", "6": "discover"}
    return "amex" if number[:2] in ("34", "37") else first.get(number[:1], "unknown")
