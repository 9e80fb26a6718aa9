"""Limits of holds by address: for sessions that are new, and for the seats that one address holds at a performance.

Fans whom a waiting room has admitted are not limited here: how many come in is limited there. Nor are staff."""

import contextlib
from collections.abc import Iterator
from datetime import datetime

from app.accounts.staff_pass import is_staff
from app.events.catalog import Performance
from app.seating.errors import AddressFull, PageNotLoaded
from app.seating.holds.hold import MAX_SEATS_AT_ONCE, Hold
from app.seating.visitor import Visitor
from app.settings import settings
from app.waiting_room.access import STAGES_WITHOUT_PASS, RoomAdmission, get_admission
from app.web.limits.address_count import HeldUntil
from app.web.limits.addresses import address_key
from app.web.limits.held_seats import held_seats
from app.web.limits.rate_limits import WINDOW_SECONDS, count_at_address
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


@contextlib.contextmanager
def seats_at_address(request: AnyRequest, visitor: Visitor, wanted: int, replaced: int) -> Iterator[None]:
    """Count `wanted` seats, less up to `replaced` own ones, as held from the visitor's address while they are taken.

    Raises AddressFull when the address may not hold so many at this performance; seats it holds are kept."""
    maximum = _maximum(visitor.performance)
    if maximum == 0 or is_exempt(request, visitor.admission, visitor.performance.id):
        yield
        return
    key = _key(request, visitor.performance.id)
    own = held_seats.get(key, visitor.person).seats
    more = min(max(wanted, 0), MAX_SEATS_AT_ONCE) - min(max(replaced, 0), own)
    if more > 0 and held_seats.total(key, current_time().timestamp()) + more > maximum:
        raise AddressFull(seconds=RETRY_SECONDS)
    with held_seats.pending(key, max(more, 0)):
        yield


def count_hold(request: AnyRequest, visitor: Visitor, hold: Hold) -> None:
    """Count the seats of this hold as held from the visitor's address until it ends."""
    if _maximum(visitor.performance) and not is_exempt(request, visitor.admission, visitor.performance.id):
        key = _key(request, visitor.performance.id)
        held_seats.set(key, visitor.person, len(hold.seats), hold.until.timestamp())


def count_release(request: AnyRequest, performance_id: int, person: str, released: int) -> None:
    """Count that many seats less for the person's hold, if its seats are counted."""
    key = _key(request, performance_id)
    if held := _counted(key, person):
        held_seats.set(key, person, max(held.seats - released, 0), held.end)


def count_extension(request: AnyRequest, performance_id: int, person: str, until: datetime) -> None:
    """Count the person's seats until the hold's new end, if they are counted."""
    key = _key(request, performance_id)
    if held := _counted(key, person):
        held_seats.set(key, person, held.seats, until.timestamp())


def count_order(request: AnyRequest, performance_id: int, person: str, order_id: int, pay_by: datetime | None) -> None:
    """Count the person's seats as those of an order until it must be paid, if they are counted; with `pay_by` None they
    are sold and count no more."""
    key = _key(request, performance_id)
    if held := _counted(key, person):
        held_seats.set(key, person, 0, held.end)
        if pay_by is not None:
            held_seats.set(key, _order_claim(order_id), held.seats, pay_by.timestamp())


def end_order_count(request: AnyRequest, performance_id: int, order_id: int) -> None:
    """Count the seats of this order no more: they are sold or released."""
    key = _key(request, performance_id)
    if held := _counted(key, _order_claim(order_id)):
        held_seats.set(key, _order_claim(order_id), 0, held.end)


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
