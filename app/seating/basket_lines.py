"""The lines of a basket.

A numbered seat is a line of its own. The standing places of one area, and the seats of a table that is sold only whole,
make one line per price level and ticket type."""

import msgspec

from app.events.price_table import Level, PriceTable, TicketType
from app.events.ticket_offer import TicketOffer, TypeChoice
from app.language.messages import Message
from app.seating.holds.hold import Hold
from app.seating.plan.seats import PlanSeats, Seat
from app.venues.seat_names import places_in_words


class BasketLine(msgspec.Struct, frozen=True):
    """One seat; or the standing places of one area, or the seats of a table that is sold whole, of one ticket type.

    `total_with_fees`: the price of all `seats` together in minor units, with every fee per ticket and an added tax.
    `short_label`: its name where there is little room. `released_with`: the seats that are released together with it.
    `whole`: its table is sold only whole. `special`: "Wheelchair space", "Companion seat" or "Restricted view"."""

    seats: list[int]
    words: Message
    short_label: Message | str
    level: Level
    ticket_type: TicketType
    total_with_fees: int
    choices: list[TypeChoice]
    released_with: list[int]
    whole: bool = False
    special: Message | None = None

    @property
    def idx(self) -> int:
        """The number of its first seat, which identifies the line."""
        return self.seats[0]

    @property
    def can_split(self) -> bool:
        """Whether one of its places can be released alone: not those of a table that is sold whole."""
        return len(self.seats) > 1 and not self.whole


def basket_lines(prices: PriceTable, plan_seats: PlanSeats, hold: Hold) -> list[BasketLine]:
    """List the lines of the hold, ordered by their first seats."""
    groups = _groups(prices, plan_seats, hold)
    tables: dict[object, list[int]] = {}
    for (where, *_), seats in groups.items():
        tables.setdefault(where, []).extend(seat.idx for seat in seats)
    return [
        _line(prices.offer(level, ticket_type), seats, tables[where])
        for (where, level, ticket_type), seats in groups.items()
    ]


def _groups(prices: PriceTable, plan_seats: PlanSeats, hold: Hold) -> dict[tuple[object, int, int], list[Seat]]:
    """Group the held seats by `_where`, price level and ticket type."""
    groups: dict[tuple[object, int, int], list[Seat]] = {}
    for idx, level in zip(hold.seats, hold.levels, strict=True):
        line, seat = prices.ticket_for(level, hold.types.get(idx)), plan_seats[idx]
        groups.setdefault((_where(seat), level, line.ticket_type), []).append(seat)
    return groups


def _where(seat: Seat) -> object:
    """Return a key that is equal for the places of one line."""
    return (seat.section, seat.row) if seat.is_standing or seat.at_table == "whole" else seat.idx


def _line(offer: TicketOffer, seats: list[Seat], together: list[int]) -> BasketLine:
    """Return the line of these seats. `together`: all held seats of the same area or table."""
    numbers, first = [seat.idx for seat in seats], seats[0]
    is_whole = first.at_table == "whole"
    return BasketLine(
        numbers,
        places_in_words(first.section, first.row, [seat.label for seat in seats]),
        _short(seats),
        offer.level,
        offer.ticket_type,
        total_with_fees=offer.all_in_price * len(seats),
        choices=offer.choices,
        released_with=sorted(together) if is_whole else numbers,
        whole=is_whole,
        special=next((seat.special for seat in seats if seat.special), None),
    )


def _short(seats: list[Seat]) -> Message | str:
    first = seats[0]
    if first.is_standing:
        return places_in_words(first.section, first.row, [""] * len(seats))
    return first.short_label if len(seats) == 1 else first.row
