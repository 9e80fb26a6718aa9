"""The states of seats as staff see them, and which verb fits which."""

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

import msgspec

from app.errors import NotFound
from app.language.messages import Items, Message, message
from app.seating.off_sale.errors import CannotChangeSeats
from app.seating.plan.seats import PlanSeats, get_plan_seats, seat_names
from db import pool
from db.tables.sales import SeatStatus

Verb = Literal["set_aside", "kill", "open"]


class SeatState(msgspec.Struct, frozen=True):
    """A seat at a performance. `open`: also when its hold has run out. `allocation`: the name of its allocation."""

    idx: int
    status: int
    open: bool
    allocation: str | None

    def fits(self, verb: Verb) -> bool:
        """Return whether the verb can be applied to the seat."""
        if verb == "open":
            return self.status == SeatStatus.KILLED or (self.open and self.allocation is not None)
        return self.open and (verb == "kill" or self.allocation is None)


STATES = """
    SELECT s.idx, s.status, coalesce(is_open(s.status, s.hold_expires_at, now()), false) AS open, a.name AS allocation
    FROM seat s LEFT JOIN allocation a ON a.performance_id = s.performance_id AND a.id = s.allocation
    WHERE s.performance_id = $1 AND s.idx = ANY ($2) ORDER BY s.idx
"""


async def read_states(performance_id: int, seats: Sequence[int]) -> list[SeatState]:
    """Read the states of these seats, in the order of their numbers; those the performance does not have are left
    out."""
    return [SeatState(**row) for row in await pool.fetch(STATES, performance_id, list(seats))]


async def refusal_of(performance_id: int, seats: Sequence[int], verb: Verb) -> NotFound | CannotChangeSeats:
    """Return the error that says which of these seats are not there, or do not fit the verb."""
    states = await read_states(performance_id, seats)
    if missing := sorted(set(seats) - {state.idx for state in states}):
        numbers = Items(tuple(str(idx) for idx in missing), "comma")
        return NotFound(message("It has no seats with the numbers {numbers}. Nothing was changed.", numbers=numbers))
    unfit = [state for state in states if not state.fits(verb)]
    if not unfit:
        return CannotChangeSeats(message("They were changed by others just now. Nothing was changed: try again."))
    listed = Items(tuple(_states_in_words(unfit, await get_performance_seats(performance_id))), "comma")
    if verb == "open":
        return CannotChangeSeats(
            message("These are neither killed nor set aside: {seats}. Nothing was changed.", seats=listed)
        )
    return CannotChangeSeats(message("These are not open for it: {seats}. Nothing was changed.", seats=listed))


async def get_performance_seats(performance_id: int) -> PlanSeats:
    """Return the seats of the performance's plan. Raises NotFound."""
    plan = await pool.fetch_value("SELECT plan FROM performance WHERE id = $1", performance_id)
    if plan is None:
        raise NotFound(message("There is no such performance."))
    return await get_plan_seats(plan)


def _states_in_words(states: Sequence[SeatState], plan_seats: PlanSeats) -> list[Message]:
    """List seats by their states: "sold: Stalls A 18 and 19", "killed: Stalls B 3"."""

    def state_of(seat: SeatState) -> tuple[bool, int, str]:
        return seat.open, seat.status, seat.allocation or ""

    groups = groupby(sorted(states, key=state_of), state_of)
    return [_in_words(*state, seat_names(plan_seats, [seat.idx for seat in seats])) for state, seats in groups]


def _in_words(is_open: bool, status: int, allocation: str, seats: Message) -> Message:
    # Translators: each of these is part of a list of seats that staff cannot change
    if is_open and allocation:
        return message("set aside for {allocation}: {seats}", allocation=allocation, seats=seats)
    if is_open:
        return message("open: {seats}", seats=seats)
    if status == SeatStatus.KILLED:
        return message("killed: {seats}", seats=seats)
    if status == SeatStatus.SOLD:
        return message("sold: {seats}", seats=seats)
    return message("held by fans: {seats}", seats=seats)
