"""Checks that the payment provider can charge every order of a performance."""

from collections.abc import Sequence

import msgspec

from app.errors import BadInput
from app.events.charge_limits import ChargeLimits, charge_limits
from app.events.currencies import smallest_charge
from app.events.pricing import Fee, Tax, all_in_price, fees_per_order
from app.language.messages import message
from app.language.translator import english


class ChargeTerms(msgspec.Struct, frozen=True):
    """What an order of a performance may come to. `tickets`: (level and ticket type in words, price in minor units)."""

    currency: str
    max_seats: int
    tickets: Sequence[tuple[str, int]]
    fees: Sequence[Fee]
    tax: Tax | None


def check_charges(terms: ChargeTerms) -> None:
    """Check the currency, and the total of one ticket of each price and of as many of these as one person may take.

    Raises BadInput."""
    limits = charge_limits(terms.currency)
    if limits is None:
        raise BadInput(
            message(
                "The payment company takes no payments in {currency}; it takes EUR, USD, GBP and others.",
                currency=terms.currency,
            )
        )
    step = smallest_charge(terms.currency)
    per_order = fees_per_order(terms.fees, terms.tax, step)
    for name, price in terms.tickets:
        if price > 0:
            ticket = all_in_price(price, terms.fees, terms.tax, step)
            _check_ticket(terms, limits, name, ticket, per_order)


def _check_ticket(terms: ChargeTerms, limits: ChargeLimits, name: str, ticket: int, per_order: int) -> None:
    if ticket + per_order < limits.minimum:
        raise BadInput(
            f"{name} comes to {translator('en').money(ticket + per_order, terms.currency)}; {_minimum_in_words(terms, limits)}. "
            "Raise the price, or make it free."
        )
    if (total := terms.max_seats * ticket + per_order) > limits.maximum:
        raise BadInput(
            f"{terms.max_seats} × {name} come to {translator('en').money(total, terms.currency)}; the payment company charges no "
            f"more than {translator('en').money(limits.maximum, terms.currency)} at once. Lower the price, or the number of "
            "seats that one person may take."
        )


def _minimum_in_words(terms: ChargeTerms, limits: ChargeLimits) -> str:
    least = english.money(limits.minimum, terms.currency)
    if limits.published:
        return f"the payment company charges no less than {least}"
    return f"below {least} (about a US dollar) the payment company may refuse it"
