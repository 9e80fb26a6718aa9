"""Giving back what is in the basket."""

from collections.abc import Collection, Sequence

from app.events.catalog import Performance
from app.seating.holds.hold import live_hold, release_seats
from app.seating.plan.seats import Picture, picture_of
from app.seating.rules.row_rules import COMPANIONS


async def return_seats(show: Performance, person: str, seats: Sequence[int] | None) -> list[int]:
    """Gives back these seats of the person's hold, or all of it; a table that is sold only whole goes as a whole, and
    with a wheelchair space the companions' seats that come with it.

    Returns what was opened. Seats that are not theirs are left alone and nothing is said about them."""
    return await release_seats(show.id, person, await given_back(show, person, seats) if seats else seats)


async def given_back(show: Performance, person: str, instead: Sequence[int]) -> Sequence[int]:
    """What goes when this person gives these seats back: also the rest of each table of theirs that is sold only whole,
    and the companions' seats for which no wheelchair space is left."""
    picture = await picture_of(show.plan)
    if not any(_whole(picture, idx) or _space(picture, idx) for idx in instead):
        return instead
    hold = await live_hold(show.id, person)
    held = hold.seats if hold else []
    back = _with_their_tables(picture, held, instead)
    return [*back, *_their_companions(picture, held, back)]


def _their_companions(picture: Picture, held: Sequence[int], back: Collection[int]) -> list[int]:
    if not any(_space(picture, idx) for idx in back):
        return []
    kept = [picture[idx] for idx in held if idx not in back]
    spaces, companions = sum(seat.wheelchair for seat in kept), [seat.idx for seat in kept if seat.companion]
    return companions[spaces * COMPANIONS :]


def _with_their_tables(picture: Picture, held: Sequence[int], seats: Sequence[int]) -> list[int]:
    tables = {(picture[idx].section, picture[idx].row) for idx in seats if _whole(picture, idx)}
    beside = [idx for idx in held if _whole(picture, idx) and (picture[idx].section, picture[idx].row) in tables]
    return sorted({*seats, *beside})


def _space(picture: Picture, idx: int) -> bool:
    return 0 <= idx < len(picture) and picture[idx].wheelchair


def _whole(picture: Picture, idx: int) -> bool:
    return 0 <= idx < len(picture) and picture[idx].at_table == "whole"
