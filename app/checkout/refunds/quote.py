"""A quote for a refund: which seats staff mean, and what would go back, before anything is changed."""

from collections.abc import Sequence

import msgspec

from app.checkout.errors import CannotRefund
from app.checkout.orders.seat_choice import OrderSeat, order_seat, select_seats
from app.checkout.refunds.lines import REFUNDABLE_LINES, refund_sum
from app.language.messages import Items, message
from db import pool


class RefundQuote(msgspec.Struct, frozen=True):
    """The seats to refund. `amount`: what would go back, in minor units. `seats_kept`: how many seats stay paid."""

    seats: list[OrderSeat]
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
        raise CannotRefund(message("It is {state}, not paid: there is nothing to give back.", state=state))
    key = performance_id, order_id
    lines = await pool.fetch(REFUNDABLE_LINES, *key)
    if not lines:
        raise CannotRefund(message("Every seat of this order is given back already, or on its way."))
    places = {row["idx"]: row for row in await pool.fetch(PLACES, *key)}
    refundable = [_refundable_seat(line, places[line["seat_idx"]]) for line in lines]
    wanted = select_seats(seat_names, refundable, CannotRefund)
    seats = [seat for seat in refundable if seat.idx in wanted]
    if used := [seat.place for seat in seats if seat.used]:
        raise CannotRefund(
            message(
                "Somebody came in with the ticket of {places}. Name the other seats with --seat.",
                places=Items((*used,)),
            )
        )
    last = len(seats) == len(refundable)
    total = await refund_sum(
        pool.pool(), key, [line for line in lines if line["seat_idx"] in wanted], fees=fees, last=last
    )
    return RefundQuote(seats, total.amount, len(refundable) - len(seats))


def _refundable_seat(line: pool.Record, seat: pool.Record) -> OrderSeat:
    numbers = {name: line[name] for name in ("amount", "extra", "used")}
    return order_seat(line["seat_idx"], seat["section"], seat["row"], seat["label"], **numbers)
