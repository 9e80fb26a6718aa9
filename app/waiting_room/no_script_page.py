"""The waiting room's page for browsers without script: rendered for one browser, reloads by itself, sends forms."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.language.negotiation import request_language
from app.waiting_room.admission.fan_position import get_fan_position
from app.waiting_room.control.status_message import cached_status
from app.waiting_room.pages import get_offers, page_data
from app.waiting_room.rooms import check_room_id, read_room
from app.waiting_room.shared_pages import named_language
from app.waiting_room.status_text import StatusText, status_text
from app.web.limits.rate_limits import limit_person
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, page
from realtime.clock import current_time
from realtime.protocol import QueueStatus, decode_status

__all__ = ["StatusText", "no_script_pages", "status_text"]

VIEW_LIMIT = 30
"""Views that one browser may request in ten seconds; the page reloads every few seconds."""


async def _get_status(room_id: int) -> QueueStatus:
    status = await cached_status(room_id)
    return decode_status(status) if status else QueueStatus(room_id, 0, "open")


@get("/{room_id:int}/plain")
async def show_no_script_page(
    request: AnyRequest, room_id: FromPath[int], person: NamedDependency[str], to: FromQuery[int] = 0
) -> Template:
    """Show this browser its number, how many are ahead, the estimated wait, and the seats that remain."""
    limit_person(request, "plain", person, max_requests=VIEW_LIMIT)
    data, status = await page_data(await check_room_id(room_id)), await _get_status(room_id)
    data = data.in_language(request_language(request, otherwise=data.language).tag)
    performance, room = data.performance(to), await read_room(room_id) or data.room
    position = await get_fan_position(room, person)
    remaining = status.remaining.get(str(performance.id), [])
    return page(
        "waiting_room/no_script.html",
        headers=PRIVATE,
        performance=performance,
        performances=data.performances,
        elsewhere=data.other_dates,
        room=room,
        status_text=status_text(room, position, status, performance.time_zone, current_time()),
        named_language=named_language(request),
        message=room.message,
        offers=await get_offers(performance),
        left={idx: (count, together) for idx, count, together in remaining},
    )


no_script_pages = Router("/waiting-rooms", route_handlers=[show_no_script_page])
