"""Access to a performance with a waiting room: the pass that its pages, holds and orders require."""

from datetime import UTC, datetime, timedelta
from typing import cast

import msgspec
from litestar.response import Redirect

from app.errors import AisleError
from app.waiting_room.admission.tokens import (
    AdmissionPass,
    InvalidToken,
    leaf_from_secret,
    pass_cookie,
    place_cookie,
    place_secret,
    read_admission_pass,
    sign_place_token,
)
from app.waiting_room.errors import MustWait, PassExpired
from app.waiting_room.rooms import WaitingRoom, cached_room_of_performance
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.relay_wakeup import wake_relay
from app.web.render import PRIVATE, wants_fragment, wants_json
from app.web.sessions import set_cookie
from db.pool import fetch_row, fetch_value

GRACE_PERIOD = timedelta(minutes=30)
"""After its end a pass still lets its bearer finish what they hold: longer than any hold can live."""
STAGES_WITHOUT_PASS = ("off", "closed", "ended")
"""No pass is needed."""


class RoomAdmission(msgspec.Struct, frozen=True):
    """How a person stands to a performance's waiting room. `room`: None where there is none. `inside_until`: when the
    time inside ends of a person who is in; else None."""

    room: WaitingRoom | None = None
    inside_until: datetime | None = None


async def require_admission(request: AnyRequest, performance_id: int, person: str) -> RoomAdmission:
    """This person's admission, if they may be here just now.

    To look, a pass is believed by its signature; to take seats its bearer must be inside, or come back while there is
    room. Where no fan has to wait (`quiet`) pages need none, and a fan who takes a seat is admitted on the way, unseen.
    Raises MustWait, or PassExpired for a pass whose time has ended, or whose place was given up."""
    room, shown = await _room_and_pass(request, performance_id, person)
    admission = _admission(room, shown)
    if not room or performance_id not in room.performances or (stage := room.stage()) in STAGES_WITHOUT_PASS:
        return admission
    looks = request.method in ("GET", "HEAD")
    if shown and admission.inside_until and (looks or await _stays(room, shown, person)):
        return admission
    if stage == "quiet":
        return admission if looks else await _enter(request, room, performance_id, person) or admission
    raise (PassExpired if shown else MustWait)(room=room.id, page=waiting_room_url(room, performance_id))


async def require_admission_or_hold(request: AnyRequest, performance_id: int, person: str) -> RoomAdmission:
    """The same for what one does with seats one holds: a pass that ended a while ago is still good; so is a hold from
    before people had to wait. Raises MustWait or PassExpired."""
    room, shown = await _room_and_pass(request, performance_id, person)
    admission = _admission(room, shown)
    if room is None or room.stage() in (*STAGES_WITHOUT_PASS, "quiet"):
        return admission
    if shown and not shown.is_expired(datetime.now(UTC) - GRACE_PERIOD):
        return admission
    since = room.engaged_at or room.opens_at
    if not await fetch_value(HAS_EARLIER_HOLD, performance_id, person, since):
        raise (PassExpired if shown else MustWait)(room=room.id, page=waiting_room_url(room, performance_id))
    return admission


async def get_admission(request: AnyRequest, performance_id: int, person: str) -> RoomAdmission:
    """This person's admission, whether or not they need one: for pages that ask for none, and after an error."""
    if admitted := request.scope["state"].get("admission"):  # by this request: the cookie goes out with its response
        return cast(RoomAdmission, admitted)
    return _admission(*await _room_and_pass(request, performance_id, person))


async def _room_and_pass(
    request: AnyRequest, performance_id: int, person: str
) -> tuple[WaitingRoom | None, AdmissionPass | None]:
    room = await cached_room_of_performance(performance_id)
    return room, pass_from_request(request, room.id, person) if room else None


def _admission(room: WaitingRoom | None, shown: AdmissionPass | None) -> RoomAdmission:
    return RoomAdmission(room, shown.until if shown and not shown.is_expired() else None)


HAS_EARLIER_HOLD = """
    SELECT EXISTS (SELECT FROM hold h WHERE h.performance_id = $1 AND h.person = $2 AND h.created_at < $3 AND
        (h.ended_at IS NULL OR h.ended_as = 'ordered'))
"""


def pass_from_request(request: AnyRequest, room_id: int, person: str) -> AdmissionPass | None:
    """The pass this browser brought, if it is this person's, unaltered and of this room; it may be over."""
    try:
        return read_admission_pass(request.cookies.get(f"pass-{room_id}"), room_id, person)
    except InvalidToken:
        return None


def waiting_room_url(room: WaitingRoom, performance_id: int) -> str:
    """Where one waits for this performance."""
    return f"/waiting-rooms/{room.id}?to={performance_id}"


def redirect_to_waiting_room(request: AnyRequest, error: AisleError) -> AppResponse | None:
    """Redirect a page opened without a pass to the waiting room; None for any other request or error."""
    if not isinstance(error, MustWait | PassExpired):
        return None
    error.facts.setdefault("actions", [("To the waiting room", error.facts["page"])])
    if request.method != "GET" or wants_json(request) or wants_fragment(request):
        return None
    return Redirect(error.facts["page"], status_code=303, headers=PRIVATE)


STAY = "SELECT outcome FROM stay_inside($1, $2, $3, $4)"
ENTER = "SELECT * FROM enter_room($1, $2, $3, $4, $5)"


async def _stays(room: WaitingRoom, shown: AdmissionPass, person: str) -> bool:
    outcome = await fetch_value(STAY, room.id, shown.number, person, room.target)
    return outcome in ("inside", "back")


async def _enter(request: AnyRequest, room: WaitingRoom, performance_id: int, person: str) -> RoomAdmission | None:
    """The admission of a person who is let in now, kept in the request for its error pages. None while the performance
    is not on sale: the hold raises that, and no place inside is spent on it."""
    leaf = leaf_from_secret(place_secret(room.id, person))
    row = await fetch_row(ENTER, room.id, performance_id, person, leaf, room.target)
    if row is not None and row["outcome"] == "not_on_sale":
        return None
    if row is None or row["outcome"] == "wait":
        wake_relay()
        raise MustWait(room=room.id, page=waiting_room_url(room, performance_id))
    number, until = row["number"], row["until"]
    set_cookie(request, place_cookie(room.id, sign_place_token(room.id, number, person)))
    set_cookie(request, pass_cookie(room.id, number, person, until))
    admission = request.scope["state"]["admission"] = RoomAdmission(room, until)
    return admission
