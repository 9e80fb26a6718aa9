"""Why the database did not give what was wished for, as an error with its facts."""

from collections.abc import Sequence

from app.errors import HouseError
from app.seating.picture import Picture, names
from app.seating.refusals import (
    NoSuchArea,
    NoSuchSeat,
    NotOnSaleYet,
    OtherPlan,
    PerformanceCancelled,
    PlacesGone,
    SaleOver,
    SeatsContested,
    SeatsTaken,
    TooManySeats,
    UnknownPerformance,
)
from db.pool import Record


def seats_denied(row: Record, wish: Sequence[int], picture: Picture) -> HouseError:
    """`row`: what hold_seats said of these seats; not "held"."""
    gone: list[int] = row["seats"]
    left = [seat for seat in wish if seat not in gone]
    match row["outcome"]:
        case "no_such_seat":
            return NoSuchSeat(seats=gone)
        case "taken":
            return _taken(picture, gone, left)
        case "contested":
            return SeatsContested(seats=gone, left=left)
    return _not_sold(row)


def places_denied(row: Record, area: int, count: int, picture: Picture) -> HouseError:
    """`row`: what hold_seats said of so many places of this standing area; not "held"."""
    match row["outcome"]:
        case "no_such_area":
            return NoSuchArea()
        case "taken":
            left: int = row["places_left"]
            return PlacesGone(_too_few(picture[area].section, left), area=area, places_left=left)
        case "contested":
            return SeatsContested(f"Others are taking what is left of {picture[area].section}. Try again.", area=area)
    return _not_sold(row)


def _taken(picture: Picture, gone: list[int], left: list[int]) -> SeatsTaken:
    # a wheelchair space that is left was asked for: without that the rules had said no before
    words, spaces = _just_gone(picture, gone, left), sum(picture[idx].wheelchair for idx in left)
    return SeatsTaken(words, seats=gone, left=left, left_words=names(picture, left), wheelchairs=spaces)


def _not_sold(row: Record) -> HouseError:
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
    raise RuntimeError(f"hold_seats said {row['outcome']!r}")


def _too_many(allowed: int) -> str:
    if allowed <= 0:
        return "You have as many seats as one person may take here. Nothing was changed."
    return f"You may take {allowed} more. Nothing was changed."


def _too_few(section: str, left: int) -> str:
    if not left:
        return f"{section} has no places left just now. Nothing was taken."
    return f"Only {left} {'place is' if left == 1 else 'places are'} left in {section}. Nothing was taken."


def _just_gone(picture: Picture, gone: list[int], left: list[int]) -> str:
    went = f"{names(picture, gone)} {'has' if len(gone) == 1 else 'have'} just gone."
    if not left:
        return f"{went} Nothing was taken."
    return f"{went} {names(picture, left)} {'is' if len(left) == 1 else 'are'} still there. Nothing was taken."
