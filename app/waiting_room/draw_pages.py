"""How the order is drawn, for everybody: the page that says it in words, and the files with which it can be checked."""

from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from app.waiting_room.denials import NoSuchRoom
from app.waiting_room.draw.downloads import cached_archive, draw_facts_json, leaves_csv_cache, log_csv_cache
from app.waiting_room.draw.inclusion_proofs import get_inclusion_proof
from app.waiting_room.draw.records import RoomDraw, read_room_draw
from app.waiting_room.draw_page import draw_page
from app.waiting_room.draw_refusals import NoDraw, NotClosed
from app.waiting_room.known import check_room_id
from app.waiting_room.page import page_data
from app.web.compression import COMPRESSED, compressed_response
from app.web.file_cache import CachedFile
from app.web.parsing import AnyRequest, parse_number
from app.web.rate_limits import limit_address

SHORT_CACHE = {"Cache-Control": "public, max-age=5"}
LONG_CACHE = {"Cache-Control": "public, max-age=86400"}
"""For what does not change after the close."""
VIEW_LIMIT, DOWNLOAD_LIMIT, LEAF_LIMIT = 60, 10, 600
"""From one address in ten seconds: looks at draw.json, long downloads of all rooms, and single leaves. A campus is one
address."""


@get("/draw", opt=COMPRESSED)
async def show_draw(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> Response[Any]:
    """The page: the same bytes for everybody. A script works the visitor's own place out."""
    show = (
        (await page_data(await check_room_id(room_id))).performance(to).id
    )  # the one its reader goes back to wait for
    return compressed_response(request, await draw_page((room_id, show)), "text/html; charset=utf-8", SHORT_CACHE)


@get("/draw.json", opt=COMPRESSED)
async def draw_json(request: AnyRequest, room_id: FromPath[int]) -> Response[bytes]:
    """All that is known of the draw by now."""
    return Response(draw_facts_json(await _book(request, room_id)), media_type="application/json", headers=SHORT_CACHE)


@get("/leaves.csv", opt=COMPRESSED)
async def leaves_csv(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """Who took part, by number. Refused before the close: nobody could check it."""
    book = await _book(request, room_id, "downloads", DOWNLOAD_LIMIT)
    if book.draw is None:
        raise NoDraw()
    if book.draw.closed_at is None:
        raise NotClosed()
    return _file(await leaves_csv_cache(book), "text/csv; charset=utf-8", LONG_CACHE | _named(book, "leaves.csv"))


@get("/log.csv", opt=COMPRESSED)
async def log_csv(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """The admission log."""
    book = await _book(request, room_id, "downloads", DOWNLOAD_LIMIT)
    return _file(await log_csv_cache(book), "text/csv; charset=utf-8", SHORT_CACHE | _named(book, "log.csv"))


@get("/draw.zip", opt=COMPRESSED)
async def draw_zip(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """All files of one moment, and the script that checks them."""
    book = await _book(request, room_id, "downloads", DOWNLOAD_LIMIT)
    return _file(await cached_archive(book), "application/zip", SHORT_CACHE | _named(book, "draw.zip"))


@get("/draw/leaves/{file:str}", opt=COMPRESSED)
async def leaf_json(request: AnyRequest, room_id: FromPath[int], file: FromPath[str]) -> Response[dict[str, Any]]:
    """One number's leaf and its way to the root, as NUMBER.json."""
    book = await _book(request, room_id, "leaves", LEAF_LIMIT)
    if book.draw is None:
        raise NoDraw()
    number = parse_number(file.removesuffix(".json"), "What comes before .json")
    return Response(await get_inclusion_proof(book.draw, number), headers=LONG_CACHE)


async def _book(request: AnyRequest, room_id: int, what: str = "draws", most: int = VIEW_LIMIT) -> RoomDraw:
    limit_address(request, what, max_requests=most)  # not the person: an answer for everybody makes nobody known
    book = await read_room_draw(await check_room_id(room_id))
    if book is None:
        raise NoSuchRoom()
    return book


def _file(made: CachedFile, kind: str, headers: dict[str, str]) -> Stream:
    return Stream(made.chunks(), media_type=kind, headers=headers)


def _named(book: RoomDraw, file: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{book.room}-{file}"'}


draw_pages = Router(
    "/waiting-rooms/{room_id:int}",
    route_handlers=[show_draw, draw_json, leaves_csv, log_csv, draw_zip, leaf_json],
)
