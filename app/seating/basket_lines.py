"""The lines of a basket: a seat is one, what is sold by count or only whole is one for each ticket type."""

from collections.abc import Iterator

import msgspec

from app.events.price_table import Level, PriceTable, TicketType
from app.seating.holds.hold import Hold
from app.seating.plan.seats import PlanSeats, Seat
from app.venues.seat_names import places_in_words


class TypeChoice(msgspec.Struct, frozen=True, rename={"all_in_price": "all_in"}):
    """A ticket type that is sold here; `all_in_price`: what one costs, in minor units."""

    idx: int
    name: str
    all_in_price: int


class BasketLine(
    msgspec.Struct,
    frozen=True,
    rename={"total_with_fees": "all_in", "short_label": "short", "released_with": "returns"},
):
    """One seat; or the standing places of one area, or the seats of a table that is sold whole, of one ticket type.

    `total_with_fees`: minor units, every fee that counts per ticket and an added tax included, of all of `seats`
    together. `short_label`: what it is called where there is little room. `released_with`: the seats that go back with
    it. `whole`: of a table that is sold only whole. `special`: "wheelchair space", "companion seat", "restricted
    view"."""

    seats: list[int]
    words: str
    short_label: str
    level: Level
    ticket_type: TicketType
    total_with_fees: int
    choices: list[TypeChoice]
    released_with: list[int]
    whole: bool = False
    special: str = ""

    @property
    def idx(self) -> int:
        """Names the line: its first seat."""
        return self.seats[0]

    @property
    def can_split(self) -> bool:
        """Whether one of its places may go back by itself: a table that is sold whole does not divide."""
        return len(self.seats) > 1 and not self.whole


def basket_lines(prices: PriceTable, plan_seats: PlanSeats, hold: Hold) -> list[BasketLine]:
    """All of the hold, in the order of the first seats."""
    groups = _groups(prices, plan_seats, hold)
    tables: dict[object, list[int]] = {}
    for (where, *_), seats in groups.items():
        tables.setdefault(where, []).extend(seat.idx for seat in seats)
    return [
        _line(prices, seats, level, ticket_type, sorted(tables[where]) if seats[0].at_table == "whole" else None)
        for (where, level, ticket_type), seats in groups.items()
    ]


def _groups(prices: PriceTable, plan_seats: PlanSeats, hold: Hold) -> dict[tuple[object, int, int], list[Seat]]:
    """By where they are, level and ticket type."""
    groups: dict[tuple[object, int, int], list[Seat]] = {}
    for idx, level in zip(hold.seats, hold.levels, strict=True):
        line, seat = prices.ticket_for(level, hold.types.get(idx)), plan_seats[idx]
        groups.setdefault((_where(seat), level, line.ticket_type), []).append(seat)
    return groups


def _where(seat: Seat) -> object:
    """What is the same for places that make one line."""
    return (seat.section, seat.row) if seat.is_standing or seat.at_table == "whole" else seat.idx


def _line(prices: PriceTable, seats: list[Seat], level: int, ticket_type: int, table: list[int] | None) -> BasketLine:
    numbers, first = [seat.idx for seat in seats], seats[0]
    cost = prices.all_in_price(prices.ticket(level, ticket_type)) * len(seats)
    words = places_in_words(first.section, first.row, [seat.label for seat in seats])
    kind = TicketType(ticket_type, prices.type_name(ticket_type))
    choices = list(_choices(prices, level))
    return BasketLine(
        numbers, words, _short(seats), prices.levels[level], kind, cost, choices, table or numbers, table is not None,
        special=next((seat.special for seat in seats if seat.special), ""),
    )  # fmt: skip


def _short(seats: list[Seat]) -> str:
    first = seats[0]
    if first.is_standing:
        return places_in_words(first.section, first.row, [""] * len(seats))
    return first.short_label if len(seats) == 1 else first.row


def _choices(prices: PriceTable, level: int) -> Iterator[TypeChoice]:
    for kind in prices.types_for(level):
        yield TypeChoice(kind.idx, kind.name, prices.all_in_price(prices.ticket(level, kind.idx)))
