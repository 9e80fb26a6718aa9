"""A night in the small hall with three ticket types, and what people do there."""

from typing import Any

import msgspec

from app.events.pricing import Fee
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat
from app.venues.plans import save_plan
from db import pool
from db.transaction import transaction
from tests.seating.plans import hall
from tests.world import World, a_performance

TYPES = ("Adult", "Child", "Member")
PRICES = {"A": [6000, 3000, 5000], "B": [4000, 2000, 3500], "Floor": [2500, 1500, 2000]}
FEES = (Fee("Booking fee", "per_ticket", 200), Fee("Handling", "per_order", 100))
FLOOR, TABLE, BY_SEAT, STALLS_B, CIRCLE = 0, [10, 11, 12, 13], [14, 15, 16, 17], list(range(26, 32)), [32, 33, 34, 35]
CHILD, MEMBER = 1, 2


class Night(msgspec.Struct, frozen=True):
    """The performance and its plan."""

    id: int
    plan: int


async def a_night(world: World, plan: Plan | None = None, **changes: Any) -> Night:
    """A night in the hall of tests/seating/plans.py, or in another one."""
    plan = plan or hall()
    prices = {level.name: PRICES[level.name] for level in plan.levels}
    drawn = {"ticket_types": TYPES, **changes}
    async with transaction() as connection:
        saved = await save_plan(connection, world.rex, plan)
        made = await a_performance(connection, world.olga, saved, "night", "A night", prices, FEES, **drawn)
    return Night(made, saved)


def field(places: int) -> Plan:
    """A standing field of so many places, up to 22,500."""
    spots = [(6.0 * (n % 150), 6.0 * (n // 150)) for n in range(places)]
    seats = tuple(PlanSeat(n, f"place-{n}", "Floor", "", "", x, y, "Floor") for n, (x, y) in enumerate(spots))
    return Plan("The field", (PlanLevel("F", "Floor"),), seats, Drawing(0, 0, 900, 900, (450, 0), 20))


async def held(night: Night) -> int:
    """How many places somebody holds."""
    return int(await pool.fetch_value("SELECT count(*) FROM seat WHERE performance_id = $1 AND status = 1", night.id))
