"""What the basket says of its own accord: seats that went to somebody else, and a seat that is left on its own."""

from collections.abc import Sequence

from app.events.catalog import Performance
from app.seating.best.alternatives import nearest_to
from app.seating.holds.hold import MOST_AT_ONCE, Hold
from app.seating.holds.selection_check import advice
from app.seating.plan.seats import Picture, names, picture_of
from app.seating.rules.row_state import open_among
from app.seating.says import Button, Says, take_button


async def says_advice(show: Performance, hold: Hold | None) -> Says | None:
    """A word about a seat that this hold leaves on its own, and a button that moves; None when all is well."""
    told = await advice(show, hold) if hold else None
    if told is None:
        return None
    return Says(
        "info", "A seat would stay empty", told.words, button=take_button(told.move_words, told.move, told.instead)
    )


async def says_lost(show: Performance, person: str, lost: Sequence[int], hold: Hold | None) -> Says | None:
    """Seats this person had or wanted are somebody else's now: which, and the nearest there are instead. Of those that
    are open it says so, and offers them again.

    None when none of them is a seat of this house, or all of them are this person's after all."""
    picture = await picture_of(show.plan)
    own = set(hold.seats) if hold else set()
    missed = sorted({idx for idx in lost[:MOST_AT_ONCE] if 0 <= idx < len(picture)} - own)
    if not missed:
        return None
    still = await open_among(show, missed)
    gone, free = [idx for idx in missed if idx not in still], sorted(still)
    if not gone:
        title = f"{names(picture, free)} {_are(free)} no longer yours, and still open"
        return Says("info", title, button=_take(picture, names(picture, free), free))
    title = f"{names(picture, gone)} {'has' if len(gone) == 1 else 'have'} just gone"
    too = f" {names(picture, free)} {_are(free)} no longer yours, and still open." if free else ""
    nearest = await nearest_to(show, person, gone)
    if nearest is None:
        words = f"Somebody else has them now. Choose others; what you hold stays yours.{too}"
        return Says("warn", title, words, button=_take(picture, names(picture, free), free) if free else None)
    words = f"Somebody else was quicker. The nearest {_are(nearest.seats)} {nearest.words}.{too}"
    return Says("warn", title, words, button=_take(picture, nearest.words, nearest.seats))


def _take(picture: Picture, words: str, seats: Sequence[int]) -> Button:
    return take_button(words, seats, wheelchairs=sum(picture[idx].wheelchair for idx in seats))


def _are(seats: Sequence[int]) -> str:
    return "is" if len(seats) == 1 else "are"
