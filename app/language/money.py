"""Amounts of money as a language writes them, and the digits of currencies."""

import functools
import re
from decimal import Decimal

from babel import Locale
from babel.numbers import NumberPattern, get_currency_symbol, parse_pattern

# By ISO 4217, but for the ariary (MGA): its fifths are never charged. Every other currency has hundredths.
NO_MINOR_UNITS = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
SIGN_AFTER_LETTERS = re.compile("(?<=[A-Z])[$£¥]")
RIGHT_TO_LEFT_MARK, LEFT_TO_RIGHT_MARK = "\N{RIGHT-TO-LEFT MARK}", "\N{LEFT-TO-RIGHT MARK}"


def decimals(currency: str) -> int:
    """Return the number of digits after the point."""
    return 0 if currency in NO_MINOR_UNITS else 3 if currency in THOUSANDTHS else 2


@functools.lru_cache(4096)
def format_money(minor: int, currency: str, locale: Locale) -> str:
    """Format an amount in minor units: "€1,120.00", "CHF 84.00" (with a no-break space), "84,00 €"."""
    digits = decimals(currency)
    amount = Decimal(minor).scaleb(-digits)
    text: str = _pattern(locale, digits).apply(amount, locale, currency=currency, currency_digits=False)
    symbol = get_currency_symbol(currency, locale)
    if symbol[-1:].isalpha() and text.lstrip("-\u200f").startswith(symbol):
        text = text.replace(symbol, symbol + "\N{NO-BREAK SPACE}", 1)  # CLDR's currencySpacing, which Babel leaves out
    if text.startswith(RIGHT_TO_LEFT_MARK):  # else the sign of "US$" stands before "US", and a minus behind its number
        text = SIGN_AFTER_LETTERS.sub(rf"\g<0>{LEFT_TO_RIGHT_MARK}", text).replace("-", f"{LEFT_TO_RIGHT_MARK}-", 1)
    return text.replace("-", "−", 1) if minor < 0 else text


@functools.cache
def _pattern(locale: Locale, digits: int) -> NumberPattern:
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    pattern.frac_prec = (digits, digits)
    return pattern
