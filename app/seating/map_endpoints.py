"""The same for everybody, so a CDN may keep it: the map's statuses, its price levels, the plan's drawing, its seats."""

from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery

from app.errors import NotFound
from app.seating.plan.price_levels import levels_of
from app.seating.plan.seat_chunks import fragment
from app.seating.plan.svg import drawing, drawing_address
from app.seating.snapshots import compressed, snapshot_of
from app.web.compression import PACKED, packed_answer
from app.web.parsing import AnyRequest
from app.web.render import FOR_EVER

TEXT = "text/plain"


@get("/performances/{performance_id:int}/seats", opt=PACKED)
async def seats(request: AnyRequest, performance_id: FromPath[int], at: FromQuery[int] = 0) -> Response[bytes]:
    """Every seat's status. `?at=V`: version V or later, which no cache may answer with an older one."""
    snapshot = await snapshot_of(performance_id, at)
    keep = "public, max-age=1" if snapshot.live and not at else "no-store"
    headers = {"ETag": snapshot.etag, "Cache-Control": keep, "Vary": "Accept-Encoding"}
    if snapshot.etag in request.headers.get("if-none-match", ""):  # also weak, as proxies that compress make it
        return Response(b"", status_code=304, headers=headers)
    encoding, body = compressed(performance_id, snapshot, request.headers.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, headers=headers, media_type=TEXT)


@get("/performances/{performance_id:int}/levels/{digest:str}", opt={"public": True})
async def levels(performance_id: FromPath[int], digest: FromPath[str]) -> Response[bytes]:
    """Every seat's price level, immutable under its digest."""
    return Response(await levels_of(performance_id, digest), headers=FOR_EVER, media_type=TEXT)


@get("/plans/{plan:int}/{file:str}", opt=PACKED)
async def plan_file(request: AnyRequest, plan: FromPath[int], file: FromPath[str]) -> Response[Any]:
    """The drawing of a plan version, or the seats of a part of it; immutable under its digest and style."""
    if file.endswith(".json"):
        body, kind = await fragment(plan, file), "application/json"
    else:
        body, kind = await _drawn(plan, file), "image/svg+xml"
    if not body:
        raise NotFound()
    return packed_answer(request, body, kind, FOR_EVER)


async def _drawn(plan: int, file: str) -> bytes:
    digest = file.partition("-")[0]
    return (await drawing(plan, digest)).encode() if drawing_address(plan, digest) == f"/plans/{plan}/{file}" else b""


seat_files = Router("/", route_handlers=[seats, levels, plan_file])
