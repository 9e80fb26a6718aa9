"""HTTP endpoints of the waiting room: its status, a number, admission, and giving the place up.

Each answers the page's script with JSON, and a form of the page without script with a redirect."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from app.errors import AisleError
from app.language.messages import message
from app.language.negotiation import wanted_query
from app.waiting_room.admission.admit import leave_queue
from app.waiting_room.admission.tokens import expired_cookies
from app.waiting_room.errors import PassExpired
from app.waiting_room.requests import (
    ADMISSION_LIMIT,
    WAIT_RESPONSE,
    admission_from_request,
    get_status,
    join_from_request,
    read_number,
    require_same_origin,
)
from app.waiting_room.shared_pages import named_language
from app.web.error_responses import AppResponse, error_response
from app.web.limits.rate_limits import limit_person
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, wants_json
from app.web.sessions import set_cookie

PUBLIC = {"public": True}
"""No CSRF token, because the page is the same for all visitors. `require_same_origin` protects these endpoints."""
STATUS_HEADERS = {"Cache-Control": "public, max-age=1"}


@get("/{room_id:int}/now", opt=PUBLIC)
async def show_status(request: AnyRequest, room_id: FromPath[int]) -> Response[bytes]:
    """Send the queue's latest status message.

    FastJoinMiddleware (fast_path.py) answers every usual GET before Litestar runs. Only HEAD and unusual addresses,
    such as a number with leading zeros, reach this handler."""
    return Response(await get_status(request, room_id), headers=STATUS_HEADERS, media_type="application/json")


@post("/{room_id:int}/places", opt=PUBLIC, status_code=200)
async def take_place(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> AppResponse:
    """Give this browser a number, or return the one it has. FastJoinMiddleware answers the page's script, this handler
    answers forms."""
    return _respond(request, await join_from_request(request, room_id), _plain_url(request, room_id, to))


@post("/{room_id:int}/admissions", opt=PUBLIC, status_code=200)
async def admit_fan(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> AppResponse:
    """Admit the fan of a called place and set the pass cookie. A repeated request gets the same admission.

    Answers 202 while the room is full. FastJoinMiddleware answers the page's script, this handler answers forms."""
    admission = await admission_from_request(request, room_id, to)
    if admission is None:
        return _respond(request, WAIT_RESPONSE, _plain_url(request, room_id, to), status=202)
    return _respond(request, admission.content(), admission.url + named_language(request, "?"))


@post("/{room_id:int}/returns", opt=PUBLIC, status_code=200)
async def give_up_place(
    request: AnyRequest, room_id: FromPath[int], person: NamedDependency[str], to: FromQuery[int] = 0
) -> AppResponse:
    """Give the place up and delete both cookies."""
    require_same_origin(request)
    limit_person(request, "admissions", person, max_requests=ADMISSION_LIMIT)
    await leave_queue(room_id, read_number(request, room_id, person), person)
    for cookie in expired_cookies(room_id):
        set_cookie(request, cookie)
    return _respond(request, {"outcome": "gone"}, _plain_url(request, room_id, to))


def _plain_url(request: AnyRequest, room_id: int, to: int) -> str:
    return f"/waiting-rooms/{room_id}/plain?to={to}{named_language(request)}"


def _respond(request: AnyRequest, content: Any, next_url: str, status: int = 200) -> AppResponse:
    """Answer the page's script with JSON, and a form with a redirect to `next_url`."""
    if wants_json(request):
        return Response(content, status_code=status, headers=PRIVATE)
    return Redirect(next_url, status_code=303, headers=PRIVATE)


def _handle_error(request: AnyRequest, error: AisleError) -> AppResponse:
    """Answer with the error and a link back to the waiting room."""
    room_id, to = request.path_params.get("room_id"), request.query_params.get("to", "")
    if isinstance(room_id, int) and error.status != 404:
        url, show = f"/waiting-rooms/{room_id}", to if to.isascii() and to.isdigit() else "0"
        page = f"{url}?to={show}{wanted_query(request)}"
        error.facts.setdefault("actions", [(message("Back to the waiting room"), page)])
        if isinstance(error, PassExpired) and not wants_json(request):  # the page without script explains it
            return Redirect(f"{url}/plain?to={show}{named_language(request)}", status_code=303, headers=PRIVATE)
    return error_response(request, error)


waiting_api = Router(
    "/waiting-rooms",
    route_handlers=[show_status, take_place, admit_fan, give_up_place],
    exception_handlers={AisleError: _handle_error},
)
