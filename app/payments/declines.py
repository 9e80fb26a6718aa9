"""Classes of reasons for which a card was declined. Stripe has more than sixty codes, of which most say the same."""

from typing import Literal

DeclineReason = Literal[
    "card_declined", "insufficient_funds", "expired_card", "wrong_details", "authentication", "fraud", "other"
]
"""card_declined: the bank gives no reason. wrong_details: number, date or security code. authentication: the bank asked
for a proof, such as 3-D Secure, and did not get it. fraud: reported as lost or stolen, or suspected by the bank or
Stripe. other: not the card's fault, or not known."""

REASONS: dict[str, DeclineReason] = {
    "authentication_required": "authentication",
    "authentication_not_handled": "authentication",
    "card_velocity_exceeded": "insufficient_funds",
    "expired_card": "expired_card",
    "fraudulent": "fraud",
    "highest_risk_level": "fraud",
    "incorrect_address": "wrong_details",
    "incorrect_cvc": "wrong_details",
    "incorrect_number": "wrong_details",
    "incorrect_zip": "wrong_details",
    "insufficient_funds": "insufficient_funds",
    "invalid_cvc": "wrong_details",
    "invalid_expiry_month": "wrong_details",
    "invalid_expiry_year": "wrong_details",
    "invalid_number": "wrong_details",
    "issuer_not_available": "other",
    "lost_card": "fraud",
    "merchant_blacklist": "fraud",
    "mobile_device_authentication_required": "authentication",
    "payment_intent_authentication_failure": "authentication",
    "pickup_card": "fraud",
    "processing_error": "other",
    "reenter_transaction": "other",
    "security_violation": "fraud",
    "stolen_card": "fraud",
    "try_again_later": "other",
    "withdrawal_count_limit_exceeded": "insufficient_funds",
}
"""Stripe's codes and decline codes with a class of their own."""


def decline_reason(code: str | None, decline_code: str | None) -> DeclineReason:
    """Return the class of a failure by Stripe's `code` and the bank's `decline_code`, which is the more exact one."""
    for given in (decline_code, code):
        if given and (reason := REASONS.get(given)):
            return reason
    return "card_declined" if decline_code or code == "card_declined" else "other"
