"""The basket: what the fan sees of their hold, priced."""

from datetime import datetime

import msgspec

from app.events.price_table import Level, PriceTable, price_table
from app.events.prices import Sum
from app.seating.holds import Hold, live_hold
from app.seating.picture import Seat, picture_of
from app.web.kept import Kept


class BasketLine(msgspec.Struct, frozen=True):
    """One seat. `all_in`: minor units, every fee that counts per ticket and an added tax included."""

    idx: int
    section: str
    row: str
    label: str
    level: Level
    ticket_type: str
    all_in: int


class Basket(msgspec.Struct, frozen=True):
    """A live hold with its prices. `sums`: the tickets, then each fee and an added tax as lines of their own.

    `taxed`: there is an added tax. `included`: the tax that is part of the total. Money in minor units."""

    hold_id: int
    until: datetime
    extended: bool
    lifted: bool
    lines: list[BasketLine]
    sums: list[Sum]
    total: int
    currency: str
    taxed: bool = False
    included: Sum | None = None

    @property
    def seats(self) -> list[int]:
        """The seats' numbers, in order."""
        return [line.idx for line in self.lines]


_shown_prices = Kept(price_table)


async def basket_of(performance_id: int, person: str, plan: int) -> Basket | None:
    """What this person holds at this performance, priced; None when they hold nothing, or no longer."""
    hold = await live_hold(performance_id, person)
    return await basket_with(performance_id, plan, hold) if hold else None


async def basket_with(performance_id: int, plan: int, hold: Hold) -> Basket:
    """This hold, priced. `plan`: the performance's plan version."""
    prices, picture = await _shown_prices(performance_id), await picture_of(plan)
    sums = prices.sums_of([prices.first_line(level) for level in hold.levels])
    held = zip(hold.seats, hold.levels, strict=True)
    lines = [_basket_line(prices, picture[idx], level) for idx, level in held]
    return Basket(
        hold.id, hold.until, hold.extended, hold.lifted, lines, sums.rows, sums.total, prices.currency,
        taxed=sums.tax is not None, included=sums.included,
    )  # fmt: skip


def _basket_line(prices: PriceTable, seat: Seat, level: int) -> BasketLine:
    cost = prices.all_in(prices.first_line(level))
    return BasketLine(seat.idx, seat.section, seat.row, seat.label, prices.levels[level], prices.types[0].name, cost)
