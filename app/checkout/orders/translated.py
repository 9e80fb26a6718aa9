"""An order and its tickets with the names that the organizer gave in the language of a performance.

Orders keep these names as they were when they were opened; a name that has changed since is not translated."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.checkout.orders.view import Order
from app.events.catalog import Performance
from app.events.pricing import SumLine
from app.language.messages import Message
from app.tickets.tickets import TicketView


def translate_order(order: Order, performance: Performance) -> Order:
    """Return the order with the names of ticket types, levels, fees and the tax in the language of `performance`."""
    if not performance.names:
        return order
    lines = [
        replace(
            line,
            ticket_type=performance.translate(line.ticket_type),
            level=replace(line.level, name=performance.translate(line.level.name)),
        )
        for line in order.lines
    ]
    return replace(
        order,
        lines=lines,
        fees=[_translate_sum(fee, performance) for fee in order.fees],
        tax=order.tax and _translate_sum(order.tax, performance),
        included=order.included and _translate_sum(order.included, performance),
    )


def translate_tickets(tickets: Sequence[TicketView], performance: Performance) -> list[TicketView]:
    """Return the tickets with their types and levels in the language of `performance`."""
    return [
        replace(
            ticket,
            type_name=performance.translate(ticket.type_name),
            level=replace(ticket.level, name=performance.translate(ticket.level.name)),
        )
        for ticket in tickets
    ]


def _translate_sum(line: SumLine, performance: Performance) -> SumLine:
    """Translate the name of a fee, or the name of a tax within its label."""
    label: Message | str = line.label
    if isinstance(label, Message):
        facts = ((key, performance.translate(fact) if isinstance(fact, str) else fact) for key, fact in label.facts)
        return replace(line, label=replace(label, facts=tuple(facts)))
    return replace(line, label=performance.translate(label))
