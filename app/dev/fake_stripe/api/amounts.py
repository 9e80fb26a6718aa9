"""Checks amounts against Stripe's limits. Amounts are in the unit that Stripe counts in."""

from app.dev.fake_stripe.errors import invalid_request
from app.events.charge_limits import charge_limits
from app.events.currencies import COUNTED_IN_HUNDREDTHS, decimals, smallest_charge

CURRENCY_SIGNS = {"eur": "€", "usd": "$", "gbp": "£"}


def check_amount(amount: int, currency: str) -> None:
    """Check an amount. Raises StripeError (400) when it is too small, too large, no whole step of its currency, or in
    a currency that Stripe does not take."""
    code = currency.upper()
    limits, factor = charge_limits(code), 100 if code in COUNTED_IN_HUNDREDTHS else 1
    if limits is None:
        raise invalid_request(f"Invalid currency: {currency}.", "currency")
    least, most = limits.minimum * factor, limits.maximum * factor
    if amount < least:
        raise invalid_request(f"Amount must be at least {format_amount(least, currency)}", "amount", "amount_too_small")
    if amount > most:
        raise invalid_request(
            f"Amount must be no more than {format_amount(most, currency)}", "amount", "amount_too_large"
        )
    if amount % (step := factor * smallest_charge(code)):
        message = f"Invalid amount: {amount} {currency} is no multiple of {step}."
        raise invalid_request(message, "amount", "parameter_invalid_integer")


def format_amount(amount: int, currency: str) -> str:
    """Format as "€0.50 eur", as Stripe does."""
    code = currency.upper()
    places = 2 if code in COUNTED_IN_HUNDREDTHS else decimals(code)
    units, part = divmod(amount, 10**places)
    number = f"{units}.{part:0{places}}" if places else str(units)
    return f"{CURRENCY_SIGNS.get(currency, '')}{number} {currency}"
