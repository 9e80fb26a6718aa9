"""Taking what a request asks for, as a handler of Litestar (pages.py) and the fast path (fast_path.py) both do it."""

from typing import NamedTuple

from app.events.catalog import Performance
from app.seating.address_limits import count_hold, limit_new_session, seats_at_address
from app.seating.forms import HoldRequest, read_hold_request
from app.seating.holds.hold import Hold, hold_places, live_hold
from app.seating.holds.release import expand_release
from app.seating.holds.take import take_seats
from app.seating.visitor import Visitor, admit_visitor
from app.web.limits.rate_limits import limit_person
from app.web.parsing import AnyRequest

OUTCOME = "hold_outcome"
"""The key in a request's state of what FastHoldMiddleware got: a response, or an exception."""


class Taken(NamedTuple):
    """A visitor, what they asked for, and their hold with it."""

    visitor: Visitor
    wanted: HoldRequest
    hold: Hold


async def take_wanted(request: AnyRequest, performance_id: int, person: str) -> Taken:
    """Hold what the request asks for. Raises RateLimited, BadInput, and the errors of `admit_visitor` and of holds."""
    limit_person(request, "holds", person, max_requests=60)
    await limit_new_session(request, performance_id, person)
    wanted = await read_hold_request(request)
    visitor = await admit_visitor(request, performance_id, person)
    seats = wanted.seats or []
    count = wanted.count if wanted.area is not None else len(seats)
    async with seats_at_address(request, visitor, count, seats=seats, replacing=wanted.replacing):
        hold = await _hold(visitor.performance, person, wanted)
        count_hold(request, visitor, hold)
    return Taken(visitor, wanted, hold)


async def _hold(performance: Performance, person: str, wanted: HoldRequest) -> Hold:
    """Hold what was asked for, and release the seats that it replaces with those that depend on them."""
    own = await live_hold(performance.id, person) if wanted.replacing else None
    replacing = await expand_release(performance, person, wanted.replacing, own)
    if wanted.area is not None:
        return await hold_places(performance, person, wanted.area, wanted.count, wanted.plan, replacing=replacing)
    seats, spaces = wanted.seats or [], wanted.wheelchairs
    return await take_seats(performance, person, seats, wanted.plan, wheelchairs=spaces, replacing=replacing, hold=own)
