"""The requests that a crowd sends: for a number, for the status of the queue, and for admission after a call.

fast_path.py answers them before Litestar runs, api.py within Litestar; both call the functions here."""

from datetime import datetime
from typing import NamedTuple

from app.settings import settings
from app.waiting_room.access import mark_inside
from app.waiting_room.admission.admit import admit
from app.waiting_room.admission.join import Place, join, require_room
from app.waiting_room.admission.tokens import InvalidToken, pass_cookie, place_cookie, read_place_token
from app.waiting_room.control.status_message import cached_status
from app.waiting_room.errors import CrossSiteRequest, NoSuchRoom, NotYourPlace
from app.waiting_room.rooms import WaitingRoom, check_room_id
from app.web.limits.rate_limits import limit_address, limit_person
from app.web.parsing import AnyRequest
from app.web.security import is_cross_site
from app.web.sessions import known_person, person_of, set_cookie

JOIN_LIMIT, STATUS_LIMIT, ADMISSION_LIMIT = 20, 60, 30
"""Requests that one browser may send in ten seconds."""
WAIT_RESPONSE = {"outcome": "wait", "seconds": 2}
"""The answer while the room is full: with status 202, and when to ask again."""


class Admission(NamedTuple):
    """A fan is admitted until this time; `url`: of the page that they wanted to see."""

    until: datetime
    url: str

    def content(self) -> dict[str, object]:
        """Return the JSON for the page's script."""
        return {"outcome": "admitted", "until": self.until, "to": self.url}


async def get_status(request: AnyRequest, room_id: int) -> bytes:
    """Return the queue's latest status message, as JSON. Raises NoSuchRoom or RateLimited.

    The message is public, so a visitor without a session gets no session."""
    limit_person(request, "line", known_person(request), max_requests=STATUS_LIMIT)
    message = await cached_status(await check_room_id(room_id))
    if message is None:
        raise NoSuchRoom()
    return message


async def join_from_request(request: AnyRequest, room_id: int) -> Place:
    """Give this browser a number, or return the one it has; set the place cookie.

    New numbers have a separate limit for each address; a browser with a valid place token does not count.
    Raises CrossSiteRequest, RateLimited, and what `join` raises."""
    require_same_origin(request)
    person = known_person(request)
    limit_person(request, "joins", person, max_requests=JOIN_LIMIT)
    if not _has_place(request, await check_room_id(room_id), person):
        limit_address(request, "newcomers", max_requests=settings().aisle_newcomers_per_address)
    place = await join(room_id, await person_of(request))
    set_cookie(request, place_cookie(room_id, place.token))
    return place


async def admission_from_request(request: AnyRequest, room_id: int, to: int) -> Admission | None:
    """Admit the fan of a called place to the performance `to`, or to the room's first one, and set the pass cookie.

    Returns None while the room is full. Raises CrossSiteRequest, RateLimited, NotYourPlace, and what `admit` raises."""
    require_same_origin(request)
    person = await person_of(request)
    limit_person(request, "admissions", person, max_requests=ADMISSION_LIMIT)
    number, room = read_number(request, room_id, person), await require_room(room_id)
    until = await admit(room_id, number, person)
    if until is None:
        return None
    set_cookie(request, pass_cookie(room_id, number, person, until))
    mark_inside(room, number, until)
    return Admission(until, _performance_url(room, to))


def read_number(request: AnyRequest, room_id: int, person: str) -> int:
    """Return the number of this person's place token. Raises NotYourPlace."""
    try:
        return read_place_token(request.cookies.get(f"place-{room_id}"), room_id, person)
    except InvalidToken:
        raise NotYourPlace() from None


def _performance_url(room: WaitingRoom, to: int) -> str:
    """Return the page of the performance `to` if it is one of the room's; else of the room's first one."""
    performances = room.performances
    return f"/performances/{to if to in performances else performances[0]}" if performances else "/"


def require_same_origin(request: AnyRequest) -> None:
    """Raise CrossSiteRequest if the browser reports that another site's page sent this."""
    headers = request.headers
    if is_cross_site(headers.get("sec-fetch-site"), headers.get("origin"), headers.get("host", "")):
        raise CrossSiteRequest()


def _has_place(request: AnyRequest, room_id: int, person: str | None) -> bool:
    try:
        return person is not None and read_place_token(request.cookies.get(f"place-{room_id}"), room_id, person) > 0
    except InvalidToken:
        return False
