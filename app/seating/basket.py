"""The basket: what the fan sees of their hold, priced."""

from datetime import datetime

import msgspec

from app.events.price_table import price_table
from app.events.pricing import SumLine
from app.seating.basket_lines import BasketLine, basket_lines
from app.seating.holds.hold import Hold, live_hold
from app.seating.plan.seats import get_plan_seats
from app.web.cache import OneSecondCache


class Basket(msgspec.Struct, frozen=True):
    """A live hold with its prices. `sums`: the tickets, then each fee and an added tax as lines of their own.

    `taxed`: there is an added tax. `included`: the tax that is part of the total. Money in minor units."""

    hold: Hold
    lines: list[BasketLine]
    sums: list[SumLine]
    total: int
    currency: str
    taxed: bool = False
    included: SumLine | None = None

    @property
    def hold_id(self) -> int:
        """The hold's number."""
        return self.hold.id

    @property
    def until(self) -> datetime:
        """When it ends."""
        return self.hold.until

    @property
    def extended(self) -> bool:
        """Five minutes were added."""
        return self.hold.extended

    @property
    def checkout_extended(self) -> bool:
        """Opening the checkout gave it time."""
        return self.hold.checkout_extended

    @property
    def seats(self) -> list[int]:
        """The seats' numbers, in order."""
        return self.hold.seats


cached_price_table = OneSecondCache(price_table)
"""The price table as pages show it; what is charged is read anew."""


async def get_basket(performance_id: int, person: str, plan: int) -> Basket | None:
    """What this person holds at this performance, priced; None when they hold nothing, or no longer."""
    hold = await live_hold(performance_id, person)
    return await price_hold(performance_id, plan, hold) if hold else None


async def price_hold(performance_id: int, plan: int, hold: Hold) -> Basket:
    """This hold, priced. `plan`: the performance's plan version."""
    prices, plan_seats = await cached_price_table(performance_id), await get_plan_seats(plan)
    held = zip(hold.seats, hold.levels, strict=True)
    sums = prices.totals_of([prices.ticket_for(level, hold.types.get(idx)) for idx, level in held])
    lines = basket_lines(prices, plan_seats, hold)
    return Basket(
        hold, lines, sums.rows, sums.total, prices.currency, taxed=sums.tax is not None, included=sums.included
    )
