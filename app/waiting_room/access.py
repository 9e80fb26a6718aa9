"""Who may be inside: the pass that a performance's pages, holds and orders ask for where people wait."""

from datetime import UTC, datetime, timedelta
from typing import Any

from litestar.response import Redirect

from app.errors import AisleError
from app.waiting_room.admission.cookies import pass_cookie, place_cookie
from app.waiting_room.admission.tokens import BadWord, Pass, leaf_of, read_pass, secret_of, sign_token
from app.waiting_room.errors import MustWait, PassOver
from app.waiting_room.rooms import WaitingRoom, room_of
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.relay_wakeup import wake_relay
from app.web.render import PRIVATE, wants_fragment, wants_json
from app.web.sessions import give_cookie
from db.pool import fetch_row, fetch_value

GRACE = timedelta(minutes=30)
"""After its end a pass still lets its bearer finish what they hold: longer than any hold can live."""
OPEN_STAGES = ("off", "closed", "ended")
"""Nobody needs a pass."""


async def let_in(request: AnyRequest, performance_id: int, person: str) -> datetime | None:
    """When this person's time inside ends; None where nobody needs a pass just now.

    To look, a pass is believed by its signature; to take seats its bearer must be inside, or come back while there is
    room. Where nobody has to wait (`quiet`) pages need none, and whoever takes a seat is admitted on the way, unseen.
    Raises MustWait, or PassOver for a pass whose time has ended, or whose place was given up."""
    found = await room_of(performance_id)
    if not found or performance_id not in found.performances or (stage := found.stage()) in OPEN_STAGES:
        return None
    looks, has = request.method in ("GET", "HEAD"), pass_of(request, found.id, person)
    if has and not has.over() and (looks or await _stays(found, has, person)):
        return has.until
    if stage == "quiet":
        return None if looks else await _enter(request, found, performance_id, person)
    raise (PassOver if has else MustWait)(room=found.id, page=waits_at(found, performance_id))


async def let_finish(request: AnyRequest, performance_id: int, person: str) -> None:
    """For what one does with seats one holds: a pass that ended a while ago is still good; so is a hold from before
    people had to wait. Raises MustWait or PassOver."""
    found = await room_of(performance_id)
    if found is None or found.stage() in (*OPEN_STAGES, "quiet"):
        return
    has = pass_of(request, found.id, person)
    if has and not has.over(datetime.now(UTC) - GRACE):
        return
    since = found.engaged_at or found.opens_at
    if not await fetch_value(HELD_BEFORE, performance_id, person, since):
        raise (PassOver if has else MustWait)(room=found.id, page=waits_at(found, performance_id))


HELD_BEFORE = """
    SELECT EXISTS (SELECT FROM hold h WHERE h.performance_id = $1 AND h.person = $2 AND h.created_at < $3 AND
        (h.ended_at IS NULL OR h.ended_as = 'ordered'))
"""


async def where_inside(request: AnyRequest, performance_id: int, person: str) -> dict[str, Any]:
    """For pages: `room`, the waiting room or None, and `inside_until`, the end of a good pass or None."""
    found = await room_of(performance_id)
    has = pass_of(request, found.id, person) if found else None
    just_now = request.scope["state"].get("inside_until")  # admitted on the way: the cookie goes out with this answer
    return {"room": found, "inside_until": has.until if has and not has.over() else just_now}


def pass_of(request: AnyRequest, room_id: int, person: str) -> Pass | None:
    """The pass this browser brought, if it is this person's, unaltered and of this room; it may be over."""
    try:
        return read_pass(request.cookies.get(f"pass-{room_id}"), room_id, person)
    except BadWord:
        return None


def waits_at(found: WaitingRoom, performance_id: int) -> str:
    """Where one waits for this performance."""
    return f"/waiting-rooms/{found.id}?to={performance_id}"


def turned_away(request: AnyRequest, no: AisleError) -> AppResponse | None:
    """Whoever opens a page without a pass is sent to where they can wait; any other refusal is somebody else's."""
    if not isinstance(no, MustWait | PassOver):
        return None
    no.facts.setdefault("actions", [("To the waiting room", no.facts["page"])])
    if request.method != "GET" or wants_json(request) or wants_fragment(request):
        return None
    return Redirect(no.facts["page"], status_code=303, headers=PRIVATE)


STAY = "SELECT outcome FROM stay_inside($1, $2, $3, $4)"
ENTER = "SELECT * FROM enter_room($1, $2, $3, $4, $5)"


async def _stays(found: WaitingRoom, has: Pass, person: str) -> bool:
    outcome = await fetch_value(STAY, found.id, has.number, person, found.target)
    return outcome in ("inside", "back")


async def _enter(request: AnyRequest, found: WaitingRoom, performance_id: int, person: str) -> datetime | None:
    """None while the performance is not on sale: the seats themselves say so, and nobody came in for nothing."""
    leaf = leaf_of(secret_of(found.id, person))
    row = await fetch_row(ENTER, found.id, performance_id, person, leaf, found.target)
    if row is not None and row["outcome"] == "not_on_sale":
        return None
    if row is None or row["outcome"] == "wait":
        wake_relay()
        raise MustWait(room=found.id, page=waits_at(found, performance_id))
    number, until = row["number"], row["until"]
    give_cookie(request, place_cookie(found.id, sign_token(found.id, number, person)))
    give_cookie(request, pass_cookie(found.id, number, person, until))
    inside_until: datetime = until
    request.scope["state"]["inside_until"] = inside_until
    return inside_until
