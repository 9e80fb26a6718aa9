"""The waiting room without script: rendered for one browser, looks again by itself, and its forms do the rest."""

from datetime import UTC, datetime
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.waiting_room.admission.fan_position import standing_of
from app.waiting_room.control.status_message import now_of
from app.waiting_room.known import known
from app.waiting_room.no_script_page import say
from app.waiting_room.page import offers_of, shown
from app.waiting_room.rooms import read_room
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit
from app.web.render import PRIVATE, page
from realtime.protocol import Now, decode_now

LOOKS = 30
"""Of one browser, in ten seconds; the page looks every few seconds."""


async def _line(room_id: int) -> Now:
    found = await now_of(room_id)
    return decode_now(found) if found else Now(room_id, 0, "open")


@get("/{room_id:int}/plain")
async def wait_plainly(
    request: AnyRequest, room_id: FromPath[int], person: NamedDependency[str], to: FromQuery[int] = 0
) -> Template:
    """This browser's own number, who is ahead, how long it takes, what is left; for one pair of eyes."""
    limit(request, "plain", person, max_requests=LOOKS)
    what, line = await shown(await known(room_id)), await _line(room_id)
    show, room = what.performance(to), await read_room(room_id) or what.room
    mine = await standing_of(room, person)
    said = say(room, mine, line, show.time_zone, datetime.now(UTC))
    left = {idx: (count, together) for idx, count, together in line.left.get(str(show.id), [])}
    shows: dict[str, Any] = {"performance": show, "performances": what.performances, "elsewhere": what.elsewhere}
    context: dict[str, Any] = {
        "room": room,
        "said": said,
        "message": room.message,
        "offers": await offers_of(show),
        "left": left,
    }
    return page("waiting_room/no_script.html", headers=PRIVATE, **shows, **context)
