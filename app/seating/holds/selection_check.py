"""Checks of a selection and of a hold by the row rules (app.seating.rules.row_rules), on the current rows of the
database."""

from collections.abc import Collection, Sequence

import msgspec

from app.errors import AisleError
from app.events.catalog import Performance
from app.language.messages import Fact, Message, message, plural, sentences
from app.seating.errors import CompanionSeat, LeavesSingle, WheelchairSpace, WholeTable
from app.seating.holds.hold import Hold, live_hold
from app.seating.plan.seat_order import SeatOrder, get_seat_order
from app.seating.plan.seats import seat_names
from app.seating.rules import row_rules
from app.seating.rules.row_state import RowState, row_states
from app.venues.seat_names import labels_in_words

MAX_OFFERED = 2  # better blocks that an error names


class Advice(msgspec.Struct, frozen=True):
    """Advice about a hold. `isolated`: the single seats that it leaves. `better_seats`: seats to take instead, called
    `better_label`; `replacing`: the held seats that are released for them."""

    isolated: list[int]
    better_seats: list[int]
    replacing: list[int]
    text: Message
    better_label: Message


async def check_selection(
    performance: Performance,
    person: str,
    seats: Sequence[int],
    wheelchairs: int = 0,
    replacing: Collection[int] = (),
    hold: Hold | None = None,
) -> None:
    """Check whether the rules allow this person to add `seats` to their hold and to release `replacing` for them.

    `wheelchairs`: the number of wheelchair spaces asked for. `hold`: the person's hold, if the caller has it; else it
    is read if a rule needs it. Rows in which a requested seat is not open are not checked. Raises LeavesSingle,
    WheelchairSpace, CompanionSeat or WholeTable."""
    seat_order = await get_seat_order(performance.plan)
    wanted = {
        seat
        for seat in seats
        if 0 <= seat < len(seat_order.position_by_seat) and seat_order.position_by_seat[seat] >= 0
    }
    letters = {seat: chr(seat_order.letters[seat_order.position_by_seat[seat]]) for seat in wanted}
    if performance.singles != "refuse" and set(letters.values()) <= {"o"} and not replacing:
        return
    hold = hold or await live_hold(performance.id, person)
    held = set(hold.seats) if hold else set()
    back = held & (set(replacing) - wanted)
    own, after = held - back, (held | wanted) - back
    _check_tables(seat_order, after, back)
    _check_company(seat_order, after, wanted - own, wheelchairs)
    if not wanted - own:
        return  # a repeated request, or one that only releases seats
    states = await row_states(performance, seat_order, wanted - own, own)
    asked = wheelchairs + _count(seat_order, own, "w")
    for row_state in states:
        if all(row_state.letters[place] != "x" for place in row_state.requested):
            _check_row(seat_order, row_state, asked, strict=performance.singles == "refuse")


async def single_seat_advice(performance: Performance, hold: Hold) -> Advice | None:
    """Return advice about the single seats that this hold leaves without need; None where it leaves none."""
    if performance.singles == "off":
        return None
    seat_order = await get_seat_order(performance.plan)
    for row_state in await row_states(performance, seat_order, set(hold.seats), set(hold.seats)):
        blocks = row_state.has_only_general_seats and not row_state.run.seat.at_table and row_state.better_blocks()
        if blocks:
            return _advice(seat_order, row_state, blocks[0])
    return None


def _check_tables(seat_order: SeatOrder, after: Collection[int], back: Collection[int]) -> None:
    """Raise WholeTable when only a part of a table that is sold whole is released."""
    for number in sorted(
        {seat_order.run_index[seat_order.position_by_seat[seat]] for seat in _of_kind(seat_order, back, "t")}
    ):
        table = [seat_order.seat_by_position[place] for place in seat_order.runs[number].positions]
        if any(seat in after for seat in table):
            raise _whole_table(seat_order, [seat for seat in table if seat in after or seat in back])


def _check_company(seat_order: SeatOrder, after: Collection[int], new: Collection[int], wheelchairs: int) -> None:
    spaces = _of_kind(seat_order, new, "w")
    if len(spaces) > max(wheelchairs, 0):
        raise WheelchairSpace(_space_words(seat_order, spaces), seats=spaces)
    having, companions = _count(seat_order, after, "w"), _of_kind(seat_order, after, "c")
    if len(companions) > having * row_rules.COMPANIONS_PER_SPACE:
        named = _of_kind(seat_order, new, "c") or companions
        raise CompanionSeat(_companion_words(seat_order, named, having), seats=named)


def _check_row(seat_order: SeatOrder, row_state: RowState, wheelchairs: int, *, strict: bool) -> None:
    verdict = row_rules.find_violation(row_state.letters, row_state.taken, wheelchairs)
    if verdict == "table":
        raise _whole_table(
            seat_order, row_state.seats_at(place for place, letter in enumerate(row_state.letters) if letter == "t")
        )
    if verdict == "single" and strict and not row_state.run.seat.at_table:
        raise _leaves_single(seat_order, row_state)


def _whole_table(seat_order: SeatOrder, table: list[int]) -> AisleError:
    names = seat_names(seat_order.plan_seats, table)
    detail = message("{seats} are sold together. Take the whole table.", seats=names)
    return WholeTable(detail, left=table, left_words=names)


def _leaves_single(seat_order: SeatOrder, row_state: RowState) -> AisleError:
    alone = row_state.seats_at(row_rules.isolated_places(row_state.letters, row_state.taken))
    kept = row_state.blocks_beside()
    blocks = kept or row_state.better_blocks()
    best = row_state.seats_at(blocks[0])
    own = [] if kept else row_state.seats_at(sorted(row_state.own - set(blocks[0])))
    names = seat_names(seat_order.plan_seats, alone)
    left = plural(
        "That would leave {seats} on its own.", "That would leave {seats} on their own.", len(alone), seats=names
    )
    offered = [_labels(seat_order, row_state.seats_at(block)) for block in blocks[:MAX_OFFERED]]
    detail = sentences(left, _take_these(offered, _labels(seat_order, own) if own else None))
    best_words = seat_names(seat_order.plan_seats, best)
    return LeavesSingle(detail, alone=alone, left=best, left_words=best_words, instead=own)


def _take_these(offered: Sequence[Fact], own: Fact | None) -> Message:
    """Advise to take one of the one or two offered blocks, instead of the seats `own` if any."""
    # Translators: {seats}, {others} and {held} are labels of seats in one row, such as "11 and 12"
    if own is None:
        if len(offered) == 1:
            return message("Take {seats}. Nothing was taken.", seats=offered[0])
        return message("Take {seats}, or {others}. Nothing was taken.", seats=offered[0], others=offered[1])
    if len(offered) == 1:
        return message("Take {seats} instead of {held}. Nothing was taken.", seats=offered[0], held=own)
    return message(
        "Take {seats}, or {others} instead of {held}. Nothing was taken.",
        seats=offered[0],
        others=offered[1],
        held=own,
    )


def _advice(seat_order: SeatOrder, row_state: RowState, block: range) -> Advice:
    alone = row_state.seats_at(row_rules.isolated_places(row_state.letters, row_state.taken))
    better, replacing = row_state.seats_at(block), row_state.seats_at(sorted(row_state.own - set(block)))
    labels = _labels(seat_order, alone)
    text = sentences(
        plural("Seat {seats} is left on its own.", "Seats {seats} are left on their own.", len(alone), seats=labels),
        message("Take {seats} instead?", seats=_labels(seat_order, better)),
    )
    return Advice(alone, better, replacing, text, seat_names(seat_order.plan_seats, better))


def _of_kind(seat_order: SeatOrder, seats: Collection[int], letter: str) -> list[int]:
    kind = ord(letter)
    return [
        seat
        for seat in sorted(seats)
        if seat_order.position_by_seat[seat] >= 0 and seat_order.letters[seat_order.position_by_seat[seat]] == kind
    ]


def _count(seat_order: SeatOrder, seats: Collection[int], letter: str) -> int:
    return len(_of_kind(seat_order, seats, letter))


def _labels(seat_order: SeatOrder, seats: Sequence[int]) -> Fact:
    return labels_in_words([seat_order.plan_seats[seat].label for seat in seats])


def _space_words(seat_order: SeatOrder, spaces: Sequence[int]) -> Message:
    return plural(
        "{seats} is kept for a wheelchair. Say that you need it, and it is yours.",
        "{seats} are kept for wheelchairs. Say how many you need.",
        len(spaces),
        seats=seat_names(seat_order.plan_seats, spaces),
    )


def _companion_words(seat_order: SeatOrder, seats: Sequence[int], spaces: int) -> Message:
    if not spaces:
        return plural(
            "{seats} is kept for who comes with a wheelchair. Take the space with it.",
            "{seats} are kept for who comes with a wheelchair. Take the space with it.",
            len(seats),
            seats=seat_names(seat_order.plan_seats, seats),
        )
    return plural(
        "At most {count} seat for companions goes with what you have. Take other seats beside.",
        "At most {count} seats for companions go with what you have. Take other seats beside.",
        spaces * row_rules.COMPANIONS_PER_SPACE,
    )
