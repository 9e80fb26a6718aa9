"""Builds a mail about an order from the rows as they are when it is sent, so that it is true at that time."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from app.checkout.mail_greetings import (
    confirmation_heading,
    confirmation_subject,
    late_opening,
    late_subject,
    refund_heading,
    refund_subject,
)
from app.checkout.orders.translated import translate_order
from app.checkout.orders.view import Order, get_order_by_link
from app.events.catalog import Performance, public_performance
from app.language.messages import Message, Money
from app.mail.content import MailContent, MailOutdated, greeted_name, render_mail
from app.mail.outbox import MailKind
from app.mail.queue import ClaimedMail
from app.settings import settings
from app.venues.seat_names import merge_equal_places, place_in_words
from db import pool


class MailSeat(msgspec.Struct, frozen=True):
    """A seat as a mail names it; `valid`: its ticket admits. `count`: how many equal places it stands for."""

    place: Message
    ticket_type: str
    amount: int
    valid: bool
    count: int = 1


class MailFacts(msgspec.Struct, frozen=True):
    """The facts for every mail about an order. Money in minor units. `name`: for the greeting, "" without one."""

    order: Order
    performance: Performance
    order_url: str
    seats: list[MailSeat]
    name: str

    @property
    def performance_url(self) -> str:
        """The address of the page where seats of this performance are chosen."""
        return f"{_site()}/performances/{self.performance.id}"


LINK = 'SELECT link FROM "order" WHERE performance_id = $1 AND id = $2'
VALID_SEATS = "SELECT seat_idx FROM ticket WHERE performance_id = $1 AND order_id = $2 AND state = 'valid'"
REFUND = "SELECT why, state, amount, currency FROM refund WHERE performance_id = $1 AND id = $2"
REFUNDED_SEATS = """
    SELECT seat_idx FROM order_line WHERE performance_id = $1 AND order_id = $2 AND refund_id = $3 AND kind = 'seat'
"""


async def build_order_mail(mail: ClaimedMail) -> MailContent:
    """Build the content of this mail. Raises MailOutdated when it would no longer be true."""
    link = await pool.fetch_value(LINK, mail.performance_id, mail.order_id)
    performance = await public_performance(mail.performance_id)
    if performance is None:
        raise MailOutdated("the performance is not public")
    order = await get_order_by_link(mail.performance_id, link)
    performance = performance.in_language(order.language)
    order = translate_order(order, performance)
    valid = {row["seat_idx"] for row in await pool.fetch(VALID_SEATS, mail.performance_id, mail.order_id)}
    seats = {
        line.idx: MailSeat(
            place_in_words(line.section, line.row, line.label), line.ticket_type, line.amount, line.idx in valid
        )
        for line in order.lines
    }
    grouped, name = group_seats(list(seats.values())), greeted_name(order.name)
    facts = MailFacts(order, performance, _site() + order.address, grouped, name)
    return await WRITERS[mail.kind](mail, facts, seats)


def group_seats(seats: Sequence[MailSeat]) -> list[MailSeat]:
    """Group the seats with equal place, type and state, such as standing places; each group with its total price."""
    groups: dict[object, list[MailSeat]] = {}
    for seat in seats:
        groups.setdefault((seat.place, seat.ticket_type, seat.valid), []).append(seat)
    return [_as_one(group) for group in groups.values()]


def _as_one(group: list[MailSeat]) -> MailSeat:
    [place], amount = merge_equal_places([seat.place for seat in group]), sum(seat.amount for seat in group)
    return MailSeat(place, group[0].ticket_type, amount, group[0].valid, len(group))


async def _confirmation(_mail: ClaimedMail, facts: MailFacts, _: dict[int, MailSeat]) -> MailContent:
    if facts.order.state != "paid" or not any(seat.valid for seat in facts.seats):
        raise MailOutdated(f"the order is {facts.order.state} and has no ticket that opens the door")
    heading = confirmation_heading(facts.performance, facts.name)
    return _write("confirmation", facts, confirmation_subject(facts.performance), heading=heading)


async def _refund(mail: ClaimedMail, facts: MailFacts, seats: dict[int, MailSeat]) -> MailContent:
    refund = await _fetch_refund(mail)
    refunded = [
        row["seat_idx"] for row in await pool.fetch(REFUNDED_SEATS, mail.performance_id, mail.order_id, mail.refund_id)
    ]
    gone = group_seats([seats[idx] for idx in seats if idx in refunded])
    used = [seats[idx].place for idx in seats if idx in refunded and seats[idx].valid]
    valid = [seats[idx].place for idx in seats if idx not in refunded and seats[idx].valid]
    rest = refund["amount"] - sum(seat.amount for seat in gone)
    heading = refund_heading(Money(refund["amount"], refund["currency"]), facts.name)
    counts = {"gone_tickets": len(refunded) - len(used), "good": len(valid), "left": merge_equal_places(valid)}
    counts["used"] = merge_equal_places(used)
    subject = refund_subject(facts.performance, refund["amount"])
    return _write("refund", facts, subject, heading=heading, back=refund, gone=gone, rest=rest, **counts)


async def _late(mail: ClaimedMail, facts: MailFacts, _: dict[int, MailSeat]) -> MailContent:
    opening = late_opening(facts.performance, facts.name)
    return _write("late", facts, late_subject(facts.performance), opening=opening, back=await _fetch_refund(mail))


async def _fetch_refund(mail: ClaimedMail) -> dict[str, Any]:
    row = await pool.fetch_row(REFUND, mail.performance_id, mail.refund_id)
    if row is None or row["state"] in ("failed", "canceled"):
        raise MailOutdated(f"the refund is {row['state']}, so nothing goes back" if row else "there is no such refund")
    return dict(row)


def _write(kind: MailKind, facts: MailFacts, subject: Message, **more: Any) -> MailContent:
    context = {name: getattr(facts, name) for name in ("order", "performance", "order_url", "seats", "performance_url")}
    order = facts.order
    return render_mail(kind, order.language, order.name, order.email, subject, **context, **more)


WRITERS: dict[MailKind, Callable[[ClaimedMail, MailFacts, dict[int, MailSeat]], Awaitable[MailContent]]] = {
    "confirmation": _confirmation,
    "refund": _refund,
    "late": _late,
}


def _site() -> str:
    return settings().aisle_site_url.rstrip("/")
