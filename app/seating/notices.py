"""What the basket says of its own accord: seats that went to somebody else, and a seat that is left on its own."""

from collections.abc import Sequence

from app.events.listing import Performance
from app.seating.holds import MOST_AT_ONCE, Hold
from app.seating.judging import advice
from app.seating.nearest import nearest_to
from app.seating.picture import names, picture_of
from app.seating.says import Says, take_button


async def says_advice(show: Performance, hold: Hold | None) -> Says | None:
    """A word about a seat that this hold leaves on its own, and a button that moves; None when all is well."""
    told = await advice(show, hold) if hold else None
    if told is None:
        return None
    return Says(
        "info", "A seat would stay empty", told.words, button=take_button(told.move_words, told.move, told.instead)
    )


async def says_lost(show: Performance, person: str, lost: Sequence[int], hold: Hold | None) -> Says | None:
    """Seats this person had or wanted are somebody else's now: which, and the nearest there are instead.

    None when none of them is a seat of this house, or all of them are this person's after all."""
    picture = await picture_of(show.plan)
    own = set(hold.seats) if hold else set()
    gone = sorted({idx for idx in lost[:MOST_AT_ONCE] if 0 <= idx < len(picture)} - own)
    if not gone:
        return None
    title = f"{names(picture, gone)} {'has' if len(gone) == 1 else 'have'} just gone"
    nearest = await nearest_to(show, person, gone)
    if nearest is None:
        return Says("warn", title, "Somebody else has them now. Choose others; what you hold stays yours.")
    words = f"Somebody else was quicker. The nearest {'is' if len(nearest.seats) == 1 else 'are'} {nearest.words}."
    spaces = sum(picture[idx].wheelchair for idx in nearest.seats)
    return Says("warn", title, words, button=take_button(nearest.words, nearest.seats, wheelchairs=spaces))
