"""What staff want to give back: seats as people name them, and what that comes to before anything is done."""

import re
from collections.abc import Sequence, Set

import msgspec

from app.checkout.errors import CannotRefund
from app.checkout.refunds.lifecycle import PER_ORDER_FEES, REFUNDABLE_LINES, refund_amount
from app.venues.seat_names import place_in_words
from db import pool


class RefundableSeat(msgspec.Struct, frozen=True):
    """A seat of the order that no refund gives back yet. `used`: somebody came in with its ticket.

    `amount` and `extra` in minor units: its price, and its own fees and taxes."""

    idx: int
    place: str
    search_name: str
    amount: int
    extra: int
    used: bool


class RefundQuote(msgspec.Struct, frozen=True):
    """`amount`: what would go back, in minor units. `seats_kept`: how many seats stay paid."""

    seats: list[RefundableSeat]
    amount: int
    seats_kept: int

    @property
    def seat_numbers(self) -> list[int]:
        """Its seats as the plan numbers them."""
        return [seat.idx for seat in self.seats]


PLACES = """
    SELECT s.idx, s.section, s."row", s.label FROM order_line l JOIN performance p ON p.id = l.performance_id
    JOIN plan_seat s ON s.plan = p.plan AND s.idx = l.seat_idx
    WHERE l.performance_id = $1 AND l.order_id = $2 AND l.kind = 'seat'
"""
STATE = 'SELECT state FROM "order" WHERE performance_id = $1 AND id = $2'


async def get_refund_quote(performance_id: int, order_id: int, seat_names: Sequence[str], *, fees: bool) -> RefundQuote:
    """What a refund of these seats (of all that is left where none is named) would give back. Changes nothing.

    Raises CannotRefund in words: not paid, nothing left, no such seat, one that may be two, a ticket that was used."""
    state = await pool.fetch_value(STATE, performance_id, order_id)
    if state != "paid":
        raise CannotRefund(f"It is {state}, not paid: there is nothing to give back.")
    left = await _left(performance_id, order_id)
    if not left:
        raise CannotRefund("Every seat of this order is given back already, or on its way.")
    wanted = _wanted(seat_names, left) if seat_names else {seat.idx for seat in left}
    seats = [seat for seat in left if seat.idx in wanted]
    if used := [seat.place for seat in seats if seat.used]:
        raise CannotRefund(f"Somebody came in with the ticket of {'; '.join(used)}. Name the other seats with --seat.")
    per_order = await pool.fetch_value(PER_ORDER_FEES, performance_id, order_id)
    own = [(seat.amount, seat.extra) for seat in seats]
    amount = refund_amount(own, per_order, fees=fees, last=len(seats) == len(left))
    return RefundQuote(seats, amount, len(left) - len(seats))


async def _left(performance_id: int, order_id: int) -> list[RefundableSeat]:
    places = {row["idx"]: row for row in await pool.fetch(PLACES, performance_id, order_id)}
    return [
        RefundableSeat(
            line["seat_idx"], place_in_words(*_where(places[line["seat_idx"]])),
            _plain(" ".join(_where(places[line["seat_idx"]]))), line["amount"], line["extra"], line["used"],
        )
        for line in await pool.fetch(REFUNDABLE_LINES, performance_id, order_id)
    ]  # fmt: skip


def _where(row: pool.Record) -> tuple[str, str, str]:
    return row["section"], row["row"], row["label"]


def _wanted(named: Sequence[str], left: list[RefundableSeat]) -> set[int]:
    wanted: set[int] = set()
    for name in named:
        wanted.add(_meant(name, left, wanted).idx)
    return wanted


def _meant(name: str, left: list[RefundableSeat], wanted: Set[int]) -> RefundableSeat:
    """The seat somebody names: "Stalls H 11", "stalls, row h, seat 11", "H 11", "11", or "#17", its number on the plan.

    A bare number is what stands on the seat: the plan counts otherwise, and money must not go to the wrong one.
    Standing places that cost alike are as good as each other: "Floor" twice means two of them."""
    words, number = _plain(name), name.strip()
    called = [seat for seat in left if words and f" {seat.search_name}".endswith(f" {words}")]
    found = [seat for seat in left if number == f"#{seat.idx}"] or called
    if not found:
        raise CannotRefund(f'"{name}" is none of the seats that are paid: {"; ".join(seat.place for seat in left)}.')
    if len({(seat.place, seat.amount, seat.extra) for seat in found}) > 1:
        which = "; ".join(f"{seat.place} is #{seat.idx}" for seat in found)
        raise CannotRefund(f'"{name}" may be two seats. Say the number: {which}.')
    others = [seat for seat in found if seat.idx not in wanted]
    if len(found) > 1 and not others:
        raise CannotRefund(f'"{name}" is named more often than the {len(found)} times it was paid.')
    return min(others or found, key=lambda seat: seat.used)


def _plain(words: str) -> str:
    """Without case, commas, dashes that stand alone, and the words "row" and "seat"."""
    parts = re.split(r"[\s,]+", words.casefold().strip())
    return " ".join(part for part in parts if part.strip("-") and part not in ("row", "seat"))
