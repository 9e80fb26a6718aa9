"""Tests of the classes of reasons for which a card was declined."""

import pytest

from app.dev.fake_stripe.cards import DECLINES, NOT_AUTHENTICATED
from app.payments.declines import decline_reason

OF_TEST_CARDS = {
    "declined": "card_declined",
    "insufficient_funds": "insufficient_funds",
    "expired_card": "expired_card",
    "incorrect_cvc": "wrong_details",
}


@pytest.mark.parametrize("behaviour", DECLINES)
def test_the_test_cards_are_declined_for_their_reason(behaviour: str) -> None:
    decline = DECLINES[behaviour]
    assert decline_reason(decline.code, decline.decline_code) == OF_TEST_CARDS[behaviour]


@pytest.mark.parametrize(
    ("code", "decline_code", "reason"),
    [
        ("card_declined", "lost_card", "fraud"),
        ("card_declined", "fraudulent", "fraud"),
        ("card_declined", "authentication_required", "authentication"),
        ("card_declined", "do_not_honor", "card_declined"),
        ("card_declined", "a_code_of_next_year", "card_declined"),
        ("card_declined", None, "card_declined"),
        ("expired_card", "generic_decline", "expired_card"),
        ("card_declined", "processing_error", "other"),
        ("a_code_of_next_year", None, "other"),
        (None, None, "other"),
        (NOT_AUTHENTICATED.code, "", "authentication"),
    ],
)
def test_the_code_of_the_bank_counts_before_that_of_stripe(
    code: str | None, decline_code: str | None, reason: str
) -> None:
    assert decline_reason(code, decline_code) == reason
