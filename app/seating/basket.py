"""The basket: what the fan sees of their hold, priced."""

from datetime import datetime

import msgspec

from app.events.price_table import Level, PriceTable, price_table
from app.events.prices import Sum, all_in, total_of
from app.seating.holds import Hold, live_hold
from app.seating.picture import Seat, picture_of
from app.web.kept import Kept


class BasketLine(msgspec.Struct, frozen=True):
    """One seat. `all_in`: minor units, every fee that counts per ticket included."""

    idx: int
    section: str
    row: str
    label: str
    level: Level
    ticket_type: str
    all_in: int


class Basket(msgspec.Struct, frozen=True):
    """A live hold with its prices. `sums`: the tickets, then each fee as its own line. Money in minor units."""

    hold_id: int
    until: datetime
    extended: bool
    lifted: bool
    lines: list[BasketLine]
    sums: list[Sum]
    total: int
    currency: str

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
    sums = total_of([prices.first_line(level) for level in hold.levels], prices.fees)
    held = zip(hold.seats, hold.levels, strict=True)
    lines = [_basket_line(prices, picture[idx], level) for idx, level in held]
    return Basket(hold.id, hold.until, hold.extended, hold.lifted, lines, sums.rows, sums.total, prices.currency)


def _basket_line(prices: PriceTable, seat: Seat, level: int) -> BasketLine:
    cost = all_in(prices.first_line(level).price, prices.fees)
    return BasketLine(seat.idx, seat.section, seat.row, seat.label, prices.levels[level], prices.types[0].name, cost)
