"""The page about the draw, as bytes: the same for everybody, at most a second old."""

import functools

from jinja2 import Environment

from app.events.prices import money
from app.waiting_room.draw_rows import read_draw
from app.waiting_room.page import shown
from app.web.assets import asset
from app.web.kept import Kept
from app.web.render import environment
from app.web.together import modules_of


@functools.cache
def _engine() -> Environment:
    made = environment(money=money)
    made.globals.update(asset=asset, modules_of=modules_of, csrf_token=lambda: "")  # no form, no token, no visitor
    return made


async def _render(room_id: int) -> bytes:
    what, draw = await shown(room_id), await read_draw(room_id)
    comes = draw.outside.comes_at() if draw else None
    step = "none" if draw is None else "drawn" if draw.opened_at else "closed" if draw.closed_at else "sealed"
    context = {"room": what.room, "performance": what.performances[0], "draw": draw, "comes": comes, "step": step}
    return _engine().get_template("waiting_room/draw.html").render(context).encode()


draw_page: Kept[int, bytes] = Kept(_render)
"""By room. Raises NotFound: no such room, or it leads nowhere that may be seen."""
