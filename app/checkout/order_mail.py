"""What a mail about an order says: read from the rows when it is sent, so that it is true then."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from app.checkout.orders.view import Order, get_order_by_link
from app.events.catalog import Performance, public_performance
from app.mail.content import MailContent, MailOutdated, render_mail
from app.mail.outbox import MailKind
from app.mail.queue import ClaimedMail
from app.settings import settings
from app.venues.seat_names import merge_equal_places, place_in_words
from db import pool


class MailSeat(msgspec.Struct, frozen=True):
    """A seat as a mail names it; `valid`: its ticket opens the door. `count`: several that are said at once."""

    place: str
    ticket_type: str
    amount: int
    valid: bool
    count: int = 1


class MailFacts(msgspec.Struct, frozen=True):
    """What every mail about an order may say. Money in minor units."""

    order: Order
    performance: Performance
    order_url: str
    seats: list[MailSeat]

    @property
    def performance_url(self) -> str:
        """Where seats of this performance are chosen."""
        return f"{_site()}/performances/{self.performance.id}"


LINK = 'SELECT link FROM "order" WHERE performance_id = $1 AND id = $2'
GOOD = "SELECT seat_idx FROM ticket WHERE performance_id = $1 AND order_id = $2 AND state = 'valid'"
REFUND = "SELECT why, state, amount, currency FROM refund WHERE performance_id = $1 AND id = $2"
GIVEN_BACK = """
    SELECT seat_idx FROM order_line WHERE performance_id = $1 AND order_id = $2 AND refund_id = $3 AND kind = 'seat'
"""


async def build_order_mail(mail: ClaimedMail) -> MailContent:
    """The letter of this mail. Raises MailOutdated when it would not be true any more."""
    link = await pool.fetch_value(LINK, mail.performance_id, mail.order_id)
    performance = await public_performance(mail.performance_id)
    if performance is None:
        raise MailOutdated("the performance is not public")
    order = await get_order_by_link(mail.performance_id, link)
    good = {row["seat_idx"] for row in await pool.fetch(GOOD, mail.performance_id, mail.order_id)}
    seats = {
        line.idx: MailSeat(
            place_in_words(line.section, line.row, line.label), line.ticket_type, line.amount, line.idx in good
        )
        for line in order.lines
    }
    facts = MailFacts(order, performance, _site() + order.address, group_seats(list(seats.values())))
    return await WRITERS[mail.kind](mail, facts, seats)


def group_seats(seats: Sequence[MailSeat]) -> list[MailSeat]:
    """Those that are said alike (standing places of one type and fate are) at once, with what they cost together."""
    groups: dict[object, list[MailSeat]] = {}
    for seat in seats:
        groups.setdefault((seat.place, seat.ticket_type, seat.valid), []).append(seat)
    return [_at_once(alike) for alike in groups.values()]


def _at_once(alike: list[MailSeat]) -> MailSeat:
    [place], amount = merge_equal_places([seat.place for seat in alike]), sum(seat.amount for seat in alike)
    return MailSeat(place, alike[0].ticket_type, amount, alike[0].valid, len(alike))


async def _confirmation(_mail: ClaimedMail, facts: MailFacts, _: dict[int, MailSeat]) -> MailContent:
    if facts.order.state != "paid" or not any(seat.valid for seat in facts.seats):
        raise MailOutdated(f"the order is {facts.order.state} and has no ticket that opens the door")
    off = facts.performance.state == "cancelled"
    subject = f"Cancelled: {facts.performance.title}" if off else f"Your tickets for {facts.performance.title}"
    return _write("confirmation", facts, subject)


async def _refund(mail: ClaimedMail, facts: MailFacts, seats: dict[int, MailSeat]) -> MailContent:
    back = await _money_back(mail)
    given = [
        row["seat_idx"] for row in await pool.fetch(GIVEN_BACK, mail.performance_id, mail.order_id, mail.refund_id)
    ]
    gone, good = (
        group_seats([seats[idx] for idx in seats if idx in given]),
        [s.place for s in seats.values() if s.valid],
    )
    rest = back["amount"] - sum(seat.amount for seat in gone)
    subject = (
        f"Your refund for {facts.performance.title}"
        if back["amount"]
        else f"Your tickets for {facts.performance.title} are void"
    )
    counts = {"gone_tickets": len(given), "good": len(good), "left": merge_equal_places(good)}
    return _write("refund", facts, subject, back=back, gone=gone, rest=rest, **counts)


async def _late(mail: ClaimedMail, facts: MailFacts, _: dict[int, MailSeat]) -> MailContent:
    off = facts.performance.state == "cancelled"
    when = "when the performance was cancelled" if off else "after your seats had gone"
    subject = f"Your payment came {when}: {facts.performance.title}"
    return _write("late", facts, subject, back=await _money_back(mail))


async def _money_back(mail: ClaimedMail) -> dict[str, Any]:
    row = await pool.fetch_row(REFUND, mail.performance_id, mail.refund_id)
    if row is None or row["state"] == "failed":
        raise MailOutdated("the refund failed, so nothing goes back yet" if row else "there is no such refund")
    return dict(row)


def _write(kind: MailKind, facts: MailFacts, subject: str, **more: Any) -> MailContent:
    said = {name: getattr(facts, name) for name in ("order", "performance", "order_url", "seats", "performance_url")}
    return render_mail(kind, facts.order.name, facts.order.email, subject, **said, **more)


WRITERS: dict[MailKind, Callable[[ClaimedMail, MailFacts, dict[int, MailSeat]], Awaitable[MailContent]]] = {
    "confirmation": _confirmation,
    "refund": _refund,
    "late": _late,
}


def _site() -> str:
    return settings().aisle_site_url.rstrip("/")
