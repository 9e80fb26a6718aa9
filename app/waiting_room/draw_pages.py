"""How the order is drawn, for everybody: the page that says it in words, and the files with which it can be checked."""

from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath
from litestar.response import Stream

from app.waiting_room.draw_files import archive, facts_of, leaves_file, log_file
from app.waiting_room.draw_page import draw_page
from app.waiting_room.draw_paths import path_of
from app.waiting_room.draw_refusals import NoDraw, NoRoom, NotClosed
from app.waiting_room.draw_rows import Book, read_book
from app.web.limits import address_of, limit
from app.web.packing import PACKED, packed_answer
from app.web.reading import AnyRequest, whole_number

SHORT = {"Cache-Control": "public, max-age=5"}
LONG = {"Cache-Control": "public, max-age=86400"}
"""For what does not change after the close."""
DOWNLOADS, LEAVES = 60, 600
"""From one address in ten seconds, each kind; a campus is one address."""


@get("/draw", opt=PACKED)
async def show_draw(request: AnyRequest, room_id: FromPath[int]) -> Response[Any]:
    """The page: the same bytes for everybody. A script works the visitor's own place out."""
    return packed_answer(request, await draw_page(room_id), "text/html; charset=utf-8", SHORT)


@get("/draw.json", opt=PACKED)
async def draw_json(request: AnyRequest, room_id: FromPath[int]) -> Response[bytes]:
    """All that is known of the draw by now."""
    return Response(facts_of(await _book(request, room_id)), media_type="application/json", headers=SHORT)


@get("/leaves.csv", opt=PACKED)
async def leaves_csv(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """Who took part, by number. Refused before the close: nobody could check it."""
    book = await _book(request, room_id)
    if book.draw is None:
        raise NoDraw()
    if book.draw.closed_at is None:
        raise NotClosed()
    return Stream(leaves_file(book), media_type="text/csv; charset=utf-8", headers=LONG | _named(book, "leaves.csv"))


@get("/log.csv", opt=PACKED)
async def log_csv(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """The admission log."""
    book = await _book(request, room_id)
    return Stream(log_file(book), media_type="text/csv; charset=utf-8", headers=SHORT | _named(book, "log.csv"))


@get("/draw.zip", opt=PACKED)
async def draw_zip(request: AnyRequest, room_id: FromPath[int]) -> Stream:
    """All files of one moment, and the script that checks them."""
    book = await _book(request, room_id)
    return Stream(archive(book), media_type="application/zip", headers=SHORT | _named(book, "draw.zip"))


@get("/draw/leaves/{file:str}", opt=PACKED)
async def leaf_json(request: AnyRequest, room_id: FromPath[int], file: FromPath[str]) -> Response[dict[str, Any]]:
    """One number's leaf and its way to the root, as NUMBER.json."""
    book = await _book(request, room_id, LEAVES)
    if book.draw is None:
        raise NoDraw()
    number = whole_number(file.removesuffix(".json"), "What comes before .json")
    return Response(await path_of(book.draw, number), headers=LONG)


async def _book(request: AnyRequest, room_id: int, most: int = DOWNLOADS) -> Book:
    address = address_of(request)  # not the person: an answer for everybody makes nobody known
    limit(request, f"draw-{most}", f"at {address}", most=most)
    book = await read_book(room_id)
    if book is None:
        raise NoRoom()
    return book


def _named(book: Book, file: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{book.room}-{file}"'}


draw_pages = Router(
    "/waiting-rooms/{room_id:int}",
    route_handlers=[show_draw, draw_json, leaves_csv, log_csv, draw_zip, leaf_json],
)
