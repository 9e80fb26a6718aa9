"""Locks the seats of a live hold that becomes an order, and checks the limit of seats for one person."""

from datetime import datetime

import msgspec

from app.checkout.errors import EmptyBasket, HoldEnded, TooManySeats
from app.events.errors import UnknownPerformance
from app.language.messages import Items, Message, message, plural
from app.seating.errors import CompanionSeat, PerformanceIsCancelled, WholeTable
from app.seating.rules.row_rules import COMPANIONS_PER_SPACE
from app.venues.seat_names import place_in_words, places_in_words
from db.pool import Connection, Record
from db.transaction import lock_person


class HeldSeat(msgspec.Struct, frozen=True):
    """A seat of the hold, locked until the transaction ends. `ticket_type`: None for the performance's first type."""

    idx: int
    level: int
    ticket_type: int | None
    section: str
    row: str
    label: str
    wheelchair: bool
    companion: bool
    at_table: str

    @property
    def place(self) -> Message:
        """ "Stalls, row G, seat 11"."""
        return place_in_words(self.section, self.row, self.label)


class LockedHold(msgspec.Struct, frozen=True):
    """A live hold that is being ordered. `locked_at`: the instant at which it was found live. `expires_at`: its end."""

    hold_id: int
    locked_at: datetime
    expires_at: datetime
    seats: list[HeldSeat]


# The clock is read after the person's lock and after the snapshot. A seat that another person claimed after its expiry,
# by a later clock, is then missing from the count (and the clock is past the expiry too) or from the locked rows.
LIVE_HOLD = """
    WITH t AS MATERIALIZED (SELECT clock_timestamp() AS clock)
    SELECT h.id, t.clock, count(s.idx) AS seats, max(s.hold_expires_at) AS until FROM t
    JOIN hold h ON h.performance_id = $1 AND h.person = $2 AND h.ended_at IS NULL
    LEFT JOIN seat s ON s.performance_id = $1 AND s.hold_id = h.id AND s.hold_expires_at > t.clock
    GROUP BY h.id, t.clock
"""
LOCK_SEATS = """
    SELECT s.idx, s.price_level AS level, (h.types ->> s.idx::text)::integer AS ticket_type, p.section, p."row",
           p.label, p.wheelchair, p.companion, p.at_table
    FROM seat s JOIN performance f ON f.id = s.performance_id JOIN plan_seat p ON p.plan = f.plan AND p.idx = s.idx
    JOIN hold h ON h.performance_id = s.performance_id AND h.id = s.hold_id
    WHERE s.performance_id = $1 AND s.hold_id = $2 AND s.hold_expires_at > $3 ORDER BY s.idx FOR UPDATE OF s
"""
ENDED_AS = "SELECT coalesce(ended_as, 'expired') FROM hold WHERE performance_id = $1 AND id = $2 AND person = $3"


async def lock_held_seats(connection: Connection, performance_id: int, person: str, hold_id: int | None) -> LockedHold:
    """Lock the seats of the person's live hold, in key order. `hold_id`: the hold for which the form was rendered.

    The caller holds the person's lock. Raises HoldEnded (it expired, wholly or in part, or is another one now),
    EmptyBasket (nothing is held, or the hold is another person's), CompanionSeat or WholeTable. These two rules are
    checked here again, because two clicks at once can each keep them and break them together."""
    live = await connection.fetchrow(LIVE_HOLD, performance_id, person)
    if live is None or hold_id not in (None, live["id"]):
        ended = await connection.fetchval(ENDED_AS, performance_id, hold_id, person)
        raise HoldEnded() if ended == "expired" else EmptyBasket()
    rows = await connection.fetch(LOCK_SEATS, performance_id, live["id"], live["clock"])
    if not rows or len(rows) != live["seats"]:
        raise HoldEnded()
    seats = [HeldSeat(**row) for row in rows]
    _check_companions(seats)
    await _check_tables(connection, performance_id, seats)
    return LockedHold(live["id"], live["clock"], live["until"], seats)


def _check_companions(seats: list[HeldSeat]) -> None:
    companions = [seat for seat in seats if seat.companion]
    if len(companions) > COMPANIONS_PER_SPACE * sum(seat.wheelchair for seat in seats):
        detail = plural(
            "{places}: for who comes with a wheelchair, at most {count} seat to a space. Nothing was ordered. Take a"
            " space too, or give back what is too many.",
            "{places}: for who comes with a wheelchair, at most {count} seats to a space. Nothing was ordered. Take a"
            " space too, or give back what is too many.",
            COMPANIONS_PER_SPACE,
            places=Items(tuple(seat.place for seat in companions)),
        )
        raise CompanionSeat(detail, seats=[seat.idx for seat in companions])


# the open seats at these tables: where the rest of a table is taken, or not for sale, it may be sold without them
OPEN_AT_TABLES = """
    SELECT p.section, p."row", p.label, p.idx
    FROM performance f JOIN plan_seat p ON p.plan = f.plan JOIN seat s ON s.performance_id = f.id AND s.idx = p.idx
    WHERE f.id = $1 AND p.at_table = 'whole' AND p.idx <> ALL ($2) AND s.allocation IS NULL
      AND is_open(s.status, s.hold_expires_at, clock_timestamp())
      AND EXISTS (SELECT FROM plan_seat m WHERE m.plan = p.plan AND m.idx = ANY ($2) AND m.at_table = 'whole'
                  AND m.section = p.section AND m."row" = p."row")
    ORDER BY p.idx
"""


async def _check_tables(connection: Connection, performance_id: int, seats: list[HeldSeat]) -> None:
    tables = [seat.idx for seat in seats if seat.at_table == "whole"]
    open_seats = await connection.fetch(OPEN_AT_TABLES, performance_id, tables) if tables else []
    if open_seats:
        section, row = open_seats[0]["section"], open_seats[0]["row"]
        missing = [seat for seat in open_seats if (seat["section"], seat["row"]) == (section, row)]
        places = places_in_words(section, row, [seat["label"] for seat in missing])
        detail = message(
            "This table is sold only whole, and of it you have not: {places}. Nothing was ordered. Take the whole"
            " table, or give it back.",
            places=places,
        )
        raise WholeTable(detail, left=[seat["idx"] for seat in missing], left_words=places)


# an order counts once, also when it has both this person and this address; a seat counts while its ticket is valid or
# it waits for its payment
ORDERED_SEATS = """
    SELECT p.state, p.max_seats, (
        SELECT coalesce(sum((SELECT count(*) FROM order_line l WHERE l.performance_id = o.performance_id
                             AND l.order_id = o.id AND l.kind = 'seat' AND l.refund_id IS NULL AND NOT l.void)), 0)
        FROM "order" o WHERE o.performance_id = $1 AND o.state IN ('pending', 'paid')
          AND (o.person = $2 OR lower(o.email) = lower($3))) AS ordered
    FROM performance p WHERE p.id = $1
"""


async def check_seat_limit(connection: Connection, performance_id: int, person: str, email: str, wanted: int) -> None:
    """Check the limit of seats of a performance for this person and this address, pending and paid orders together.

    Locks the address, so that two sessions with one address are counted one after the other (always after the person's
    lock: no deadlock). Raises TooManySeats, which does not reveal how many tickets an address has."""
    await lock_person(connection, performance_id, f"email {email.lower()}")
    row: Record | None = await connection.fetchrow(ORDERED_SEATS, performance_id, person, email)
    if row is None or row["state"] == "draft":
        raise UnknownPerformance()
    if row["state"] == "cancelled":
        raise PerformanceIsCancelled()
    if row["ordered"] + wanted > row["max_seats"]:
        raise TooManySeats(
            plural(
                "One person may have {count} seat here, and with these you or this e-mail address would have more."
                " Nothing was ordered. Give some back, then check out again.",
                "One person may have {count} seats here, and with these you or this e-mail address would have more."
                " Nothing was ordered. Give some back, then check out again.",
                row["max_seats"],
            )
        )
