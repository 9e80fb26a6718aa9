"""Prices as fans type them, and the price levels between two prices."""

import re
from collections.abc import Sequence

from app.errors import BadInput
from app.events.catalog import LevelOffer
from app.events.currencies import decimals
from app.language.messages import message

GROUPED = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]*))?")  # as the pages write it: 1,120.00
PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]*))?")
MAX_DIGITS = 12


def parse_amount(text: str, currency: str) -> int | None:
    """Parse an amount in major units ("60", "60.50", "60,50", "€1,120.00") to minor units; None for an empty field.

    Raises BadInput for anything else, such as a negative amount or a fraction that the currency does not have."""
    typed = re.sub(r"\s|[A-Z]*[$€£¥₩₹]", "", text.replace(currency, ""))
    if not typed:
        return None
    places, found = decimals(currency), GROUPED.fullmatch(typed) or PLAIN.fullmatch(typed)
    if found is None or len((found["part"] or "").rstrip("0")) > places:
        raise BadInput(f"{_shown(text)} is no price in {currency}. Type it like {_example(places)}.", code="bad_price")
    whole, fraction = found["whole"].replace(",", ""), (found["part"] or "")[:places].ljust(places, "0")
    if len(whole) > MAX_DIGITS:
        raise BadInput(message("No seat costs that much. Type a smaller price."), code="bad_price")
    return int(whole + fraction)


def invalid_fields(min_price: str, max_price: str, currency: str) -> frozenset[str]:
    """Return the invalid fields of a refused range, "from" and "to": those that are not a price; both, where the lowest
    price is above the highest."""
    unread = frozenset(name for name, text in (("from", min_price), ("to", max_price)) if not _reads(text, currency))
    return unread or frozenset(("from", "to"))


def _reads(text: str, currency: str) -> bool:
    try:
        parse_amount(text, currency)
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


def _shown(text: str) -> str:
    return f'"{text.strip()[:20]}"'


def _example(places: int) -> str:
    return f"60 or 60.{'50'.ljust(places, '0')}" if places else "6000"
