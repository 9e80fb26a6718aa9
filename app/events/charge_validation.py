"""Checks that the payment provider can charge every order of a draft."""

from collections.abc import Iterator

from app.errors import BadInput
from app.events.charge_limits import ChargeLimits
from app.events.currencies import format_money, smallest_charge
from app.events.draft_input import NewPerformance
from app.events.pricing import all_in_price, fees_per_order


def check_totals(new: NewPerformance, limits: ChargeLimits) -> None:
    """Check the total of one ticket of each price, and of as many of these as one person may take. Raises BadInput."""
    step = smallest_charge(new.currency)
    per_order = fees_per_order(new.fees, new.tax, step)
    for name, price in _priced_tickets(new):
        ticket = all_in_price(price, new.fees, new.tax, step)
        if ticket + per_order < limits.minimum:
            raise BadInput(
                f"{name} comes to {format_money(ticket + per_order, new.currency)}; {_minimum_in_words(new, limits)}. "
                "Raise the price, or make it free."
            )
        if (total := new.max_seats * ticket + per_order) > limits.maximum:
            raise BadInput(
                f"{new.max_seats} × {name} come to {format_money(total, new.currency)}; the payment company charges no "
                f"more than {format_money(limits.maximum, new.currency)} at once. Lower the price, or the number of "
                "seats that one person may take."
            )


def _minimum_in_words(new: NewPerformance, limits: ChargeLimits) -> str:
    least = format_money(limits.minimum, new.currency)
    if limits.published:
        return f"the payment company charges no less than {least}"
    return f"below {least} (about a US dollar) the payment company may refuse it"


def _priced_tickets(new: NewPerformance) -> Iterator[tuple[str, int]]:
    """Yield (level and ticket type in words, price) for every ticket that is not free."""
    for level, amounts in new.prices.items():
        for ticket_type, price in zip(new.ticket_types, amounts, strict=False):
            if price > 0:
                yield f"{level} as {ticket_type}", price
