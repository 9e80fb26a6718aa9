"""Checks amounts against Stripe's limits."""

import re

from app.dev.fake_stripe.errors import invalid_request

MIN_AMOUNTS = {"gbp": 30, "chf": 50, "dkk": 250, "nok": 300, "sek": 300, "czk": 1500, "pln": 200, "huf": 17500}
ZERO_DECIMAL_CURRENCIES = {"jpy", "krw", "vnd", "clp", "isk", "xaf", "xof"}
CURRENCY_SIGNS = {"eur": "€", "usd": "$", "gbp": "£"}
MAX_AMOUNT = 99_999_999


def check_amount(amount: int, currency: str) -> None:
    """Check an amount. Raises StripeError (400) when it is too small, too large or in no valid currency."""
    if not re.fullmatch("[a-z]{3}", currency):
        raise invalid_request(f"Invalid currency: {currency}.", "currency")
    floor = MIN_AMOUNTS.get(currency, 50)
    if amount < floor:
        raise invalid_request(f"Amount must be at least {format_amount(floor, currency)}", "amount", "amount_too_small")
    if amount > MAX_AMOUNT:
        raise invalid_request(
            f"Amount must be no more than {format_amount(MAX_AMOUNT, currency)}", "amount", "amount_too_large"
        )


def format_amount(amount: int, currency: str) -> str:
    """Format as "€0.50 eur", as Stripe does."""
    number = str(amount) if currency in ZERO_DECIMAL_CURRENCIES else f"{amount // 100}.{amount % 100:02}"
    return f"{CURRENCY_SIGNS.get(currency, '')}{number} {currency}"
