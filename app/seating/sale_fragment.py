"""What every page that waits for an on-sale asks for at its moment: the sale, small and the same for everybody.

No cookie is read or set and nothing in it is one person's, so a cache in front of the house may answer as well."""

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery

from app.seating.context import known, sale_of
from app.waiting_room.page import everybodys
from app.waiting_room.rooms import room_of
from app.web.cache import Kept

SECOND = {"Cache-Control": "public, max-age=1"}
VIEWS = ("map", "list")


@get("/{performance_id:int}/sale", opt={"public": True})
async def show_sale(
    performance_id: FromPath[int], view: FromQuery[str] = "map", inside: FromQuery[bool] = False
) -> Response[bytes]:
    """The basket's place of somebody who holds nothing. `inside`: of somebody who came in from the waiting room."""
    sale = sale_of(await known(performance_id))
    body = await fragment((performance_id, view if view in VIEWS else "map", inside, sale))
    return Response(body, headers=SECOND, media_type="text/html")


async def _write(key: tuple[int, str, bool, str]) -> bytes:
    performance_id, view, inside, sale = key
    facts = {"performance": await known(performance_id), "sale": sale, "view": view, "basket": None}
    room = None if inside else await room_of(performance_id)
    return everybodys().get_template("seating/_basket_panel.html").render(facts | {"room": room}).encode()


fragment: Kept[tuple[int, str, bool, str], bytes] = Kept(_write)
"""By performance, view, inside and the sale's state: one that has just begun is never answered from just before."""


sale_pages = Router("/performances", route_handlers=[show_sale])
