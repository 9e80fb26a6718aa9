"""What a fan may turn into an order: the seats of their live hold, within the cap."""

from datetime import datetime

import msgspec

from app.checkout.refusals import EmptyBasket, HoldGone, TooManySeats
from app.seating.refusals import PerformanceCancelled, UnknownPerformance
from app.venues.places import place_in_words
from db.pool import Connection, Record
from db.transaction import person_lock


class HeldSeat(msgspec.Struct, frozen=True):
    """A seat of the hold, locked until the transaction ends. `chosen`: its ticket type, None for the first."""

    idx: int
    level: int
    chosen: int | None
    section: str
    row: str
    label: str

    @property
    def words(self) -> str:
        """ "Stalls, row G, seat 11"."""
        return place_in_words(self.section, self.row, self.label)


class Claim(msgspec.Struct, frozen=True):
    """A live hold as it is being ordered. `clock` is the instant that decided that it lives, `until` its end."""

    hold_id: int
    clock: datetime
    until: datetime
    seats: list[HeldSeat]


# The clock is read after the person's lock and after the snapshot. A seat somebody else claimed after its expiry, by a
# later clock, is then either missing from the count (and the clock is past the expiry too) or missing from the locked.
LIVE = """
    WITH t AS MATERIALIZED (SELECT clock_timestamp() AS clock)
    SELECT h.id, t.clock, count(s.idx) AS seats, max(s.hold_expires_at) AS until FROM t
    JOIN hold h ON h.performance_id = $1 AND h.person = $2 AND h.ended_at IS NULL
    LEFT JOIN seat s ON s.performance_id = $1 AND s.hold_id = h.id AND s.hold_expires_at > t.clock
    GROUP BY h.id, t.clock
"""
LOCKED = """
    SELECT s.idx, s.price_level AS level, (h.types ->> s.idx::text)::integer AS chosen, p.section, p."row", p.label
    FROM seat s JOIN performance f ON f.id = s.performance_id JOIN plan_seat p ON p.plan = f.plan AND p.idx = s.idx
    JOIN hold h ON h.performance_id = s.performance_id AND h.id = s.hold_id
    WHERE s.performance_id = $1 AND s.hold_id = $2 AND s.hold_expires_at > $3 ORDER BY s.idx FOR UPDATE OF s
"""
ENDED_AS = "SELECT coalesce(ended_as, 'expired') FROM hold WHERE performance_id = $1 AND id = $2 AND person = $3"


async def claim(connection: Connection, performance_id: int, person: str, hold_id: int | None) -> Claim:
    """Locks the seats of the person's live hold, in key order. `hold_id`: the hold the form was drawn for.

    The caller holds the person's lock. Raises HoldGone (it ran out, wholly or in part, or is another one now) or
    EmptyBasket (nothing is held, or it is somebody else's)."""
    live = await connection.fetchrow(LIVE, performance_id, person)
    if live is None or hold_id not in (None, live["id"]):
        ended = await connection.fetchval(ENDED_AS, performance_id, hold_id, person)
        raise HoldGone() if ended == "expired" else EmptyBasket()
    rows = await connection.fetch(LOCKED, performance_id, live["id"], live["clock"])
    if not rows or len(rows) != live["seats"]:
        raise HoldGone()
    return Claim(live["id"], live["clock"], live["until"], [HeldSeat(**row) for row in rows])


# an order counts once, also when it is both this person's and this address's; seats that were given back do not count
HAS = """
    SELECT p.state, p.max_seats, (
        SELECT coalesce(sum((SELECT count(*) FROM order_line l WHERE l.performance_id = o.performance_id
                             AND l.order_id = o.id AND l.kind = 'seat' AND l.refund_id IS NULL)), 0)
        FROM "order" o WHERE o.performance_id = $1 AND o.state IN ('pending', 'paid')
          AND (o.person = $2 OR lower(o.email) = lower($3))) AS ordered
    FROM performance p WHERE p.id = $1
"""


async def check_cap(connection: Connection, performance_id: int, person: str, email: str, wanted: int) -> None:
    """One person and one address may have so many seats of a performance, pending and paid orders together.

    Takes the address's lock, so that two sessions with one address count one after the other (always after the person's
    lock: no circle). Raises TooManySeats, which does not tell a stranger how many tickets an address has."""
    await person_lock(connection, performance_id, f"email {email.lower()}")
    row: Record | None = await connection.fetchrow(HAS, performance_id, person, email)
    if row is None or row["state"] == "draft":
        raise UnknownPerformance()
    if row["state"] == "cancelled":
        raise PerformanceCancelled()
    if row["ordered"] + wanted > row["max_seats"]:
        raise TooManySeats(
            f"One person may have {row['max_seats']} seats here, and with these you or this e-mail address would have "
            "more. Nothing was ordered. Give some back, then check out again."
        )
