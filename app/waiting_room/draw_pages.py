"""Public pages of a draw: the page that explains it, and the files with which a reader can check it."""

from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery

from app.waiting_room.draw.downloads import cached_archive, draw_facts_json, leaves_csv_cache, log_csv_cache
from app.waiting_room.draw.inclusion_proofs import InclusionProof, get_inclusion_proof
from app.waiting_room.draw.records import RoomDraw, read_room_draw
from app.waiting_room.errors import NoDraw, NoSuchRoom, NotClosed
from app.waiting_room.pages import page_data
from app.waiting_room.rooms import check_room_id
from app.waiting_room.shared_pages import public_templates, shared_language
from app.web.cache import OneSecondCache
from app.web.compression import COMPRESSED, compressed_response
from app.web.connections.downloads import Download
from app.web.file_cache import CachedFile
from app.web.limits.rate_limits import limit_address
from app.web.parsing import AnyRequest, parse_number

SHORT_CACHE = {"Cache-Control": "public, max-age=5"}
LONG_CACHE = {"Cache-Control": "public, max-age=86400"}
"""Headers of responses that do not change after the close of the draw."""
VIEW_LIMIT, DOWNLOAD_LIMIT, LEAF_LIMIT = 60, 10, 600
"""Requests that one address may send in ten seconds: for draw.json, for long downloads, and for single leaves. All
rooms count together. A whole campus may have one address."""


async def _render_draw(key: tuple[int, int, str]) -> bytes:
    room_id, to, tag = key
    data, room_draw = await page_data(room_id), await read_room_draw(room_id)
    draw = room_draw.draw if room_draw else None
    context = {
        "room": data.room,
        "address": f"/waiting-rooms/{room_id}/draw?to={to}",
        "head": f"{room_draw.log_n}:{room_draw.log_hash.hex()[:16]}" if room_draw else "",
        "performance": data.performance(to).in_language(tag),
        "draw": draw,
        "comes": draw.outside.available_at() if draw else None,
        "step": "none" if draw is None else "drawn" if draw.opened_at else "closed" if draw.closed_at else "sealed",
    }
    return public_templates(tag).get_template("waiting_room/draw.html").render(context).encode()


rendered_draw: OneSecondCache[tuple[int, int, str], bytes] = OneSecondCache(_render_draw)
"""The draw's page by (room id, id of the visitor's performance, tag of a language), at most a second old. Raises
NotFound."""


@get("/draw", opt=COMPRESSED)
async def show_draw(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> Response[Any]:
    """Show the draw's page. Its bytes are the same for every visitor; a script computes the visitor's own place."""
    data = await page_data(await check_room_id(room_id))
    tag = shared_language(request, data.language).tag
    body = await rendered_draw((room_id, data.performance(to).id, tag))
    return compressed_response(request, body, "text/html; charset=utf-8", SHORT_CACHE)


@get("/draw.json", opt=COMPRESSED)
async def draw_json(request: AnyRequest, room_id: FromPath[int]) -> Response[bytes]:
    """Send everything that is published about the draw so far, as JSON."""
    body = draw_facts_json(await _get_room_draw(request, room_id))
    return Response(body, media_type="application/json", headers=SHORT_CACHE)


@get("/leaves.csv", opt=COMPRESSED)
async def leaves_csv(request: AnyRequest, room_id: FromPath[int]) -> Download:
    """Send the leaves of all numbers in the draw. Raises NoDraw, and NotClosed before the close."""
    room_draw = await _get_room_draw(request, room_id, "downloads", DOWNLOAD_LIMIT)
    if room_draw.draw is None:
        raise NoDraw()
    if room_draw.draw.closed_at is None:
        raise NotClosed()
    headers = LONG_CACHE | _download_header(room_draw, "leaves.csv")
    return _stream_file(await leaves_csv_cache(room_draw), "text/csv; charset=utf-8", headers)


@get("/log.csv", opt=COMPRESSED)
async def log_csv(request: AnyRequest, room_id: FromPath[int]) -> Download:
    """Send the public admission log."""
    room_draw = await _get_room_draw(request, room_id, "downloads", DOWNLOAD_LIMIT)
    headers = SHORT_CACHE | _download_header(room_draw, "log.csv")
    return _stream_file(await log_csv_cache(room_draw), "text/csv; charset=utf-8", headers)


@get("/draw.zip", opt=COMPRESSED)
async def draw_zip(request: AnyRequest, room_id: FromPath[int]) -> Download:
    """Send an archive of all files as of one moment, with the script that checks them."""
    room_draw = await _get_room_draw(request, room_id, "downloads", DOWNLOAD_LIMIT)
    headers = SHORT_CACHE | _download_header(room_draw, "draw.zip")
    return _stream_file(await cached_archive(room_draw), "application/zip", headers)


@get("/draw/leaves/{file:str}", opt=COMPRESSED)
async def leaf_json(request: AnyRequest, room_id: FromPath[int], file: FromPath[str]) -> Response[InclusionProof]:
    """Send the inclusion proof of one number: its leaf and the path to the root. `file`: NUMBER.json."""
    room_draw = await _get_room_draw(request, room_id, "leaves", LEAF_LIMIT)
    if room_draw.draw is None:
        raise NoDraw()
    number = parse_number(file.removesuffix(".json"), "file")
    return Response(await get_inclusion_proof(room_draw.draw, number), headers=LONG_CACHE)


async def _get_room_draw(
    request: AnyRequest, room_id: int, kind: str = "draws", max_requests: int = VIEW_LIMIT
) -> RoomDraw:
    limit_address(request, kind, max_requests=max_requests)  # by address, because a public file must not need a session
    room_draw = await read_room_draw(await check_room_id(room_id))
    if room_draw is None:
        raise NoSuchRoom()
    return room_draw


def _stream_file(file: CachedFile, media_type: str, headers: dict[str, str]) -> Download:
    return Download(file.chunks(), media_type=media_type, headers=headers)


def _download_header(room_draw: RoomDraw, name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{room_draw.room}-{name}"'}


draw_pages = Router(
    "/waiting-rooms/{room_id:int}", route_handlers=[show_draw, draw_json, leaves_csv, log_csv, draw_zip, leaf_json]
)
