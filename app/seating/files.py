"""The same for everybody, so a CDN may keep it: the map's statuses, its price levels, the plan's drawing."""

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery

from app.errors import NotFound
from app.seating.drawing import drawing, drawing_address
from app.seating.levels import levels_of
from app.seating.snapshots import compressed, snapshot_of
from app.web.reading import AnyRequest
from app.web.render import FOR_EVER

TEXT = "text/plain"


@get("/performances/{performance_id:int}/seats", opt={"public": True})
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


@get("/plans/{plan:int}/{file:str}", opt={"public": True})
async def plan_drawing(plan: FromPath[int], file: FromPath[str]) -> Response[str]:
    """The drawing of a plan version, immutable under its digest and style."""
    drawn = await drawing(plan, file.partition("-")[0])
    if not drawn or drawing_address(plan, file.partition("-")[0]) != f"/plans/{plan}/{file}":
        raise NotFound()
    return Response(drawn, headers=FOR_EVER, media_type="image/svg+xml")


seat_files = Router("/", route_handlers=[seats, levels, plan_drawing])
