"""Files of the map that are the same for every fan, so that a CDN can cache them: statuses, price levels, drawing,
seats."""

from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery

from app.errors import NotFound
from app.seating.plan.price_levels import get_price_levels
from app.seating.plan.seat_chunks import get_chunk_file
from app.seating.plan.snapshots import get_compressed_snapshot, get_snapshot
from app.seating.plan.svg import drawing_address, get_drawing
from app.web.compression import COMPRESSED, compressed_response
from app.web.parsing import AnyRequest
from app.web.render import IMMUTABLE

TEXT = "text/plain"


@get("/performances/{performance_id:int}/seats", opt=COMPRESSED)
async def seats(request: AnyRequest, performance_id: FromPath[int], at: FromQuery[int] = 0) -> Response[bytes]:
    """Return the status of every seat. `?at=V`: of version V or later, and not from a cache, which may be older."""
    snapshot = await get_snapshot(performance_id, at)
    keep = "public, max-age=1" if snapshot.live and not at else "no-store"
    headers = {"ETag": snapshot.etag, "Cache-Control": keep, "Vary": "Accept-Encoding"}
    if snapshot.etag in request.headers.get("if-none-match", ""):  # proxies that compress make it a weak tag
        return Response(b"", status_code=304, headers=headers)
    encoding, body = get_compressed_snapshot(performance_id, snapshot, request.headers.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, headers=headers, media_type=TEXT)


@get("/performances/{performance_id:int}/levels/{digest:str}", opt={"public": True})
async def levels(performance_id: FromPath[int], digest: FromPath[str]) -> Response[bytes]:
    """Return the price level of every seat; immutable under its digest."""
    return Response(await get_price_levels(performance_id, digest), headers=IMMUTABLE, media_type=TEXT)


@get("/plans/{plan:int}/{file:str}", opt=COMPRESSED)
async def plan_file(request: AnyRequest, plan: FromPath[int], file: FromPath[str]) -> Response[Any]:
    """Return the drawing of a plan version, or the seats of a section; immutable under its digest and SVG_VERSION."""
    if file.endswith(".json"):
        body, kind = await get_chunk_file(plan, file), "application/json"
    else:
        body, kind = await _drawn(plan, file), "image/svg+xml"
    if not body:
        raise NotFound()
    return compressed_response(request, body, kind, IMMUTABLE)


async def _drawn(plan: int, file: str) -> bytes:
    digest = file.partition("-")[0]
    return (
        (await get_drawing(plan, digest)).encode() if drawing_address(plan, digest) == f"/plans/{plan}/{file}" else b""
    )


seat_files = Router("/", route_handlers=[seats, levels, plan_file])
