"""The waiting room without script: rendered for one browser, looks again by itself, and its forms do the rest."""

from datetime import UTC, datetime
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.waiting_room.admission.fan_position import get_fan_position
from app.waiting_room.control.status_message import cached_status
from app.waiting_room.known import check_room_id
from app.waiting_room.no_script_page import status_text
from app.waiting_room.page import get_offers, page_data
from app.waiting_room.rooms import read_room
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit
from app.web.render import PRIVATE, page
from realtime.protocol import QueueStatus, decode_status

VIEW_LIMIT = 30
"""Of one browser, in ten seconds; the page looks every few seconds."""


async def _line(room_id: int) -> QueueStatus:
    found = await cached_status(room_id)
    return decode_status(found) if found else QueueStatus(room_id, 0, "open")


@get("/{room_id:int}/plain")
async def show_no_script_page(
    request: AnyRequest, room_id: FromPath[int], person: NamedDependency[str], to: FromQuery[int] = 0
) -> Template:
    """This browser's own number, who is ahead, how long it takes, what is left; for one pair of eyes."""
    limit(request, "plain", person, max_requests=VIEW_LIMIT)
    what, line = await page_data(await check_room_id(room_id)), await _line(room_id)
    performance, room = what.performance(to), await read_room(room_id) or what.room
    mine = await get_fan_position(room, person)
    said = status_text(room, mine, line, performance.time_zone, datetime.now(UTC))
    left = {idx: (count, together) for idx, count, together in line.remaining.get(str(performance.id), [])}
    shows: dict[str, Any] = {
        "performance": performance,
        "performances": what.performances,
        "elsewhere": what.other_dates,
    }
    context: dict[str, Any] = {
        "room": room,
        "status_text": said,
        "message": room.message,
        "offers": await get_offers(performance),
        "left": left,
    }
    return page("waiting_room/no_script.html", headers=PRIVATE, **shows, **context)
