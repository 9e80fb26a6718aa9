"""Checks that the payment provider can charge every order of a performance."""

from collections.abc import Sequence

import msgspec

from app.errors import BadInput
from app.events.charge_limits import ChargeLimits, charge_limits
from app.events.currencies import smallest_charge
from app.events.pricing import Fee, Tax, all_in_price, fees_per_order
from app.language.messages import Fact, Message, Money, message, plural


class ChargeTerms(msgspec.Struct, frozen=True):
    """What an order of a performance may come to. `tickets`: (label of level and ticket type, price in minor units)."""

    currency: str
    max_seats: int
    tickets: Sequence[tuple[Message, int]]
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


def ticket_label(level: str, ticket_type: str) -> Message:
    """Name the tickets of a level and type in an error message."""
    # Translators: tickets of a price level as a ticket type, such as "Premium as Child"
    return message("{level} as {ticket_type}", level=level, ticket_type=ticket_type)


def _check_ticket(terms: ChargeTerms, limits: ChargeLimits, name: Message, ticket: int, per_order: int) -> None:
    if ticket + per_order < limits.minimum:
        raise BadInput(_too_little(terms, limits, name, ticket + per_order))
    if (total := terms.max_seats * ticket + per_order) > limits.maximum:
        raise BadInput(
            plural(
                "{count} × {name} comes to {amount}; the payment company charges no more than {most} at once. "
                "Lower the price, or the number of seats that one person may take.",
                "{count} × {name} come to {amount}; the payment company charges no more than {most} at once. "
                "Lower the price, or the number of seats that one person may take.",
                terms.max_seats,
                name=name,
                amount=Money(total, terms.currency),
                most=Money(limits.maximum, terms.currency),
            )
        )


def _too_little(terms: ChargeTerms, limits: ChargeLimits, name: Message, amount: int) -> Message:
    facts: dict[str, Fact] = {
        "name": name,
        "amount": Money(amount, terms.currency),
        "least": Money(limits.minimum, terms.currency),
    }
    if limits.published:
        return message(
            "{name} comes to {amount}; the payment company charges no less than {least}. "
            "Raise the price, or make it free.",
            **facts,
        )
    return message(
        "{name} comes to {amount}; below {least} (about a US dollar) the payment company may refuse it. "
        "Raise the price, or make it free.",
        **facts,
    )
