"""What a mail about an order says: read from the rows when it is sent, so that it is true then."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from app.checkout.order_view import Order, order_behind
from app.events.catalog import Performance, performance
from app.mail.content import Letter, NothingToSay, write_letter
from app.mail.outbox import Kind
from app.mail.queue import Claimed
from app.settings import settings
from app.venues.seat_names import place_in_words, said_once
from db import pool


class SeatSaid(msgspec.Struct, frozen=True):
    """A seat as a mail names it; `good`: its ticket opens the door. `count`: several that are said at once."""

    place: str
    ticket_type: str
    amount: int
    good: bool
    count: int = 1


class Facts(msgspec.Struct, frozen=True):
    """What every mail about an order may say. Money in minor units."""

    order: Order
    show: Performance
    page: str
    seats: list[SeatSaid]

    @property
    def again(self) -> str:
        """Where seats of this performance are chosen."""
        return f"{_site()}/performances/{self.show.id}"


LINK = 'SELECT link FROM "order" WHERE performance_id = $1 AND id = $2'
GOOD = "SELECT seat_idx FROM ticket WHERE performance_id = $1 AND order_id = $2 AND state = 'valid'"
REFUND = "SELECT why, state, amount, currency FROM refund WHERE performance_id = $1 AND id = $2"
GIVEN_BACK = """
    SELECT seat_idx FROM order_line WHERE performance_id = $1 AND order_id = $2 AND refund_id = $3 AND kind = 'seat'
"""


async def letter_of(mail: Claimed) -> Letter:
    """The letter of this mail. Raises NothingToSay when it would not be true any more."""
    link = await pool.fetch_value(LINK, mail.performance_id, mail.order_id)
    show = await performance(mail.performance_id)
    if show is None:
        raise NothingToSay("the performance is not public")
    order = await order_behind(mail.performance_id, link)
    good = {row["seat_idx"] for row in await pool.fetch(GOOD, mail.performance_id, mail.order_id)}
    seats = {
        line.idx: SeatSaid(
            place_in_words(line.section, line.row, line.label), line.ticket_type, line.amount, line.idx in good
        )
        for line in order.lines
    }
    facts = Facts(order, show, _site() + order.address, together(list(seats.values())))
    return await LETTERS[mail.kind](mail, facts, seats)


def together(seats: Sequence[SeatSaid]) -> list[SeatSaid]:
    """Those that are said alike (standing places of one type and fate are) at once, with what they cost together."""
    groups: dict[object, list[SeatSaid]] = {}
    for seat in seats:
        groups.setdefault((seat.place, seat.ticket_type, seat.good), []).append(seat)
    return [_at_once(alike) for alike in groups.values()]


def _at_once(alike: list[SeatSaid]) -> SeatSaid:
    [place], amount = said_once([seat.place for seat in alike]), sum(seat.amount for seat in alike)
    return SeatSaid(place, alike[0].ticket_type, amount, alike[0].good, len(alike))


async def _confirmation(_mail: Claimed, facts: Facts, _: dict[int, SeatSaid]) -> Letter:
    if facts.order.state != "paid" or not any(seat.good for seat in facts.seats):
        raise NothingToSay(f"the order is {facts.order.state} and has no ticket that opens the door")
    off = facts.show.state == "cancelled"
    subject = f"Cancelled: {facts.show.title}" if off else f"Your tickets for {facts.show.title}"
    return _write("confirmation", facts, subject)


async def _refund(mail: Claimed, facts: Facts, seats: dict[int, SeatSaid]) -> Letter:
    back = await _money_back(mail)
    given = [
        row["seat_idx"] for row in await pool.fetch(GIVEN_BACK, mail.performance_id, mail.order_id, mail.refund_id)
    ]
    gone, good = together([seats[idx] for idx in seats if idx in given]), [s.place for s in seats.values() if s.good]
    rest = back["amount"] - sum(seat.amount for seat in gone)
    subject = (
        f"Your refund for {facts.show.title}" if back["amount"] else f"Your tickets for {facts.show.title} are void"
    )
    counts = {"gone_tickets": len(given), "good": len(good), "left": said_once(good)}
    return _write("refund", facts, subject, back=back, gone=gone, rest=rest, **counts)


async def _late(mail: Claimed, facts: Facts, _: dict[int, SeatSaid]) -> Letter:
    off = facts.show.state == "cancelled"
    when = "when the performance was cancelled" if off else "after your seats had gone"
    subject = f"Your payment came {when}: {facts.show.title}"
    return _write("late", facts, subject, back=await _money_back(mail))


async def _money_back(mail: Claimed) -> dict[str, Any]:
    row = await pool.fetch_row(REFUND, mail.performance_id, mail.refund_id)
    if row is None or row["state"] == "failed":
        raise NothingToSay("the refund failed, so nothing goes back yet" if row else "there is no such refund")
    return dict(row)


def _write(kind: Kind, facts: Facts, subject: str, **more: Any) -> Letter:
    said = {name: getattr(facts, name) for name in ("order", "show", "page", "seats", "again")}
    return write_letter(kind, facts.order.name, facts.order.email, subject, **said, **more)


LETTERS: dict[Kind, Callable[[Claimed, Facts, dict[int, SeatSaid]], Awaitable[Letter]]] = {
    "confirmation": _confirmation,
    "refund": _refund,
    "late": _late,
}


def _site() -> str:
    return settings().aisle_site_url.rstrip("/")
