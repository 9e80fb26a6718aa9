"""The page about the draw, as bytes: the same for everybody, at most a second old."""

from app.waiting_room.draw.records import read_room_draw
from app.waiting_room.page import page_data, public_templates
from app.web.cache import OneSecondCache


async def _render(of: tuple[int, int]) -> bytes:
    room_id, to = of
    what, book = await page_data(room_id), await read_room_draw(room_id)
    draw, head = (book.draw, f"{book.log_n}:{book.log_hash.hex()[:16]}") if book else (None, "")
    comes = draw.outside.available_at() if draw else None
    step = "none" if draw is None else "drawn" if draw.opened_at else "closed" if draw.closed_at else "sealed"
    context = {
        "room": what.room,
        "head": head,
        "performance": what.performance(to),
        "draw": draw,
        "comes": comes,
        "step": step,
    }
    return public_templates().get_template("waiting_room/draw.html").render(context).encode()


draw_page: OneSecondCache[tuple[int, int], bytes] = OneSecondCache(_render)
"""By room and the performance its reader wants. Raises NotFound: no such room, or it leads nowhere that may be seen."""
