"""The two questions a whole crowd asks in one minute: a number, and how the line stands. Both ways to them come here,
the short one (fast_path.py) and the long one (api.py)."""

from app.settings import settings
from app.waiting_room.admission.join import Place, join
from app.waiting_room.admission.tokens import InvalidToken, place_cookie, read_place_token
from app.waiting_room.control.status_message import cached_status
from app.waiting_room.errors import CrossSiteRequest, NoSuchRoom
from app.waiting_room.rooms import check_room_id
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit, limit_address
from app.web.security import is_cross_site
from app.web.sessions import known_person, person_of, set_cookie

JOIN_LIMIT, STATUS_LIMIT = 20, 60
"""Of one browser, in ten seconds."""


async def get_status(request: AnyRequest, room_id: int) -> bytes:
    """The line's latest message. It is everybody's, so nobody new is met. Raises NoSuchRoom or RateLimited."""
    limit(request, "line", known_person(request), max_requests=STATUS_LIMIT)
    told = await cached_status(await check_room_id(room_id))
    if told is None:
        raise NoSuchRoom()
    return told


async def join_from_request(request: AnyRequest, room_id: int) -> Place:
    """A number, or the one this browser has; its cookie goes out with the answer.

    New numbers have a limit of their own for each address: whoever shows the token of their place is not counted.
    Raises CrossSiteRequest, RateLimited, and what `join` raises."""
    require_same_origin(request)
    person = known_person(request)
    limit(request, "joins", person, max_requests=JOIN_LIMIT)
    if not _has_place(request, await check_room_id(room_id), person):
        limit_address(request, "newcomers", max_requests=settings().aisle_newcomers_per_address)
    place = await join(room_id, await person_of(request))
    set_cookie(request, place_cookie(room_id, place.token))
    return place


def require_same_origin(request: AnyRequest) -> None:
    """Raises CrossSiteRequest when a browser says that another site's page sent this."""
    headers = request.headers
    if is_cross_site(headers.get("sec-fetch-site"), headers.get("origin"), headers.get("host", "")):
        raise CrossSiteRequest()


def _has_place(request: AnyRequest, room_id: int, person: str | None) -> bool:
    try:
        return person is not None and read_place_token(request.cookies.get(f"place-{room_id}"), room_id, person) > 0
    except InvalidToken:
        return False
