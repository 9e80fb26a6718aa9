"""The query of a list page in another language: its prices are typed text, which each language reads in its own way."""

from decimal import Decimal
from urllib.parse import quote_plus, unquote_plus

from babel import Locale
from babel.numbers import format_decimal

from app.errors import BadInput
from app.events.currencies import decimals
from app.seating.seat_list.filters import MAX_PRICE_LETTERS
from app.seating.seat_list.price_filter import parse_amount


def translate_query(query: str, currency: str, locale: Locale, other: Locale) -> str:
    """Return the query with its prices, as typed in `locale`, written so that `other` reads the same amounts. All else,
    also what is no price, stays as it is."""
    return "&".join(_translate(field, currency, locale, other) for field in query.split("&"))


def _translate(field: str, currency: str, locale: Locale, other: Locale) -> str:
    name, _, value = field.partition("=")
    if name not in ("from", "to") or locale == other:
        return field
    try:
        minor = parse_amount(unquote_plus(value).strip()[:MAX_PRICE_LETTERS], currency, locale)
    except BadInput:
        return field
    if minor is None:
        return field
    places = decimals(currency)
    amount = Decimal(minor).scaleb(-places)
    pattern = "0" if amount == int(amount) else "0." + "0" * places
    return f"{name}={quote_plus(format_decimal(amount, pattern, locale=other))}"
