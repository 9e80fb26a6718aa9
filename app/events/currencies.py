"""The steps in which currencies are charged."""

from app.language.money import THOUSANDTHS, decimals

__all__ = ["COUNTED_IN_HUNDREDTHS", "decimals", "smallest_charge"]

COUNTED_IN_HUNDREDTHS = {"ISK", "UGX"}
"""Have no minor unit, but Stripe counts them as if they had hundredths (docs.stripe.com/currencies)."""


def smallest_charge(currency: str) -> int:
    """Return the smallest amount that can be charged, in minor units: 10 of thousandths, else 1."""
    return 10 if currency in THOUSANDTHS else 1
