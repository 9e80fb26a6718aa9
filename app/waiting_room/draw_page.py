"""The page about the draw, as bytes: the same for everybody, at most a second old."""

from app.waiting_room.draw.records import read_book
from app.waiting_room.page import everybodys, shown
from app.web.cache import Kept


async def _render(of: tuple[int, int]) -> bytes:
    room_id, to = of
    what, book = await shown(room_id), await read_book(room_id)
    draw, head = (book.draw, f"{book.log_n}:{book.log_hash.hex()[:16]}") if book else (None, "")
    comes = draw.outside.comes_at() if draw else None
    step = "none" if draw is None else "drawn" if draw.opened_at else "closed" if draw.closed_at else "sealed"
    context = {
        "room": what.room,
        "head": head,
        "performance": what.performance(to),
        "draw": draw,
        "comes": comes,
        "step": step,
    }
    return everybodys().get_template("waiting_room/draw.html").render(context).encode()


draw_page: Kept[tuple[int, int], bytes] = Kept(_render)
"""By room and the performance its reader wants. Raises NotFound: no such room, or it leads nowhere that may be seen."""
