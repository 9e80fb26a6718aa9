"""The two questions a whole crowd asks in one minute: a number, and how the line stands. Both ways to them come here,
the short one (front.py) and the long one (api.py)."""

from app.settings import settings
from app.waiting_room.admission.cookies import place_cookie
from app.waiting_room.admission.join import Place, join
from app.waiting_room.admission.tokens import BadWord, read_token
from app.waiting_room.control.status_message import now_of
from app.waiting_room.denials import NoSuchRoom
from app.waiting_room.errors import NotFromHere
from app.waiting_room.known import known
from app.web.origins import from_elsewhere
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit, limit_address
from app.web.sessions import give_cookie, known_person, person_of

JOINS, LOOKS = 20, 60
"""Of one browser, in ten seconds."""


async def ask_line(request: AnyRequest, room_id: int) -> bytes:
    """The line's latest message. It is everybody's, so nobody new is met. Raises NoSuchRoom or RateLimited."""
    limit(request, "line", known_person(request), max_requests=LOOKS)
    told = await now_of(await known(room_id))
    if told is None:
        raise NoSuchRoom()
    return told


async def ask_place(request: AnyRequest, room_id: int) -> Place:
    """A number, or the one this browser has; its cookie goes out with the answer.

    New numbers have a limit of their own for each address: whoever shows the token of their place is not counted.
    Raises NotFromHere, RateLimited, and what `join` raises."""
    ours_only(request)
    person = known_person(request)
    limit(request, "joins", person, max_requests=JOINS)
    if not _has_place(request, await known(room_id), person):
        limit_address(request, "newcomers", max_requests=settings().aisle_newcomers_per_address)
    place = await join(room_id, await person_of(request))
    give_cookie(request, place_cookie(room_id, place.token))
    return place


def ours_only(request: AnyRequest) -> None:
    """Raises NotFromHere when a browser says that another site's page sent this."""
    headers = request.headers
    if from_elsewhere(headers.get("sec-fetch-site"), headers.get("origin"), headers.get("host", "")):
        raise NotFromHere()


def _has_place(request: AnyRequest, room_id: int, person: str | None) -> bool:
    try:
        return person is not None and read_token(request.cookies.get(f"place-{room_id}"), room_id, person) > 0
    except BadWord:
        return False
