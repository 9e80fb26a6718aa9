"""The basket: the fan's hold with its prices.

A numbered seat is a line of its own. The standing places of one area, and the seats of a table that is sold only whole,
make one line per price level and ticket type."""

from datetime import datetime

import msgspec

from app.events.catalog import Performance
from app.events.price_table import Level, PriceTable, TicketOffer, TicketType, TypeChoice, price_table
from app.events.pricing import SumLine
from app.seating.holds.hold import Hold, live_hold
from app.seating.plan.seats import PlanSeats, Seat, get_plan_seats
from app.venues.seat_names import places_in_words
from app.web.cache import OneSecondCache


class BasketLine(
    msgspec.Struct,
    frozen=True,
    rename={"total_with_fees": "all_in", "short_label": "short", "released_with": "returns"},
):
    """One seat; or the standing places of one area, or the seats of a table that is sold whole, of one ticket type.

    `total_with_fees`: the price of all `seats` together in minor units, with every fee per ticket and an added tax.
    `short_label`: its name where there is little room. `released_with`: the seats that are released together with it.
    `whole`: its table is sold only whole. `special`: "wheelchair space", "companion seat" or "restricted view"."""

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
        """The number of its first seat, which identifies the line."""
        return self.seats[0]

    @property
    def can_split(self) -> bool:
        """Whether one of its places can be released alone: not those of a table that is sold whole."""
        return len(self.seats) > 1 and not self.whole


class Basket(msgspec.Struct, frozen=True):
    """A live hold with its prices. `sums`: a line for the tickets, one for each fee and one for an added tax.

    `taxed`: whether there is an added tax. `included`: the tax that is part of the total. Money in minor units."""

    hold: Hold
    lines: list[BasketLine]
    sums: list[SumLine]
    total: int
    currency: str
    taxed: bool = False
    included: SumLine | None = None

    @property
    def hold_id(self) -> int:
        """The id of the hold."""
        return self.hold.id

    @property
    def until(self) -> datetime:
        """The instant at which the hold ends."""
        return self.hold.until

    def seconds_left(self, now: datetime) -> int:
        """Return the whole seconds until the hold ends; 0 after its end."""
        return max(int((self.hold.until - now).total_seconds()), 0)

    @property
    def extended(self) -> bool:
        """Whether the fan has added five minutes."""
        return self.hold.extended

    @property
    def checkout_extended(self) -> bool:
        """Whether opening the checkout has added time."""
        return self.hold.checkout_extended

    @property
    def seats(self) -> list[int]:
        """The numbers of the seats, in order."""
        return self.hold.seats


cached_price_table = OneSecondCache(price_table)
"""The price table for pages, at most a second old; an order reads the table again before it charges."""


async def get_basket(performance: Performance, person: str) -> Basket | None:
    """Read this person's live hold at this performance and return it with prices, or None when there is none."""
    hold = await live_hold(performance.id, person)
    return await price_hold(performance, hold) if hold else None


async def price_hold(performance: Performance, hold: Hold) -> Basket:
    """Return the basket of this hold at the cached prices."""
    return make_basket(await cached_price_table(performance.id), await get_plan_seats(performance.plan), hold)


def make_basket(prices: PriceTable, plan_seats: PlanSeats, hold: Hold) -> Basket:
    """Return the basket of this hold at these prices: its lines and its sums."""
    held = zip(hold.seats, hold.levels, strict=True)
    sums = prices.totals_of([prices.ticket_for(level, hold.types.get(idx)) for idx, level in held])
    lines = basket_lines(prices, plan_seats, hold)
    return Basket(
        hold, lines, sums.rows, sums.total, prices.currency, taxed=sums.tax is not None, included=sums.included
    )


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
        special=next((seat.special for seat in seats if seat.special), ""),
    )


def _short(seats: list[Seat]) -> str:
    first = seats[0]
    if first.is_standing:
        return places_in_words(first.section, first.row, [""] * len(seats))
    return first.short_label if len(seats) == 1 else first.row
