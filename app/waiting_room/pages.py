"""Where fans wait: the page that a crowd shares, its colours, and the plain one that works without script."""

import hashlib
from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from app.waiting_room.known import known
from app.waiting_room.page import colours_of, page_of, shown
from app.waiting_room.plain_page import wait_plainly
from app.web.compression import PACKED, packed_answer
from app.web.parsing import AnyRequest

SHARED = "public, max-age=5"
HTML = "text/html"


def _shared(request: AnyRequest, body: bytes, kind: str, keep: str) -> Response[Any]:
    """Everybody's; whoever has it is told so in a few bytes."""
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"', "Cache-Control": keep}
    if headers["ETag"] in request.headers.get("if-none-match", ""):  # also weak, as proxies that compress make it
        return Response(b"", status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
    return packed_answer(request, body, kind, headers)


@get("/{room_id:int}", opt=PACKED)
async def wait_here(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> Response[Any]:
    """The waiting room: the same bytes for everybody, no cookie read or set, no look at the database for each view."""
    what = await shown(await known(room_id))
    show = what.performance(to).id  # one page for each that the room leads to, whatever is asked for
    if what.room.stage() == "off":
        return Redirect(f"/performances/{show}", status_code=303, headers={"Cache-Control": SHARED})
    return _shared(request, await page_of((room_id, show)), HTML, SHARED)


@get("/{room_id:int}/colours.css", opt=PACKED)
async def colours(request: AnyRequest, room_id: FromPath[int]) -> Response[Any]:
    """The event's colours."""
    return _shared(request, await colours_of(await known(room_id)), "text/css", "public, max-age=3600")


waiting_room = Router("/waiting-rooms", route_handlers=[wait_here, colours, wait_plainly])
