"""Holds: take, extend and release seats for a short time. Each verb is one call to Postgres and one commit, and does
not wait for row locks."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec
import structlog

from app.errors import BadInput
from app.events.catalog import Performance
from app.language.messages import message
from app.seating.errors import AlreadyExtended, HoldEnded, NoSuchArea, NoSuchSeat, TypeNotSold
from app.seating.holds.outcome_errors import FailedClaim, error_for_places_outcome, error_for_seats_outcome
from app.seating.plan.sections import get_sections
from app.web.load.room_metrics import count_hold
from app.web.wakeups import wake_relay
from db import pool
from realtime.logs import log

MAX_SEATS_AT_ONCE = 100
EXTRA_MINUTES = 5
SEAT_ATTEMPTS = 2
"""Attempts for seats that other requests are claiming, because those requests may fail too."""
AREA_ATTEMPTS = 8
"""Attempts in a standing area whose last places others are claiming, so that it is not reported sold out too early."""
MAX_INT32 = 2**31 - 1
DECODE_TYPES = msgspec.json.Decoder(dict[int, int]).decode


class Hold(msgspec.Struct, frozen=True):
    """A live hold: its seats in order with their price levels, and the instant it ends.

    `extended`, `checkout_extended`: whether each of its two extensions was used. `allowed`: the number of seats this
    person may still take. `types`: the chosen ticket types by seat number; other seats have the first type."""

    id: int
    until: datetime
    seats: list[int]
    levels: list[int]
    extended: bool
    checkout_extended: bool
    allowed: int = 0
    types: dict[int, int] = {}


async def hold_seats(
    performance_id: int,
    person: str,
    seats: Sequence[int],
    plan: int,
    codes: Sequence[str] = (),
    *,
    replacing: Sequence[int] = (),
) -> Hold:
    """Hold all of `seats` (as seen on plan version `plan`) for `person`, or none.

    Adds them to the person's live hold without changing its end. Seats the person holds already count as taken, so
    that a repeated request succeeds. `replacing`: the person's seats that are released in the same transaction, only
    if `seats` were taken. Raises BadInput for invalid numbers, else an error of app.seating.errors."""
    wanted, own = _validate_seats(seats), _validate_range(replacing)
    row = await _claim(SEAT_ATTEMPTS, performance_id, person, wanted, plan, list(codes), own, None, 0, 0)
    if row["outcome"] != "held":
        raise await error_for_seats_outcome(_failed_claim(row), wanted, plan, replacing)
    return _taken(performance_id, row)


async def hold_places(
    performance: Performance,
    person: str,
    area: int,
    count: int,
    plan: int,
    codes: Sequence[str] = (),
    *,
    replacing: Sequence[int] = (),
) -> Hold:
    """Hold any `count` places of the standing area whose first place has the number `area`, or none.

    Otherwise as `hold_seats`, but a repeated request takes places again. Also raises NoSuchArea, and TooFewPlaces,
    the latter only after a count that skips no locked place."""
    if not 0 < count <= MAX_SEATS_AT_ONCE:
        raise BadInput(
            message("Choose 1 to {most} places. Nothing was taken.", most=MAX_SEATS_AT_ONCE),
            code="no_such_count",
        )
    if not 0 <= area <= MAX_INT32:
        raise NoSuchArea()
    own, start = _validate_range(replacing), await _random_start(performance, plan, area)
    row = await _claim(AREA_ATTEMPTS, performance.id, person, [], plan, list(codes), own, area, count, start)
    if row["outcome"] != "held":
        raise await error_for_places_outcome(_failed_claim(row), area, plan, replacing)
    return _taken(performance.id, row)


async def choose_type(performance_id: int, person: str, seats: Sequence[int], ticket_type: int) -> Hold:
    """Change the ticket type of all these seats of the person's live hold, or of none; the hold's end stays.

    Raises BadInput, HoldEnded when not all of them are held, or TypeNotSold."""
    wanted = _validate_seats(seats)
    if not 0 <= ticket_type <= MAX_INT32:
        raise TypeNotSold()
    row = await _row("SELECT * FROM choose_type($1, $2, $3, $4)", performance_id, person, wanted, ticket_type)
    if row["outcome"] == "unknown_type":
        raise TypeNotSold()
    if row["outcome"] != "chosen":
        raise HoldEnded()
    return _held(row)


async def release_seats(performance_id: int, person: str, seats: Sequence[int] | None = None) -> list[int]:
    """Release these seats of the person's live hold, or all of it. Returns the seats that are open now.

    Seats the person does not hold are ignored, so a repeated request changes nothing."""
    wanted = None if seats is None else _validate_range(seats)
    row = await pool.fetch_row("SELECT * FROM release_seats($1, $2, $3)", performance_id, person, wanted)
    released: list[int] = row["released"] if row else []
    if released:
        log.info("seats_released", performance=performance_id, seats=len(released))
        wake_relay()
    return released


async def extend_hold(performance_id: int, person: str) -> datetime:
    """Add five minutes to the hold, once per hold. Returns the new end. Raises HoldEnded or AlreadyExtended."""
    row = await _extend(performance_id, person, "extended")
    if row["outcome"] == "again":
        raise AlreadyExtended()
    until: datetime = row["until"]
    return until


async def ensure_checkout_time(performance_id: int, person: str) -> datetime:
    """Extend the hold to at least five minutes from now for the checkout, once per hold. Returns the end.

    Raises HoldEnded."""
    until: datetime = (await _extend(performance_id, person, "lifted"))["until"]
    return until


async def _extend(performance_id: int, person: str, kind: str) -> pool.Record:
    try:
        row = await pool.fetch_row(
            "SELECT * FROM extend_hold($1, $2, $3, $4)", performance_id, person, EXTRA_MINUTES, kind
        )
    except asyncpg.SerializationError:  # the hold expired at this moment, and another person has one of its seats
        raise HoldEnded() from None
    if row is None or row["outcome"] == "gone":
        raise HoldEnded()
    return row


# The hold first, then its seats, each by its index, whatever the statistics say: a plan that was made while few held
# seats would read the seats of all fans, and all holds for each of them.
LIVE_HOLD = """
    WITH own AS MATERIALIZED (
        SELECT id, types, extended_at, lifted_at FROM hold
        WHERE performance_id = $1 AND person = $2 AND ended_at IS NULL)
    SELECT own.id AS hold, s.until, s.seats, s.levels, own.types,
           own.extended_at IS NOT NULL AS extended, own.lifted_at IS NOT NULL AS lifted
    FROM own CROSS JOIN LATERAL (
        SELECT max(hold_expires_at) AS until, array_agg(idx ORDER BY idx) AS seats,
               array_agg(price_level ORDER BY idx) AS levels
        FROM seat WHERE performance_id = $1 AND hold_id = own.id AND hold_expires_at > now()) s
    WHERE s.until IS NOT NULL
"""


async def live_hold(performance_id: int, person: str) -> Hold | None:
    """Return the person's live hold, or None. An expired hold does not count, even before a worker has released it."""
    row = await pool.fetch_row(LIVE_HOLD, performance_id, person)
    return _held(row) if row else None


def _held(row: pool.Record, allowed: int = 0) -> Hold:
    types = DECODE_TYPES(row["types"])
    return Hold(row["hold"], row["until"], row["seats"], row["levels"], row["extended"], row["lifted"], allowed, types)


def _failed_claim(row: pool.Record) -> FailedClaim:
    return FailedClaim(row["outcome"], row["seats"], row["until"], row["allowed"] or 0, row["places_left"] or 0)


def _taken(performance_id: int, row: pool.Record) -> Hold:
    structlog.contextvars.bind_contextvars(performance=performance_id, hold=row["hold"])
    wake_relay()
    return _held(row, row["allowed"])


def _validate_seats(seats: Sequence[int]) -> list[int]:
    wanted = _validate_range(seats)
    if not wanted:
        raise BadInput(message("Choose at least one seat."), code="no_seats")
    if len(set(wanted)) != len(wanted):
        raise BadInput(message("A seat is named twice. Nothing was taken."), code="seat_twice")
    return sorted(wanted)


def _validate_range(seats: Sequence[int]) -> list[int]:
    if len(seats) > MAX_SEATS_AT_ONCE:
        raise BadInput(message("That is more seats than anybody can take. Nothing was taken."), code="too_many_named")
    if any(seat < 0 or seat > MAX_INT32 for seat in seats):
        raise NoSuchSeat()
    return list(seats)


async def _random_start(performance: Performance, plan: int, area: int) -> int:
    """Return a random place of this area, where the search for open places begins, so that concurrent requests do not
    all begin at the first. Returns `area` for another plan version, for which the hold raises PlanChanged."""
    sections = await get_sections(plan) if performance.plan == plan else ()
    section = next((section for section in sections if section.first_seat == area), None)
    if section is None:
        return area
    return section.first_seat + random.randrange(section.seat_count)  # noqa: S311 - jitter, not a secret


async def _claim(attempts: int, performance_id: int, person: str, *wanted: object) -> pool.Record:
    """Call hold_seats in Postgres, again after a few ms while other requests are claiming the same seats."""
    row = await _row(CLAIM, performance_id, person, *wanted)
    for attempt in range(1, attempts):
        if row["outcome"] != "contested":
            break
        await asyncio.sleep(random.uniform(0.004, 0.012) * attempt)  # noqa: S311 - jitter, not a secret
        row = await _row(CLAIM, performance_id, person, *wanted)
    count_hold(person, row["outcome"])
    return row


CLAIM = "SELECT * FROM hold_seats($1, $2, $3, $4, $5, $6, $7, $8, $9)"


async def _row(sql: str, *arguments: object) -> pool.Record:
    row = await pool.fetch_row(sql, *arguments)
    assert row is not None, "a function with OUT parameters returns one row"
    return row
