"""Limits of holds by address: for sessions that are new, and for the seats that one address holds at a performance.

Fans whom a waiting room has admitted are not limited here: how many come in is limited there. Nor are staff."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from app.events.catalog import Performance
from app.seating.errors import AddressFull, PageNotLoaded
from app.seating.holds.hold import MAX_SEATS_AT_ONCE, Hold, live_hold
from app.seating.visitor import Visitor
from app.settings import settings
from app.waiting_room.access import STAGES_WITHOUT_PASS, RoomAdmission, get_admission
from app.web.limits.address_count import HeldUntil
from app.web.limits.addresses import address_key
from app.web.limits.held_seats import EXPIRES_AFTER, held_seats
from app.web.limits.rate_limits import WINDOW_SECONDS, count_at_address
from app.web.limits.staff_pass import is_staff
from app.web.parsing import AnyRequest
from app.web.sessions import was_seen_before
from realtime.clock import current_time

RETRY_SECONDS = 60
"""Seconds after which a fan at an address that holds too many seats is asked to try again: by then some are free."""


async def limit_new_session(request: AnyRequest, performance_id: int, person: str) -> None:
    """Let a browser that has loaded no page before, or only a moment ago, take seats within the small allowance of its
    address. Raises PageNotLoaded beyond it."""
    if was_seen_before(request):
        return
    if is_exempt(request, await get_admission(request, performance_id, person), performance_id):
        return
    if count_at_address(request, "new-session") > settings().aisle_new_session_holds_per_address:
        raise PageNotLoaded(seconds=WINDOW_SECONDS)


def is_exempt(request: AnyRequest, admission: RoomAdmission, performance_id: int) -> bool:
    """Return whether these limits are not for this request: a valid pass admits its fan to the performance, in a stage
    of its waiting room in which a pass is not given to everyone; or it is of staff."""
    room = admission.room
    if room is None or admission.inside_until is None or performance_id not in room.performances:
        return is_staff(request)
    return room.stage() not in (*STAGES_WITHOUT_PASS, "quiet") or is_staff(request)


@contextlib.asynccontextmanager
async def seats_at_address(
    request: AnyRequest, visitor: Visitor, wanted: int, *, seats: Sequence[int] = (), replacing: Sequence[int] = ()
) -> AsyncIterator[None]:
    """Count `wanted` seats as held from the visitor's address while they are taken. `seats`: which, where they are
    named; `replacing`: seats that are released for them.

    The person's live hold is read only where the address would hold too many: seats in it are not taken again, and
    those that are released make room. Raises AddressFull when that is not enough; seats the address holds are kept."""
    if not _is_counted(request, visitor):
        yield
        return
    key, maximum = _key(request, visitor.performance.id), _maximum(visitor.performance)
    more = min(max(wanted, 0), MAX_SEATS_AT_ONCE)
    with contextlib.ExitStack() as stack:
        if _total(key) + more > maximum:
            is_first = stack.enter_context(held_seats.replacing(key, visitor.person))
            hold = await live_hold(visitor.performance.id, visitor.person) if seats or replacing else None
            own = set(hold.seats if hold else ())
            taken = more - len(own.intersection(seats))
            released = len(own.intersection(replacing).difference(seats)) if is_first else 0
            # also when no more are taken than released: two processes may count the same seats as released
            if taken > 0 and _total(key) + taken - released > maximum:
                raise AddressFull(seconds=RETRY_SECONDS)
            more = max(taken - released, 0)
        stack.enter_context(held_seats.pending(key, more, maximum))
        yield


def count_hold(request: AnyRequest, visitor: Visitor, hold: Hold) -> None:
    """Count the seats of this hold as held from the visitor's address until it ends."""
    if _is_counted(request, visitor):
        key = _key(request, visitor.performance.id)
        _set(key, visitor.person, len(hold.seats), hold.until.timestamp())


async def recount_hold(request: AnyRequest, visitor: Visitor, *, is_released: bool = False) -> Hold | None:
    """Read the person's hold after an extension or a release, whichever process took it; count and return it.

    `is_released`: seats were released just now, so the count is shared if another process may have counted them."""
    read_at = _now()  # what another request changes meanwhile is newer
    hold = await live_hold(visitor.performance.id, visitor.person)
    key = _key(request, visitor.performance.id)
    known = _counted(key, visitor.person)
    if not known and not _is_counted(request, visitor):
        return hold
    if is_released and not known:
        held_seats.expect_shared(key)
    if hold:
        held_seats.set(key, visitor.person, len(hold.seats), hold.until.timestamp(), read_at)
    elif known or is_released:
        end = known.end if known else read_at + EXPIRES_AFTER  # later than the end of any hold
        held_seats.set(key, visitor.person, 0, end, read_at)
    return hold


def count_order(
    request: AnyRequest, visitor: Visitor, order_id: int, seats: int, pay_by: datetime, *, is_sold: bool
) -> None:
    """Count the seats that have just moved from the visitor's hold to this order until it must be paid; sold ones
    count no more. `pay_by`: not before the end of the hold."""
    key = _key(request, visitor.performance.id)
    if _counted(key, visitor.person) or _is_counted(request, visitor):
        _set(key, visitor.person, 0, pay_by.timestamp())
        if not is_sold:
            _set(key, _order_claim(order_id), seats, pay_by.timestamp())


def end_order_count(request: AnyRequest, performance_id: int, order_id: int, pay_by: datetime | None) -> None:
    """Count the seats of this order no more: they are sold or released. Until `pay_by` they may be counted."""
    key, claim = _key(request, performance_id), _order_claim(order_id)
    ended = 0, pay_by.timestamp() if pay_by else 0.0
    if ended[1] > _now() and held_seats.knows(key) and held_seats.get(key, claim)[:2] != ended:
        _set(key, claim, *ended)


def _is_counted(request: AnyRequest, visitor: Visitor) -> bool:
    is_limited = _maximum(visitor.performance) != 0
    return is_limited and not is_exempt(request, visitor.admission, visitor.performance.id)


def _total(key: str) -> int:
    return held_seats.total(key, _now())


def _set(key: str, claim: str, seats: int, end: float) -> None:
    held_seats.set(key, claim, seats, end, _now())


def _now() -> float:
    return current_time().timestamp()


def _maximum(performance: Performance) -> int:
    own = performance.seats_per_address
    return settings().aisle_seats_held_per_address if own is None else own


def _counted(key: str, claim: str) -> HeldUntil | None:
    held = held_seats.get(key, claim)
    return held if held.seats else None


def _key(request: AnyRequest, performance_id: int) -> str:
    return f"held:{performance_id}:{address_key(request)}"


def _order_claim(order_id: int) -> str:
    return f"order:{order_id}"
