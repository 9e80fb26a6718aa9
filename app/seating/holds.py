"""A hold: a fan's short, timed claim on seats. One call to Postgres and one commit each; nobody waits for a seat."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec
import structlog

from app.errors import BadInput
from app.logs import log
from app.seating.picture import Picture, names, picture_of
from app.seating.refusals import (
    AlreadyExtended,
    HoldGone,
    NoSuchSeat,
    NotOnSaleYet,
    OtherPlan,
    PerformanceCancelled,
    SaleOver,
    SeatsContested,
    SeatsTaken,
    TooManySeats,
    UnknownPerformance,
)
from app.web.bell import ring
from db import pool

MOST_AT_ONCE = 100
EXTRA_MINUTES = 5


class Hold(msgspec.Struct, frozen=True):
    """A live hold: its seats in order with their price levels, and the instant it ends.

    `extended`, `lifted`: which of its two extra times were used. `allowed`: how many more this person may take."""

    id: int
    until: datetime
    seats: list[int]
    levels: list[int]
    extended: bool
    lifted: bool
    allowed: int = 0


async def hold_seats(
    performance_id: int, person: str, seats: Sequence[int], plan: int, codes: Sequence[str] = ()
) -> Hold:
    """All of `seats` (as seen on plan version `plan`) become this person's, or nothing changes.

    Adds to the person's live hold without moving its clock; seats they hold already count as got, so a retry does not
    lose to itself. Raises BadInput for a wish that cannot be meant, else one of app.seating.refusals."""
    wish = _checked(seats)
    row = await _claim(performance_id, person, wish, plan, codes)
    if row["outcome"] == "contested":  # they met somebody who may have lost too: look once more
        await asyncio.sleep(random.uniform(0.004, 0.012))  # noqa: S311 - jitter, not a secret
        row = await _claim(performance_id, person, wish, plan, codes)
    if row["outcome"] != "held":
        raise _refusal(row, wish, await picture_of(plan))
    structlog.contextvars.bind_contextvars(performance=performance_id, hold=row["hold"])
    ring()
    return _held(row, row["allowed"])


async def release_seats(performance_id: int, person: str, seats: Sequence[int] | None = None) -> list[int]:
    """Gives back these seats of the person's live hold, or all of it. Returns what was opened; seats that are not
    theirs are left alone and nothing is said about them, so giving back twice is harmless."""
    row = await pool.fetch_row("SELECT * FROM release_seats($1, $2, $3)", performance_id, person, _some(seats))
    released: list[int] = row["released"] if row else []
    if released:
        log.info("seats_released", performance=performance_id, seats=len(released))
        ring()
    return released


async def extend_hold(performance_id: int, person: str) -> datetime:
    """ "Take five more", once per hold. Returns the new end. Raises HoldGone or AlreadyExtended."""
    row = await _extend(performance_id, person, "extended")
    if row["outcome"] == "again":
        raise AlreadyExtended()
    until: datetime = row["until"]
    return until


async def lift_hold(performance_id: int, person: str) -> datetime:
    """Opening checkout leaves at least five minutes, once per hold. Returns the end. Raises HoldGone."""
    until: datetime = (await _extend(performance_id, person, "lifted"))["until"]
    return until


async def _extend(performance_id: int, person: str, why: str) -> pool.Record:
    try:
        row = await pool.fetch_row(
            "SELECT * FROM extend_hold($1, $2, $3, $4)", performance_id, person, EXTRA_MINUTES, why
        )
    except asyncpg.SerializationError:  # it ran out this very moment, and a seat of it has gone
        raise HoldGone() from None
    if row is None or row["outcome"] == "gone":
        raise HoldGone()
    return row


LIVE_HOLD = """
    SELECT h.id AS hold, max(s.hold_expires_at) AS until, array_agg(s.idx ORDER BY s.idx) AS seats,
           array_agg(s.price_level ORDER BY s.idx) AS levels,
           h.extended_at IS NOT NULL AS extended, h.lifted_at IS NOT NULL AS lifted
    FROM hold h JOIN seat s ON s.performance_id = h.performance_id AND s.hold_id = h.id AND s.hold_expires_at > now()
    WHERE h.performance_id = $1 AND h.person = $2 AND h.ended_at IS NULL GROUP BY h.id, h.extended_at, h.lifted_at
"""


async def live_hold(performance_id: int, person: str) -> Hold | None:
    """What this person holds now, or None. An expired hold is none, swept or not."""
    row = await pool.fetch_row(LIVE_HOLD, performance_id, person)
    return _held(row) if row else None


def _held(row: pool.Record, allowed: int = 0) -> Hold:
    return Hold(row["hold"], row["until"], row["seats"], row["levels"], row["extended"], row["lifted"], allowed)


def _checked(seats: Sequence[int]) -> list[int]:
    wish = _some(seats) or []
    if not wish:
        raise BadInput("Choose at least one seat.", code="no_seats")
    if len(set(wish)) != len(wish):
        raise BadInput("A seat is named twice. Nothing was taken.", code="seat_twice")
    return sorted(wish)


def _some(seats: Sequence[int] | None) -> list[int] | None:
    if seats is None:
        return None
    if len(seats) > MOST_AT_ONCE:
        raise BadInput("That is more seats than anybody can take. Nothing was taken.", code="too_many_named")
    if any(seat < 0 or seat > 2**31 - 1 for seat in seats):
        raise NoSuchSeat()
    return list(seats)


async def _claim(performance_id: int, person: str, wish: list[int], plan: int, codes: Sequence[str]) -> pool.Record:
    row = await pool.fetch_row(
        "SELECT * FROM hold_seats($1, $2, $3, $4, $5)", performance_id, person, wish, plan, list(codes)
    )
    assert row is not None, "a function with OUT parameters returns one row"
    return row


def _refusal(row: pool.Record, wish: list[int], picture: Picture) -> Exception:
    """The database's word for it, as an error with its facts."""
    gone: list[int] = row["seats"]
    left = [seat for seat in wish if seat not in gone]
    match row["outcome"]:
        case "unknown":
            return UnknownPerformance()
        case "cancelled":
            return PerformanceCancelled()
        case "other_plan":
            return OtherPlan()
        case "not_yet":
            return NotOnSaleYet(on_sale_at=row["until"])
        case "over":
            return SaleOver()
        case "too_many":
            return TooManySeats(_too_many(row["allowed"]), allowed=row["allowed"])
        case "no_such_seat":
            return NoSuchSeat(seats=gone)
        case "taken":
            return SeatsTaken(_just_gone(picture, gone, left), seats=gone, left=left, left_words=names(picture, left))
        case _:
            return SeatsContested(seats=gone, left=left)


def _too_many(allowed: int) -> str:
    if allowed <= 0:
        return "You have as many seats as one person may take here. Nothing was changed."
    return f"You may take {allowed} more. Nothing was changed."


def _just_gone(picture: Picture, gone: list[int], left: list[int]) -> str:
    went = f"{names(picture, gone)} {'has' if len(gone) == 1 else 'have'} just gone."
    if not left:
        return f"{went} Nothing was taken."
    return f"{went} {names(picture, left)} {'is' if len(left) == 1 else 'are'} still there. Nothing was taken."
