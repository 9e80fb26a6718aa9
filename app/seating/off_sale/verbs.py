"""Staff take seats off sale and bring them back: set aside for an allocation, kill, open.

Each verb changes all its seats or none, by one conditional statement in a transaction of some milliseconds. A hold that
has run out does not keep a seat. At most 500 seats at a time: a longer transaction would delay every live map."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from app.errors import BadInput, NotFound
from app.language.messages import message
from app.seating.off_sale.allocations import clean_name, find_or_create_allocation
from app.seating.off_sale.errors import CannotChangeSeats
from app.seating.off_sale.seat_states import Verb, refusal_of
from app.web.wakeups import wake_relay
from db.journal import MAX_SEATS, SeatsAllocated, SeatsKilled, SeatsReleased, record
from db.pool import Connection, Record
from db.transaction import transaction
from realtime.logs import log

# waits for a seat that a fan's request has locked; changes no seat unless every one of them fits
SET_ASIDE = """
    WITH fitting AS MATERIALIZED (
        SELECT s.idx, s.hold_id FROM seat s WHERE s.performance_id = $1 AND s.idx = ANY ($2)
          AND is_open(s.status, s.hold_expires_at, clock_timestamp()) AND s.allocation IS NULL
        ORDER BY s.idx FOR UPDATE
    ), changed AS (
        UPDATE seat s SET allocation = $3, status = 0, hold_id = NULL, hold_expires_at = NULL
        WHERE s.performance_id = $1 AND s.idx = ANY ($2)
          AND (SELECT count(*) FROM fitting) = cardinality($2::integer[]) RETURNING s.idx
    ) SELECT idx, hold_id FROM fitting WHERE EXISTS (SELECT FROM changed)
"""
KILL = """
    WITH fitting AS MATERIALIZED (
        SELECT s.idx, s.hold_id FROM seat s WHERE s.performance_id = $1 AND s.idx = ANY ($2)
          AND is_open(s.status, s.hold_expires_at, clock_timestamp())
        ORDER BY s.idx FOR UPDATE
    ), changed AS (
        UPDATE seat s SET status = 3, hold_id = NULL, hold_expires_at = NULL
        WHERE s.performance_id = $1 AND s.idx = ANY ($2)
          AND (SELECT count(*) FROM fitting) = cardinality($2::integer[]) RETURNING s.idx
    ) SELECT idx, hold_id FROM fitting WHERE EXISTS (SELECT FROM changed)
"""
OPEN = """
    WITH fitting AS MATERIALIZED (
        SELECT s.idx, s.hold_id, s.status = 3 AS killed, s.allocation IS NOT NULL AS allocated FROM seat s
        WHERE s.performance_id = $1 AND s.idx = ANY ($2) AND (s.status = 3
          OR (s.allocation IS NOT NULL AND is_open(s.status, s.hold_expires_at, clock_timestamp())))
        ORDER BY s.idx FOR UPDATE
    ), changed AS (
        UPDATE seat s SET status = 0, hold_id = NULL, hold_expires_at = NULL, allocation = NULL
        WHERE s.performance_id = $1 AND s.idx = ANY ($2)
          AND (SELECT count(*) FROM fitting) = cardinality($2::integer[]) RETURNING s.idx
    ) SELECT idx, hold_id, killed, allocated FROM fitting WHERE EXISTS (SELECT FROM changed)
"""


async def set_aside_seats(
    performance_id: int, allocation: str, seats: Sequence[int], *, code: str | None = None, actor: str
) -> None:
    """Set seats aside for the allocation of this name, which is created when it is new. Fans who know its `code` can
    take them; without a code no fan can.

    The seats must be open and in no allocation. Raises BadInput, NotFound or CannotChangeSeats."""
    name, wanted = clean_name(allocation), _check_seats(seats)
    secret = None if code is None else clean_name(code)
    async with _change(performance_id, wanted, "set_aside") as connection:
        allocation_id = await find_or_create_allocation(connection, performance_id, name, secret)
        rows = await _fetch_all(connection, SET_ASIDE, performance_id, wanted, allocation_id)
        await _release_expired(connection, performance_id, rows)
        await record(connection, performance_id, SeatsAllocated(wanted, allocation_id), actor=actor)


async def kill_seats(performance_id: int, seats: Sequence[int], *, actor: str) -> None:
    """Take open seats off sale; those of an allocation stay in it. Raises BadInput, NotFound or CannotChangeSeats."""
    wanted = _check_seats(seats)
    async with _change(performance_id, wanted, "kill") as connection:
        rows = await _fetch_all(connection, KILL, performance_id, wanted)
        await _release_expired(connection, performance_id, rows)
        await record(connection, performance_id, SeatsKilled(wanted), actor=actor)


async def open_seats(performance_id: int, seats: Sequence[int], *, actor: str) -> None:
    """Give seats that are killed, set aside or both back to general sale. Raises BadInput, NotFound or
    CannotChangeSeats."""
    wanted = _check_seats(seats)
    async with _change(performance_id, wanted, "open") as connection:
        rows = await _fetch_all(connection, OPEN, performance_id, wanted)
        await _release_expired(connection, performance_id, rows)
        facts: list[SeatsReleased | SeatsAllocated] = []
        if killed := [row["idx"] for row in rows if row["killed"]]:
            facts.append(SeatsReleased(killed))
        if allocated := [row["idx"] for row in rows if row["allocated"]]:
            facts.append(SeatsAllocated(allocated))
        await record(connection, performance_id, *facts, actor=actor)


class _NotAllFit(Exception):
    """Some of the seats are in another state; the transaction is rolled back."""


@asynccontextmanager
async def _change(performance_id: int, seats: list[int], verb: Verb) -> AsyncIterator[Connection]:
    """Run the block in a transaction that has locked the performance, so that two verbs that name the same new
    allocation create it once. Raises NotFound or CannotChangeSeats, which name the seats that do not fit."""
    try:
        async with transaction() as connection:
            state = await connection.fetchval(LOCK, performance_id)
            if state is None:
                raise NotFound(message("There is no such performance."))
            if state != "published":
                raise CannotChangeSeats(message("It is {state}, not published. Nothing was changed.", state=state))
            yield connection
    except _NotAllFit:
        raise await refusal_of(performance_id, seats, verb) from None
    log.info("seats_changed", performance=performance_id, verb=verb, seats=len(seats))
    wake_relay()


LOCK = "SELECT state FROM performance WHERE id = $1 FOR NO KEY UPDATE"


async def _fetch_all(
    connection: Connection, sql: str, performance_id: int, seats: list[int], *values: int
) -> list[Record]:
    rows: list[Record] = await connection.fetch(sql, performance_id, seats, *values)
    if len(rows) != len(seats):
        raise _NotAllFit
    return rows


def _check_seats(seats: Sequence[int]) -> list[int]:
    wanted = sorted(set(seats))
    if not 0 < len(wanted) <= MAX_SEATS:
        raise BadInput(message("Name 1 to {most} seats at a time. Nothing was changed.", most=MAX_SEATS))
    return wanted


async def _release_expired(connection: Connection, performance_id: int, rows: Sequence[Record]) -> None:
    """Record the seats that were taken from a hold that had run out, by hold."""
    by_hold: dict[int, list[int]] = {}
    for row in rows:
        if row["hold_id"] is not None:
            by_hold.setdefault(row["hold_id"], []).append(row["idx"])
    if by_hold:
        facts = [SeatsReleased(seats, hold) for hold, seats in sorted(by_hold.items())]
        await record(connection, performance_id, *facts, actor="expiry")
