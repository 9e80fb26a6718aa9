"""Finds the seats of an order that staff name in words."""

from collections.abc import Sequence, Set

import msgspec

from app.errors import AisleError
from app.language.messages import Items, message
from app.language.translator import english
from app.venues.seat_names import place_in_words
from app.venues.seat_search import simplify_name


class OrderSeat(msgspec.Struct, frozen=True):
    """A seat of an order. `search_name`: its place, simplified. `used`: a fan came in with its ticket.

    `amount` and `extra` in minor units: its price, and its own fees and taxes."""

    idx: int
    place: str
    search_name: str
    amount: int
    extra: int
    used: bool


def order_seat(idx: int, section: str, row: str, label: str, *, amount: int, extra: int, used: bool) -> OrderSeat:
    """Build a seat from its name on the plan."""
    search_name = simplify_name(" ".join((section, row, label)))
    return OrderSeat(idx, english.say(place_in_words(section, row, label)), search_name, amount, extra, used)


def select_seats(names: Sequence[str], seats: Sequence[OrderSeat], error: type[AisleError]) -> set[int]:
    """Return the numbers of the seats with these names, of all without a name. Raises `error`: none has this name, or
    several have."""
    if not names:
        return {seat.idx for seat in seats}
    selected: set[int] = set()
    for name in names:
        selected.add(_find_seat(name, seats, selected, error).idx)
    return selected


def _find_seat(name: str, seats: Sequence[OrderSeat], selected: Set[int], error: type[AisleError]) -> OrderSeat:
    """Find the seat of a name: "Stalls H 11", "stalls, row h, seat 11", "H 11", "11", or "#17", its number on the plan.

    A number without # is the label on the seat, which differs from its number on the plan. Standing places of one area
    and price are interchangeable: "Floor" twice selects two of them."""
    words, number = simplify_name(name), name.strip()
    by_name = [seat for seat in seats if words and f" {seat.search_name}".endswith(f" {words}")]
    matches = [seat for seat in seats if number == f"#{seat.idx}"] or by_name
    if not matches:
        raise error(
            message(
                '"{name}" is none of these seats: {places}.',
                name=name,
                places=Items(tuple(seat.place for seat in seats)),
            )
        )
    if len({(seat.place, seat.amount, seat.extra) for seat in matches}) > 1:
        which = Items(
            tuple(message("{place} is #{number}", place=seat.place, number=str(seat.idx)) for seat in matches), "or"
        )
        raise error(message('"{name}" may be two seats. Say the number: {which}.', name=name, which=which))
    others = [seat for seat in matches if seat.idx not in selected]
    if len(matches) > 1 and not others:
        raise error(
            message('"{name}" is named more often than the {times} times it was paid.', name=name, times=len(matches))
        )
    return min(others or matches, key=lambda seat: seat.used)
