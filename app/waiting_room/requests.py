"""The two requests that a crowd sends within a minute: for a number, and for the status of the queue.

fast_path.py answers them before Litestar runs, api.py within Litestar; both call the functions here."""

from app.settings import settings
from app.waiting_room.admission.join import Place, join
from app.waiting_room.admission.tokens import InvalidToken, place_cookie, read_place_token
from app.waiting_room.control.status_message import cached_status
from app.waiting_room.errors import CrossSiteRequest, NoSuchRoom
from app.waiting_room.rooms import check_room_id
from app.web.limits.rate_limits import limit_address, limit_person
from app.web.parsing import AnyRequest
from app.web.security import is_cross_site
from app.web.sessions import known_person, person_of, set_cookie

JOIN_LIMIT, STATUS_LIMIT = 20, 60
"""Requests that one browser may send in ten seconds."""


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
