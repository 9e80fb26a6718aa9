"""Departures of fans inside: a fan has left when their order is paid, or if they were admitted by a click on seats and
then took none. And the end of a room, when nothing can be bought any more."""

from app.waiting_room.rooms import WaitingRoom
from db.pool import execute, fetch_row, fetch_value

# An order from before the admission, or before the fan came back, does not count. In an automatic room, fans admitted
# while no fan had to wait were admitted by a click on seats; those without seats count as departed after two minutes.
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
# Seats of a pending order have the status held. Killed and allocated seats count neither as remaining nor as sold.
SOLD_OUT = """
    SELECT NOT EXISTS (
        SELECT FROM seat s WHERE s.performance_id = ANY ($1) AND s.status IN (0, 1) AND s.allocation IS NULL)
    AND EXISTS (SELECT FROM seat s WHERE s.performance_id = ANY ($1) AND s.status = 2 AND s.allocation IS NULL)
"""


async def mark_departed(room: WaitingRoom) -> int:
    """Mark fans who have paid as departed; return how many were marked.

    In an automatic room also fans who were admitted while none had to wait and who have, after two minutes, neither
    seats nor a pending payment. All of them may come back while there is room."""
    return await execute(MARK_DEPARTED, room.id, room.performances, room.mode == "automatic", room.engaged_at)


async def end_reason(room: WaitingRoom) -> str:
    """Return why the room ends: "cancelled" (all its performances), "over" (all sales have ended), "sold_out", or "" if
    it does not end.

    sold_out: the room is open or paused, the sale of all its performances has begun, at least one seat is sold, and no
    seat is open, held or in a pending order. Seats that staff have killed or allocated do not count."""
    row = await fetch_row(SALE_STATE, room.performances)
    if row is None or row["over"] is None:
        return ""
    if row["cancelled"] or row["over"]:
        return "cancelled" if row["cancelled"] else "over"
    can_sell_out = row["begun"] and room.stage() in ("open", "paused")
    return "sold_out" if can_sell_out and await fetch_value(SOLD_OUT, row["selling"]) else ""
