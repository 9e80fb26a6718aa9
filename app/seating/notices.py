"""What the basket says of its own accord: seats that went to somebody else, and a seat that is left on its own."""

from collections.abc import Sequence

from app.events.catalog import Performance
from app.seating.best.alternatives import nearest_alternative
from app.seating.holds.hold import MAX_SEATS_AT_ONCE, Hold
from app.seating.holds.selection_check import single_seat_advice
from app.seating.plan.seats import PlanSeats, get_plan_seats, seat_names
from app.seating.rules.row_state import open_seats_among
from app.seating.says import Notice, NoticeButton, take_button


async def advice_notice(performance: Performance, hold: Hold | None) -> Notice | None:
    """A word about a seat that this hold leaves on its own, and a button that moves; None when all is well."""
    told = await single_seat_advice(performance, hold) if hold else None
    if told is None:
        return None
    return Notice(
        "info",
        "A seat would stay empty",
        told.message,
        button=take_button(told.better_label, told.better_seats, told.replacing),
    )


async def lost_seats_notice(
    performance: Performance, person: str, lost: Sequence[int], hold: Hold | None
) -> Notice | None:
    """Seats this person had or wanted are somebody else's now: which, and the nearest there are instead. Of those that
    are open it says so, and offers them again.

    None when none of them is a seat of this house, or all of them are this person's after all."""
    plan_seats = await get_plan_seats(performance.plan)
    own = set(hold.seats) if hold else set()
    missed = sorted({idx for idx in lost[:MAX_SEATS_AT_ONCE] if 0 <= idx < len(plan_seats)} - own)
    if not missed:
        return None
    still = await open_seats_among(performance, missed)
    gone, free = [idx for idx in missed if idx not in still], sorted(still)
    if not gone:
        title = f"{seat_names(plan_seats, free)} {_are(free)} no longer yours, and still open"
        return Notice("info", title, button=_take(plan_seats, seat_names(plan_seats, free), free))
    title = f"{seat_names(plan_seats, gone)} {'has' if len(gone) == 1 else 'have'} just gone"
    too = f" {seat_names(plan_seats, free)} {_are(free)} no longer yours, and still open." if free else ""
    nearest = await nearest_alternative(performance, person, gone)
    if nearest is None:
        words = f"Somebody else has them now. Choose others; what you hold stays yours.{too}"
        return Notice(
            "warn", title, words, button=_take(plan_seats, seat_names(plan_seats, free), free) if free else None
        )
    words = f"Somebody else was quicker. The nearest {_are(nearest.seats)} {nearest.label}.{too}"
    return Notice("warn", title, words, button=_take(plan_seats, nearest.label, nearest.seats))


def _take(plan_seats: PlanSeats, words: str, seats: Sequence[int]) -> NoticeButton:
    return take_button(words, seats, wheelchairs=sum(plan_seats[idx].wheelchair for idx in seats))


def _are(seats: Sequence[int]) -> str:
    return "is" if len(seats) == 1 else "are"
