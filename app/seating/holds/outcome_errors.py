"""Errors for the outcomes of hold_seats.sql other than "held"."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.errors import AisleError
from app.events.errors import UnknownPerformance
from app.language.messages import Message, message, plural, sentences
from app.seating.errors import (
    NoSuchArea,
    NoSuchSeat,
    NotOnSaleYet,
    PerformanceIsCancelled,
    PlanChanged,
    SaleOver,
    SeatsContested,
    SeatsTaken,
    TooFewPlaces,
    TooManySeats,
)
from app.seating.plan.seats import PlanSeats, get_plan_seats, seat_names


class FailedClaim(msgspec.Struct, frozen=True):
    """A result of hold_seats.sql other than "held". `seats`: the requested seats that could not be held; `until`: the
    start of the sale, for "not_yet"; `allowed`: the number of seats this person may still take; `places_left`: the
    places a standing area still has, for "taken"."""

    outcome: str
    seats: list[int]
    until: datetime | None = None
    allowed: int = 0
    places_left: int = 0


async def error_for_seats_outcome(
    claim: FailedClaim, wanted: Sequence[int], plan: int, replacing: Sequence[int]
) -> AisleError:
    """Return the error for a failed claim of the seats `wanted` of plan version `plan`.

    `replacing`: the seats that were to be released. The plan is read only where the outcome names one of its seats."""
    gone = claim.seats
    left = [seat for seat in wanted if seat not in gone]
    match claim.outcome:
        case "no_such_seat":
            return NoSuchSeat(seats=gone)
        case "taken":
            return _taken(await get_plan_seats(plan), gone, left, replacing)
        case "contested":
            return SeatsContested(seats=gone, left=left)
    return _not_sold(claim)


async def error_for_places_outcome(claim: FailedClaim, area: int, plan: int, replacing: Sequence[int]) -> AisleError:
    """Return the error for a failed claim of places of this standing area; otherwise as `error_for_seats_outcome`."""
    match claim.outcome:
        case "no_such_area":
            return NoSuchArea()
        case "taken":
            words = _too_few(await _section(plan, area), claim.places_left)
            return TooFewPlaces(words, area=area, places_left=claim.places_left, instead=[*replacing])
        case "contested":
            section = await _section(plan, area)
            return SeatsContested(
                message("Others are taking what is left of {areas}. Try again.", areas=section), area=area
            )
    return _not_sold(claim)


async def _section(plan: int, area: int) -> str:
    return (await get_plan_seats(plan))[area].section


def _taken(plan_seats: PlanSeats, gone: list[int], left: list[int], replacing: Sequence[int]) -> SeatsTaken:
    # a wheelchair space among `left` was asked for as such: otherwise the rules would have refused it before
    words, spaces = _just_gone(plan_seats, gone, left), sum(plan_seats[idx].wheelchair for idx in left)
    known = seat_names(plan_seats, left)
    return SeatsTaken(words, seats=gone, left=left, left_words=known, instead=[*replacing], wheelchairs=spaces)


def _not_sold(claim: FailedClaim) -> AisleError:
    match claim.outcome:
        case "unknown":
            return UnknownPerformance()
        case "cancelled":
            return PerformanceIsCancelled()
        case "other_plan":
            return PlanChanged()
        case "not_yet":
            return NotOnSaleYet(on_sale_at=claim.until)
        case "over":
            return SaleOver()
        case "too_many":
            return TooManySeats(_too_many(claim.allowed), allowed=claim.allowed)
    raise RuntimeError(f"hold_seats returned the outcome {claim.outcome!r}")


def _too_many(allowed: int) -> Message:
    if allowed <= 0:
        return message("You have as many seats as one person may take here. Nothing was changed.")
    return plural(
        "You may take {count} more. Nothing was changed.", "You may take {count} more. Nothing was changed.", allowed
    )


def _too_few(section: str, left: int) -> Message:
    if not left:
        return message("{section} has no places left just now. Nothing was taken.", section=section)
    return plural(
        "Only {count} place is left in {section}. Nothing was taken.",
        "Only {count} places are left in {section}. Nothing was taken.",
        left,
        section=section,
    )


def _just_gone(plan_seats: PlanSeats, gone: list[int], left: list[int]) -> Message:
    went = just_gone(plan_seats, gone)
    if not left:
        return sentences(went, message("Nothing was taken."))
    names = seat_names(plan_seats, left)
    there = plural("{seats} is still there.", "{seats} are still there.", len(left), seats=names)
    return sentences(went, there, message("Nothing was taken."))


def just_gone(plan_seats: PlanSeats, gone: Sequence[int]) -> Message:
    """Say that other fans have these seats now: "Stalls G 11 and 12 have just gone."."""
    # Translators: {seats} are names of seats, such as "Stalls G 11 and 12"
    names = seat_names(plan_seats, gone)
    return plural("{seats} has just gone.", "{seats} have just gone.", len(gone), seats=names)
