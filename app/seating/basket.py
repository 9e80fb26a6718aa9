"""The basket: the fan's hold with its prices."""

from datetime import datetime

import msgspec

from app.events.catalog import Performance
from app.events.price_table import PriceTable, price_table
from app.events.pricing import SumLine
from app.seating.basket_lines import BasketLine, basket_lines
from app.seating.holds.hold import Hold, live_hold
from app.seating.plan.seats import PlanSeats, get_plan_seats
from app.web.cache import OneSecondCache


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
    """Return the basket of this hold at the cached prices, with the names in the language of the performance."""
    prices = (await cached_price_table(performance.id)).renamed(performance.names)
    return make_basket(prices, await get_plan_seats(performance.plan), hold)


def make_basket(prices: PriceTable, plan_seats: PlanSeats, hold: Hold) -> Basket:
    """Return the basket of this hold at these prices: its lines and its sums."""
    held = zip(hold.seats, hold.levels, strict=True)
    sums = prices.totals_of([prices.ticket_for(level, hold.types.get(idx)) for idx, level in held])
    lines = basket_lines(prices, plan_seats, hold)
    return Basket(
        hold, lines, sums.rows, sums.total, prices.currency, taxed=sums.tax is not None, included=sums.included
    )
