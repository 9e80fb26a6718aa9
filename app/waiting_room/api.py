"""What the waiting room's page asks: the line's latest message, a number, the way in, and the way out."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from app.errors import AisleError
from app.waiting_room.admission.admit import admit, leave_queue
from app.waiting_room.admission.join import require_room
from app.waiting_room.admission.tokens import InvalidToken, expired_cookies, pass_cookie, read_place_token
from app.waiting_room.errors import NotYourPlace, PassExpired
from app.waiting_room.requests import get_status, join_from_request, require_same_origin
from app.web.error_responses import AppResponse, error_response
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit
from app.web.render import PRIVATE, wants_json
from app.web.sessions import set_cookie

PUBLIC = {"public": True}
"""The page is the same for everybody, so no form of it has a token: who sends it is seen by its origin."""
STATUS_HEADERS = {"Cache-Control": "public, max-age=1"}
WAIT_RESPONSE = {"outcome": "wait", "seconds": 2}


@get("/{room_id:int}/now", opt=PUBLIC)
async def show_status(request: AnyRequest, room_id: FromPath[int]) -> Response[bytes]:
    """The line's latest message, for everybody."""
    return Response(await get_status(request, room_id), headers=STATUS_HEADERS, media_type="application/json")


@post("/{room_id:int}/places", opt=PUBLIC, status_code=200)
async def take_place(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> AppResponse:
    """A number, or the one this browser has."""
    return _told(request, await join_from_request(request, room_id), f"/waiting-rooms/{room_id}/plain?to={to}")


@post("/{room_id:int}/admissions", opt=PUBLIC, status_code=200)
async def admit_fan(
    request: AnyRequest, room_id: FromPath[int], person: NamedDependency[str], to: FromQuery[int] = 0
) -> AppResponse:
    """The way in, for a place that was called: once, and as often as it is asked for."""
    require_same_origin(request)
    limit(request, "admissions", person, max_requests=30)
    number, there = _number(request, room_id, person), await _there(room_id, to)
    until = await admit(room_id, number, person)
    if until is None:
        return _told(request, WAIT_RESPONSE, f"/waiting-rooms/{room_id}/plain?to={to}", status=202)
    set_cookie(request, pass_cookie(room_id, number, person, until))
    return _told(request, {"outcome": "admitted", "until": until, "to": there}, there)


@post("/{room_id:int}/returns", opt=PUBLIC, status_code=200)
async def give_up_place(
    request: AnyRequest, room_id: FromPath[int], person: NamedDependency[str], to: FromQuery[int] = 0
) -> AppResponse:
    """The place is given up."""
    require_same_origin(request)
    limit(request, "admissions", person, max_requests=30)
    await leave_queue(room_id, _number(request, room_id, person), person)
    for cookie in expired_cookies(room_id):
        set_cookie(request, cookie)
    return _told(request, {"outcome": "gone"}, f"/waiting-rooms/{room_id}/plain?to={to}")


def _number(request: AnyRequest, room_id: int, person: str) -> int:
    try:
        return read_place_token(request.cookies.get(f"place-{room_id}"), room_id, person)
    except InvalidToken:
        raise NotYourPlace() from None


async def _there(room_id: int, to: int) -> str:
    """The performance that was asked for, if it is one of the room's; else its first."""
    performances = (await require_room(room_id)).performances
    return f"/performances/{to if to in performances else performances[0]}" if performances else "/"


def _told(request: AnyRequest, what: Any, there: str, status: int = 200) -> AppResponse:
    """JSON for the page's script; a form without script goes on to its next page."""
    if wants_json(request):
        return Response(what, status_code=status, headers=PRIVATE)
    return Redirect(there, status_code=303, headers=PRIVATE)


def _refuse(request: AnyRequest, no: AisleError) -> AppResponse:
    """In words, with the way back to the waiting room."""
    room_id, to = request.path_params.get("room_id"), request.query_params.get("to", "")
    if isinstance(room_id, int) and no.status != 404:
        there, query = f"/waiting-rooms/{room_id}", f"?to={to}" if to.isascii() and to.isdigit() else ""
        no.facts.setdefault("actions", [("Back to the waiting room", there + query)])
        if isinstance(no, PassExpired) and not wants_json(request):  # that page says so, and how to wait again
            return Redirect(f"{there}/plain{query}", status_code=303, headers=PRIVATE)
    return error_response(request, no)


waiting_api = Router(
    "/waiting-rooms",
    route_handlers=[show_status, take_place, admit_fan, give_up_place],
    exception_handlers={AisleError: _refuse},
)
