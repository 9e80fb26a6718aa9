"""Who is inside has left when their order is paid; and a room is over when there is nothing to shop for any more."""

from app.waiting_room.rooms import WaitingRoom
from db.pool import execute, fetch_row, fetch_value

# An order from before they were let in is another evening's.
LEFT = """
    UPDATE admission a SET left_at = clock_timestamp()
    WHERE a.room = $1 AND a.left_at IS NULL AND a.expires_at > clock_timestamp() AND EXISTS (
        SELECT FROM unnest($2::bigint[]) f (performance) JOIN "order" o
        ON o.performance_id = f.performance AND o.person = a.person AND o.state = 'paid'
        AND o.created_at >= a.admitted_at)
"""
STATE = """
    SELECT bool_and(state = 'cancelled') AS cancelled,
           bool_and(state = 'cancelled' OR off_sale_at <= clock_timestamp()) AS over,
           array_agg(id) FILTER (WHERE state = 'published' AND off_sale_at > clock_timestamp()) AS selling
    FROM performance WHERE id = ANY ($1)
"""
# The seats of a pending order are held by it.
ANY_LEFT = """
    SELECT EXISTS (SELECT FROM seat s WHERE s.performance_id = ANY ($1) AND s.status IN (0, 1) AND s.allocation IS NULL)
"""


async def note_leavers(room: WaitingRoom) -> int:
    """Who has paid makes room for the next. Returns how many these were."""
    return await execute(LEFT, room.id, room.performances)


async def how_over(room: WaitingRoom) -> str:
    """cancelled (all of it) · over (nothing is sold any more) · sold_out (no seat is open or held, no payment is waited
    for) · "" as long as there is something to wait for."""
    row = await fetch_row(STATE, room.performances)
    if row is None or row["over"] is None:
        return ""
    if row["cancelled"] or row["over"]:
        return "cancelled" if row["cancelled"] else "over"
    return "" if await fetch_value(ANY_LEFT, row["selling"]) else "sold_out"
