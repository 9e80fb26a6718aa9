"""Access to a performance with a waiting room: the pass that its pages, holds and orders require."""

from datetime import datetime, timedelta
from typing import Any, cast

import msgspec
from litestar.response import Redirect

from app.errors import AisleError
from app.language.messages import message
from app.language.negotiation import wanted_query
from app.waiting_room.admission.place_keys import get_place_keys, new_leaf
from app.waiting_room.admission.tokens import (
    AdmissionPass,
    InvalidToken,
    pass_cookie,
    place_cookie,
    read_admission_pass,
    sign_place_token,
)
from app.waiting_room.errors import MustWait, PassExpired
from app.waiting_room.rooms import WaitingRoom, cached_room_of_performance
from app.web.error_responses import AppResponse
from app.web.load.visits import mark_visit
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, wants_fragment, wants_json
from app.web.sessions import set_cookie
from app.web.wakeups import wake_room_workers
from db.pool import fetch_row, fetch_value
from realtime.clock import current_time

GRACE_PERIOD = timedelta(minutes=30)
"""For so long after its end a pass still allows the fan to pay for seats they hold; longer than any hold can last."""
STAGES_WITHOUT_PASS = ("off", "closed", "ended")
"""Stages of a room in which its performances need no pass."""


class RoomAdmission(msgspec.Struct, frozen=True):
    """A person's admission to a performance. `room`: its waiting room, None if it has none. `inside_until`: when the
    person's time inside ends; None if they are not inside."""

    room: WaitingRoom | None = None
    inside_until: datetime | None = None


async def require_admission(request: AnyRequest, performance_id: int, person: str) -> RoomAdmission:
    """Return this person's admission if they may see the page (GET, HEAD) or take seats (other methods) now.

    For pages the signature of a pass is enough. To take seats the fan must be inside by the database, or come back
    while there is room. In the stage `quiet` pages need no pass, and a request for seats admits its fan.
    Raises MustWait, or PassExpired for a pass whose time has ended or whose place was given up."""
    room, shown = await _room_and_pass(request, performance_id, person)
    admission = _admission(room, shown)
    if not room or performance_id not in room.performances or (stage := room.stage()) in STAGES_WITHOUT_PASS:
        return admission
    looks = request.method in ("GET", "HEAD")
    if shown and admission.inside_until and (looks or await _stays(room, shown, person)):
        return admission
    if stage == "quiet":
        return admission if looks else await _enter(request, room, performance_id, person) or admission
    raise (PassExpired if shown else MustWait)(room=room.id, page=waiting_room_url(request, room, performance_id))


async def require_admission_or_hold(request: AnyRequest, performance_id: int, person: str) -> RoomAdmission:
    """Return this person's admission if they may extend, pay for or order the seats they hold.

    A pass that ended less than GRACE_PERIOD ago is enough; so is a hold from before fans had to wait. Raises MustWait
    or PassExpired."""
    room, shown = await _room_and_pass(request, performance_id, person)
    admission = _admission(room, shown)
    if room is None or room.stage() in (*STAGES_WITHOUT_PASS, "quiet"):
        return admission
    if shown and not shown.is_expired(current_time() - GRACE_PERIOD):
        return admission
    since = room.engaged_at or room.opens_at
    if not await fetch_value(HAS_EARLIER_HOLD, performance_id, person, since):
        raise (PassExpired if shown else MustWait)(room=room.id, page=waiting_room_url(request, room, performance_id))
    return admission


async def get_admission(request: AnyRequest, performance_id: int, person: str) -> RoomAdmission:
    """Return this person's admission, whether or not they need one: for pages without a check, and for error pages."""
    if admitted := request.scope["state"].get(
        "admission"
    ):  # admitted by this request, so its cookies do not have the pass yet
        return cast(RoomAdmission, admitted)
    return _admission(*await _room_and_pass(request, performance_id, person))


async def _room_and_pass(
    request: AnyRequest, performance_id: int, person: str
) -> tuple[WaitingRoom | None, AdmissionPass | None]:
    room = await cached_room_of_performance(performance_id)
    return room, pass_from_request(request, room.id, person) if room else None


def _admission(room: WaitingRoom | None, shown: AdmissionPass | None) -> RoomAdmission:
    if room is None or shown is None or shown.is_expired():
        return RoomAdmission(room)
    mark_inside(room, shown.number, shown.until)
    return RoomAdmission(room, shown.until)


def mark_inside(room: WaitingRoom, number: int, until: datetime) -> None:
    """Record that the current request is of the fan with this number, who is inside `until` then."""
    left = until - current_time()
    mark_visit(room.id, number, 60 * room.shop_minutes - left.total_seconds())


HAS_EARLIER_HOLD = """
    SELECT EXISTS (SELECT FROM hold h WHERE h.performance_id = $1 AND h.person = $2 AND h.created_at < $3 AND
        (h.ended_at IS NULL OR h.ended_as = 'ordered'))
"""


def pass_from_request(request: AnyRequest, room_id: int, person: str) -> AdmissionPass | None:
    """Return the pass in the cookie, also one that has ended; None if it is missing, altered or not this person's."""
    try:
        return read_admission_pass(request.cookies.get(f"pass-{room_id}"), room_id, person)
    except InvalidToken:
        return None


def waiting_room_url(request: Any, room: WaitingRoom, performance_id: int) -> str:
    """Return the address of the waiting room's page for this performance, in the language the request asks for."""
    return f"/waiting-rooms/{room.id}?to={performance_id}{wanted_query(request)}"


def redirect_to_waiting_room(request: AnyRequest, error: AisleError) -> AppResponse | None:
    """Redirect a page opened without a pass to the waiting room; None for any other request or error.

    Also adds the link to the waiting room to the error's facts (`actions`)."""
    if not isinstance(error, MustWait | PassExpired):
        return None
    error.facts.setdefault("actions", [(message("To the waiting room"), error.facts["page"])])
    if request.method != "GET" or wants_json(request) or wants_fragment(request):
        return None
    return Redirect(error.facts["page"], status_code=303, headers=PRIVATE)


STAY = "SELECT outcome FROM stay_inside($1, $2, $3, $4)"
ENTER = "SELECT * FROM enter_room($1, $2, $3, $4, $5)"


async def _stays(room: WaitingRoom, shown: AdmissionPass, person: str) -> bool:
    outcome = await fetch_value(STAY, room.id, shown.number, person, room.target)
    return outcome in ("inside", "back")


async def _enter(request: AnyRequest, room: WaitingRoom, performance_id: int, person: str) -> RoomAdmission | None:
    """Admit the person by this request; keep the admission in the request's state, for its error pages.

    Returns None while the performance is not on sale: no fan is admitted, and the hold raises the error."""
    row = await fetch_row(ENTER, room.id, performance_id, person, new_leaf(room.id, person), room.target)
    if row is not None and row["outcome"] == "not_on_sale":
        return None
    if row is None or row["outcome"] == "wait":
        wake_room_workers()
        raise MustWait(room=room.id, page=waiting_room_url(request, room, performance_id))
    number, until = row["number"], row["until"]
    key = (await get_place_keys(room.id, [number]))[number]
    set_cookie(request, place_cookie(room.id, sign_place_token(room.id, number, person, key)))
    set_cookie(request, pass_cookie(room.id, number, person, until))
    mark_inside(room, number, until)
    admission = request.scope["state"]["admission"] = RoomAdmission(room, until)
    return admission
