"""How the order is drawn, for everybody: the page that says it in words, and the files with which it can be checked."""

from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from app.waiting_room.denials import NoSuchRoom
from app.waiting_room.draw.downloads import archives, facts_of, leaves_files, log_files
from app.waiting_room.draw.inclusion_proofs import path_of
from app.waiting_room.draw.records import Book, read_book
from app.waiting_room.draw_page import draw_page
from app.waiting_room.draw_refusals import NoDraw, NotClosed
from app.waiting_room.known import known
from app.waiting_room.page import shown
from app.web.compression import PACKED, packed_answer
from app.web.file_cache import Made
from app.web.parsing import AnyRequest, whole_number
from app.web.rate_limits import limit_address

SHORT = {"Cache-Control": "public, max-age=5"}
LONG = {"Cache-Control": "public, max-age=86400"}
"""For what does not change after the close."""
LOOKS, DOWNLOADS, LEAVES = 60, 10, 600
"""From one address in ten seconds: looks at draw.json, long downloads of all rooms, and single leaves. A campus is one
address."""


@get("/draw", opt=PACKED)
async def show_draw(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> Response[Any]:
    """The page: the same bytes for everybody. A script works the visitor's own place out."""
    show = (await shown(await known(room_id))).performance(to).id  # the one its reader goes back to wait for
    return packed_answer(request, await draw_page((room_id, show)), "text/html; charset=utf-8", SHORT)


@get("/draw.json", opt=PACKED)
async def draw_json(request: AnyRequest, room_id: FromPath[int]) -> Response[bytes]:
    """All that is known of the draw by now."""
    return Response(facts_of(await _book(request, room_id)), media_type="application/json", headers=SHORT)


@get("/leaves.csv", opt=PACKED)
async def leaves_csv(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """Who took part, by number. Refused before the close: nobody could check it."""
    book = await _book(request, room_id, "downloads", DOWNLOADS)
    if book.draw is None:
        raise NoDraw()
    if book.draw.closed_at is None:
        raise NotClosed()
    return _file(await leaves_files(book), "text/csv; charset=utf-8", LONG | _named(book, "leaves.csv"))


@get("/log.csv", opt=PACKED)
async def log_csv(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """The admission log."""
    book = await _book(request, room_id, "downloads", DOWNLOADS)
    return _file(await log_files(book), "text/csv; charset=utf-8", SHORT | _named(book, "log.csv"))


@get("/draw.zip", opt=PACKED)
async def draw_zip(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """All files of one moment, and the script that checks them."""
    book = await _book(request, room_id, "downloads", DOWNLOADS)
    return _file(await archives(book), "application/zip", SHORT | _named(book, "draw.zip"))


@get("/draw/leaves/{file:str}", opt=PACKED)
async def leaf_json(request: AnyRequest, room_id: FromPath[int], file: FromPath[str]) -> Response[dict[str, Any]]:
    """One number's leaf and its way to the root, as NUMBER.json."""
    book = await _book(request, room_id, "leaves", LEAVES)
    if book.draw is None:
        raise NoDraw()
    number = whole_number(file.removesuffix(".json"), "What comes before .json")
    return Response(await path_of(book.draw, number), headers=LONG)


async def _book(request: AnyRequest, room_id: int, what: str = "draws", most: int = LOOKS) -> Book:
    limit_address(request, what, max_requests=most)  # not the person: an answer for everybody makes nobody known
    book = await read_book(await known(room_id))
    if book is None:
        raise NoSuchRoom()
    return book


def _file(made: Made, kind: str, headers: dict[str, str]) -> Stream:
    return Stream(made.pieces(), media_type=kind, headers=headers)


def _named(book: Book, file: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{book.room}-{file}"'}


draw_pages = Router(
    "/waiting-rooms/{room_id:int}",
    route_handlers=[show_draw, draw_json, leaves_csv, log_csv, draw_zip, leaf_json],
)
