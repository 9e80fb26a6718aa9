"""Giving back what is in the basket."""

from collections.abc import Sequence

from app.events.listing import Performance
from app.seating.holds import live_hold, release_seats
from app.seating.picture import Picture, picture_of
from app.seating.rules import COMPANIONS


async def return_seats(show: Performance, person: str, seats: Sequence[int] | None) -> list[int]:
    """Gives back these seats of the person's hold, or all of it; a table that is sold only whole goes as a whole, and
    with a wheelchair space the companions' seats that come with it.

    Returns what was opened. Seats that are not theirs are left alone and nothing is said about them."""
    if seats:
        seats = await _companions(show, person, await whole_tables(show, person, seats))
    return await release_seats(show.id, person, seats)


async def whole_tables(show: Performance, person: str, seats: Sequence[int]) -> Sequence[int]:
    """These seats, and the rest of each table of this person's that is sold only whole."""
    picture = await picture_of(show.plan)
    if not any(_whole(picture, idx) for idx in seats):
        return seats
    hold = await live_hold(show.id, person)
    return _with_their_tables(picture, hold.seats if hold else [], seats)


async def _companions(show: Performance, person: str, seats: Sequence[int]) -> Sequence[int]:
    """These seats, and the companions' seats for which no wheelchair space is left."""
    picture = await picture_of(show.plan)
    if not any(0 <= idx < len(picture) and picture[idx].wheelchair for idx in seats):
        return seats
    hold = await live_hold(show.id, person)
    kept = [picture[idx] for idx in (hold.seats if hold else []) if idx not in set(seats)]
    spaces, companions = sum(seat.wheelchair for seat in kept), [seat.idx for seat in kept if seat.companion]
    return [*seats, *companions[spaces * COMPANIONS :]]


def _with_their_tables(picture: Picture, held: Sequence[int], seats: Sequence[int]) -> list[int]:
    tables = {(picture[idx].section, picture[idx].row) for idx in seats if _whole(picture, idx)}
    beside = [idx for idx in held if _whole(picture, idx) and (picture[idx].section, picture[idx].row) in tables]
    return sorted({*seats, *beside})


def _whole(picture: Picture, idx: int) -> bool:
    return 0 <= idx < len(picture) and picture[idx].at_table == "whole"
