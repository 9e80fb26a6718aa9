"""Where fans wait: the page that a crowd shares, its colours, and the plain one that works without script."""

import hashlib
from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from app.waiting_room.known import check_room_id
from app.waiting_room.page import page_data, rendered_page, theme_css
from app.waiting_room.plain_page import show_no_script_page
from app.web.compression import COMPRESSED, compressed_response
from app.web.parsing import AnyRequest

SHARED_CACHE = "public, max-age=5"
HTML_TYPE = "text/html"


def _shared(request: AnyRequest, body: bytes, kind: str, keep: str) -> Response[Any]:
    """Everybody's; whoever has it is told so in a few bytes."""
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"', "Cache-Control": keep}
    if headers["ETag"] in request.headers.get("if-none-match", ""):  # also weak, as proxies that compress make it
        return Response(b"", status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
    return compressed_response(request, body, kind, headers)


@get("/{room_id:int}", opt=COMPRESSED)
async def show_waiting_room(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> Response[Any]:
    """The waiting room: the same bytes for everybody, no cookie read or set, no look at the database for each view."""
    what = await page_data(await check_room_id(room_id))
    show = what.performance(to).id  # one page for each that the room leads to, whatever is asked for
    if what.room.stage() == "off":
        return Redirect(f"/performances/{show}", status_code=303, headers={"Cache-Control": SHARED_CACHE})
    return _shared(request, await rendered_page((room_id, show)), HTML_TYPE, SHARED_CACHE)


@get("/{room_id:int}/colours.css", opt=COMPRESSED)
async def show_theme_css(request: AnyRequest, room_id: FromPath[int]) -> Response[Any]:
    """The event's colours."""
    return _shared(request, await theme_css(await check_room_id(room_id)), "text/css", "public, max-age=3600")


waiting_room = Router("/waiting-rooms", route_handlers=[show_waiting_room, show_theme_css, show_no_script_page])
