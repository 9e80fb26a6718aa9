"""A quote for a refund: which seats staff mean, and what would go back, before anything is changed."""

import re
from collections.abc import Sequence, Set

import msgspec

from app.checkout.errors import CannotRefund
from app.checkout.refunds.lifecycle import PER_ORDER_FEES, REFUNDABLE_LINES, refund_amount
from app.venues.seat_names import place_in_words
from db import pool


class RefundableSeat(msgspec.Struct, frozen=True):
    """A seat of the order without a refund. `search_name`: its place, simplified. `used`: a fan came in with its
    ticket.

    `amount` and `extra` in minor units: its price, and its own fees and taxes."""

    idx: int
    place: str
    search_name: str
    amount: int
    extra: int
    used: bool


class RefundQuote(msgspec.Struct, frozen=True):
    """The seats to refund. `amount`: what would go back, in minor units. `seats_kept`: how many seats stay paid."""

    seats: list[RefundableSeat]
    amount: int
    seats_kept: int

    @property
    def seat_numbers(self) -> list[int]:
        """The numbers of its seats on the plan."""
        return [seat.idx for seat in self.seats]


PLACES = """
    SELECT s.idx, s.section, s."row", s.label FROM order_line l JOIN performance p ON p.id = l.performance_id
    JOIN plan_seat s ON s.plan = p.plan AND s.idx = l.seat_idx
    WHERE l.performance_id = $1 AND l.order_id = $2 AND l.kind = 'seat'
"""
STATE = 'SELECT state FROM "order" WHERE performance_id = $1 AND id = $2'


async def get_refund_quote(performance_id: int, order_id: int, seat_names: Sequence[str], *, fees: bool) -> RefundQuote:
    """Quote a refund of the seats with these names, or of all refundable seats without any. Changes nothing.

    Raises CannotRefund: not paid, nothing to refund, no such seat, an ambiguous name, a ticket that was used."""
    state = await pool.fetch_value(STATE, performance_id, order_id)
    if state != "paid":
        raise CannotRefund(f"It is {state}, not paid: there is nothing to give back.")
    refundable = await _refundable_seats(performance_id, order_id)
    if not refundable:
        raise CannotRefund("Every seat of this order is given back already, or on its way.")
    wanted = _select_seats(seat_names, refundable) if seat_names else {seat.idx for seat in refundable}
    seats = [seat for seat in refundable if seat.idx in wanted]
    if used := [seat.place for seat in seats if seat.used]:
        raise CannotRefund(f"Somebody came in with the ticket of {'; '.join(used)}. Name the other seats with --seat.")
    per_order = await pool.fetch_value(PER_ORDER_FEES, performance_id, order_id)
    amounts = [(seat.amount, seat.extra) for seat in seats]
    amount = refund_amount(amounts, per_order, fees=fees, last=len(seats) == len(refundable))
    return RefundQuote(seats, amount, len(refundable) - len(seats))


async def _refundable_seats(performance_id: int, order_id: int) -> list[RefundableSeat]:
    places = {row["idx"]: row for row in await pool.fetch(PLACES, performance_id, order_id)}
    lines = await pool.fetch(REFUNDABLE_LINES, performance_id, order_id)
    return [_refundable_seat(line, places[line["seat_idx"]]) for line in lines]


def _refundable_seat(line: pool.Record, seat: pool.Record) -> RefundableSeat:
    parts = seat["section"], seat["row"], seat["label"]
    names = place_in_words(*parts), _simplify(" ".join(parts))
    return RefundableSeat(line["seat_idx"], *names, line["amount"], line["extra"], line["used"])


def _select_seats(names: Sequence[str], refundable: list[RefundableSeat]) -> set[int]:
    selected: set[int] = set()
    for name in names:
        selected.add(_find_seat(name, refundable, selected).idx)
    return selected


def _find_seat(name: str, refundable: list[RefundableSeat], selected: Set[int]) -> RefundableSeat:
    """Find the seat of a name: "Stalls H 11", "stalls, row h, seat 11", "H 11", "11", or "#17", its number on the plan.

    A number without # is the label on the seat, which differs from its number on the plan. Standing places of one area
    and price are interchangeable: "Floor" twice selects two of them."""
    words, number = _simplify(name), name.strip()
    by_name = [seat for seat in refundable if words and f" {seat.search_name}".endswith(f" {words}")]
    matches = [seat for seat in refundable if number == f"#{seat.idx}"] or by_name
    if not matches:
        raise CannotRefund(
            f'"{name}" is none of the seats that are paid: {"; ".join(seat.place for seat in refundable)}.'
        )
    if len({(seat.place, seat.amount, seat.extra) for seat in matches}) > 1:
        which = "; ".join(f"{seat.place} is #{seat.idx}" for seat in matches)
        raise CannotRefund(f'"{name}" may be two seats. Say the number: {which}.')
    others = [seat for seat in matches if seat.idx not in selected]
    if len(matches) > 1 and not others:
        raise CannotRefund(f'"{name}" is named more often than the {len(matches)} times it was paid.')
    return min(others or matches, key=lambda seat: seat.used)


def _simplify(words: str) -> str:
    """Remove case, commas, single dashes, and the words "row" and "seat"."""
    parts = re.split(r"[\s,]+", words.casefold().strip())
    return " ".join(part for part in parts if part.strip("-") and part not in ("row", "seat"))
