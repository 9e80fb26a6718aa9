"""Prices as fans type them in the language of their page, and the price levels between two prices."""

import functools
import re
import unicodedata
from collections.abc import Sequence

from babel import Locale
from babel.numbers import format_decimal, get_currency_symbol, get_decimal_symbol, get_group_symbol

from app.errors import BadInput
from app.events.catalog import LevelOffer
from app.events.currencies import decimals
from app.language.languages import SOURCE, language
from app.language.messages import message

PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?")
MAX_DIGITS = 12
MAX_SHOWN = 20
INVISIBLE = re.compile("[\\s\u200e\u200f\u2066-\u2069]")
ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,")


def parse_amount(text: str, currency: str, locale: Locale) -> int | None:
    """Parse an amount in major units to minor units, written as in this locale: "1,120.00" in English, "1.120,00" in
    German. The other separator is read too where it can only be meant one way, as in "60,50"; None for an empty field.

    Raises BadInput for anything else, such as a negative amount or a fraction that the currency does not have."""
    typed = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))  # full-width digits too
    for sign in _signs(currency, locale):
        typed = typed.replace(sign, "")
    typed = typed.translate(ARABIC) if locale.language == "ar" else typed
    return _read(text, typed, _patterns(locale), currency, locale) if typed else None


def parse_plain_amount(text: str, currency: str) -> int | None:
    """Parse an amount in major units as programs write it, "1120.5", to minor units; None for "".

    Raises BadInput."""
    typed = text.strip()
    return _read(text, typed, (PLAIN,), currency, language(SOURCE).locale) if typed else None


def _read(text: str, typed: str, patterns: Sequence[re.Pattern[str]], currency: str, locale: Locale) -> int:
    """Return the amount by the first pattern that leaves a fraction which the currency has."""
    places = decimals(currency)
    found = [match for pattern in patterns if (match := pattern.fullmatch(typed))]
    fits = [match for match in found if len(match["part"] or "") <= places]
    # a longer one of zeros only where no pattern takes it for thousands: "12000.00" yen, never "1.000"
    fits = fits or [match for match in found if len(match["part"].rstrip("0")) <= places]
    if not fits:
        raise _no_price(text.strip()[:MAX_SHOWN], currency, places, locale)
    whole, fraction = re.sub("[^0-9]", "", fits[0]["whole"]), (fits[0]["part"] or "")[:places].ljust(places, "0")
    if len(whole) > MAX_DIGITS:
        raise BadInput(message("No seat costs that much. Type a smaller price."), code="bad_price")
    return int(whole + fraction)


@functools.cache
def _patterns(locale: Locale) -> tuple[re.Pattern[str], ...]:
    """Return the ways to write an amount, the locale's own first, so that "1,120" has thousands in English only."""
    point = get_decimal_symbol(locale, numbering_system="latn")
    group = get_group_symbol(locale, numbering_system="latn")
    other = "," if point == "." else "."
    group = other if group.isspace() else group  # blanks are left out before

    def grouped(by: str, then: str) -> str:
        return rf"(?P<whole>[1-9][0-9]{{0,2}}(?:{re.escape(by)}[0-9]{{3}})+)(?:{re.escape(then)}(?P<part>[0-9]*))?"

    plain = rf"(?P<whole>[0-9]+)(?:[{re.escape(point + other)}](?P<part>[0-9]*))?"
    return tuple(map(re.compile, (grouped(group, point), plain, grouped(other, point), grouped(point, other))))


@functools.cache
def _signs(currency: str, locale: Locale) -> list[str]:
    """Return the ways to write the currency, the longest first: "US$", "USD", "$"."""
    symbols = {get_currency_symbol(currency, known) for known in (locale, language(SOURCE).locale)}
    symbols = {INVISIBLE.sub("", unicodedata.normalize("NFKC", symbol)) for symbol in symbols}
    short = {symbol[-1] for symbol in symbols if unicodedata.category(symbol[-1]) == "Sc"}
    return sorted({currency, *symbols, *short}, key=len, reverse=True)


def _no_price(typed: str, currency: str, places: int, locale: Locale) -> BadInput:
    # Translators: {typed} is what was typed; {currency} is a code such as EUR; {whole} and {example} are 60 and 60.50
    if not places:
        detail = message(
            '"{typed}" is no price in {currency}. Type it like {example}.',
            typed=typed,
            currency=currency,
            example="6000",
        )
    else:
        example = format_decimal(60.5, "0." + "0" * places, locale=locale)
        detail = message(
            '"{typed}" is no price in {currency}. Type it like {whole} or {example}.',
            typed=typed,
            currency=currency,
            whole="60",
            example=example,
        )
    return BadInput(detail, code="bad_price")


def invalid_fields(min_price: str, max_price: str, currency: str, locale: Locale) -> frozenset[str]:
    """Return the invalid fields of a refused range, "from" and "to": those that are not a price; both, where the lowest
    price is above the highest."""
    unread = frozenset(
        name for name, text in (("from", min_price), ("to", max_price)) if not _reads(text, currency, locale)
    )
    return unread or frozenset(("from", "to"))


def _reads(text: str, currency: str, locale: Locale) -> bool:
    try:
        parse_amount(text, currency, locale)
    except BadInput:
        return False
    return True


def levels_in_price_range(offers: Sequence[LevelOffer], min_price: int | None, max_price: int | None) -> frozenset[int]:
    """Return the numbers (from 1) of the levels with an all-in price in this range of minor units; None is no limit.

    Empty when no level has such a price. Raises BadInput when `min_price` is above `max_price`."""
    if min_price is not None and max_price is not None and min_price > max_price:
        raise BadInput(message("The lowest price is above the highest. Turn them round."), code="bad_price_range")
    return frozenset(
        offer.number
        for offer in offers
        if (min_price is None or min_price <= offer.all_in_price)
        and (max_price is None or offer.all_in_price <= max_price)
    )
