"""Amounts, as Stripe limits them."""

import re

from app.dev.fake_stripe.errors import invalid

LEAST = {"gbp": 30, "chf": 50, "dkk": 250, "nok": 300, "sek": 300, "czk": 1500, "pln": 200, "huf": 17500}
WHOLE = {"jpy", "krw", "vnd", "clp", "isk", "xaf", "xof"}
SIGNS = {"eur": "€", "usd": "$", "gbp": "£"}
MOST = 99_999_999


def check_amount(amount: int, currency: str) -> None:
    """Refuses what cannot be charged: too little, too much, in no currency."""
    if not re.fullmatch("[a-z]{3}", currency):
        raise invalid(f"Invalid currency: {currency}.", "currency")
    least = LEAST.get(currency, 50)
    if amount < least:
        raise invalid(f"Amount must be at least {words(least, currency)}", "amount", "amount_too_small")
    if amount > MOST:
        raise invalid(f"Amount must be no more than {words(MOST, currency)}", "amount", "amount_too_large")


def words(amount: int, currency: str) -> str:
    """ "€0.50 eur", as Stripe writes it."""
    number = str(amount) if currency in WHOLE else f"{amount // 100}.{amount % 100:02}"
    return f"{SIGNS.get(currency, '')}{number} {currency}"
