"""The fragment that every waiting page requests when the sale begins: small, and the same for all fans of a language.

It reads and sets no cookie and contains nothing personal, so a cache in front of the server may answer too."""

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery

from app.events.catalog import get_public_performance
from app.seating.context import sale_state
from app.waiting_room.rooms import cached_room_of_performance
from app.waiting_room.shared_pages import public_templates, shared_language
from app.web.cache import OneSecondCache
from app.web.parsing import AnyRequest

SECOND = {"Cache-Control": "public, max-age=1"}
VIEWS = ("map", "list")


@get("/{performance_id:int}/sale", opt={"public": True})
async def show_sale(
    request: AnyRequest, performance_id: FromPath[int], view: FromQuery[str] = "map", inside: FromQuery[bool] = False
) -> Response[bytes]:
    """Show the empty basket. `inside`: for a person who was admitted from the waiting room."""
    performance = await get_public_performance(performance_id)
    sale, tag = sale_state(performance), shared_language(request, performance.language).tag
    body = await cached_sale_fragment((performance_id, view if view in VIEWS else "map", inside, sale, tag))
    return Response(body, headers=SECOND, media_type="text/html")


async def _write(key: tuple[int, str, bool, str, str]) -> bytes:
    performance_id, view, inside, sale, tag = key
    performance = (await get_public_performance(performance_id)).in_language(tag)
    facts = {"performance": performance, "sale": sale, "view": view, "basket": None}
    room = None if inside else await cached_room_of_performance(performance_id)
    return public_templates(tag).get_template("seating/_basket_panel.html").render(facts | {"room": room}).encode()


cached_sale_fragment: OneSecondCache[tuple[int, str, bool, str, str], bytes] = OneSecondCache(_write)
"""By performance, view, inside, the sale's state and the language's tag, so that after the start no response from
before it is used."""


sale_pages = Router("/performances", route_handlers=[show_sale])
