"""Who is inside has left when their order is paid, or when they came by a click and did nothing more; and a room is
over when there is nothing to shop for any more."""

from app.waiting_room.rooms import WaitingRoom
from db.pool import execute, fetch_row, fetch_value

# An order from before they were let in, or came back, is another evening's. In an automatic room those who came in
# while nobody had to wait came by a click on seats: who got none, or gave them back, fills no place for long.
MARK_DEPARTED = """
    UPDATE admission a SET left_at = clock_timestamp()
    WHERE a.room = $1 AND a.left_at IS NULL AND a.expires_at > clock_timestamp() AND (EXISTS (
        SELECT FROM unnest($2::bigint[]) f (performance) JOIN "order" o
        ON o.performance_id = f.performance AND o.person = a.person AND o.state = 'paid'
        AND o.created_at >= coalesce(a.back_at, a.admitted_at))
    OR $3 AND coalesce(a.back_at, a.admitted_at) < clock_timestamp() - interval '2 minutes'
        AND ($4::timestamptz IS NULL OR a.admitted_at < $4)
        AND NOT EXISTS (SELECT FROM unnest($2::bigint[]) f (performance) JOIN hold h
            ON h.performance_id = f.performance AND h.person = a.person AND h.ended_at IS NULL)
        AND NOT EXISTS (SELECT FROM unnest($2::bigint[]) f (performance) JOIN "order" o
            ON o.performance_id = f.performance AND o.person = a.person AND o.state = 'pending'))
"""
SALE_STATE = """
    SELECT bool_and(state = 'cancelled') AS cancelled,
           bool_and(state = 'cancelled' OR off_sale_at <= clock_timestamp()) AS over,
           bool_and(on_sale_at <= clock_timestamp())
             FILTER (WHERE state = 'published' AND off_sale_at > clock_timestamp()) AS begun,
           array_agg(id) FILTER (WHERE state = 'published' AND off_sale_at > clock_timestamp()) AS selling
    FROM performance WHERE id = ANY ($1)
"""
# The seats of a pending order are held by it. What is killed or allocated counts neither as left nor as sold.
SOLD_OUT = """
    SELECT NOT EXISTS (
        SELECT FROM seat s WHERE s.performance_id = ANY ($1) AND s.status IN (0, 1) AND s.allocation IS NULL)
    AND EXISTS (SELECT FROM seat s WHERE s.performance_id = ANY ($1) AND s.status = 2 AND s.allocation IS NULL)
"""


async def mark_departed(room: WaitingRoom) -> int:
    """Who has paid makes room for the next. So does who came into an automatic room while nobody had to wait, and has
    after two minutes no seats and no payment under way; the door lets them come back while there is room.

    Returns how many these were."""
    return await execute(MARK_DEPARTED, room.id, room.performances, room.mode == "automatic", room.engaged_at)


async def end_reason(room: WaitingRoom) -> str:
    """cancelled (all of it) · over (nothing is sold any more) · sold_out · "" while there is something to wait for.

    Sold out is only a room that is open or paused: the sale of all its performances has begun, at least one seat is
    sold, and none is open, held or waits for a payment. Seats that staff have killed or allocated do not count: whether
    they are ever sold is theirs to know, and where nothing else is there, nothing was sold."""
    row = await fetch_row(SALE_STATE, room.performances)
    if row is None or row["over"] is None:
        return ""
    if row["cancelled"] or row["over"]:
        return "cancelled" if row["cancelled"] else "over"
    may_be = row["begun"] and room.stage() in ("open", "paused")
    return "sold_out" if may_be and await fetch_value(SOLD_OUT, row["selling"]) else ""
