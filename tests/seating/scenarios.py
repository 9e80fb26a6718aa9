"""Performances in small halls. Those of `create_night` have three ticket types and two fees."""

from collections.abc import Sequence
from typing import Any

from app.events.catalog import Performance, get_public_performance
from app.events.pricing import Fee
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat
from app.venues.plans import save_plan
from db import pool
from db.transaction import transaction
from tests.seating.plans import hall, small_hall, taken_seats
from tests.world import World, a_performance

TYPES = ("Adult", "Child", "Member")
PRICES = {"A": [6000, 3000, 5000], "B": [4000, 2000, 3500], "Floor": [2500, 1500, 2000]}
FEES = (Fee("Booking fee", "per_ticket", 200), Fee("Handling", "per_order", 100))
FLOOR, TABLE, BY_SEAT, STALLS_B, CIRCLE = 0, [10, 11, 12, 13], [14, 15, 16, 17], list(range(26, 32)), [32, 33, 34, 35]
CHILD, MEMBER = 1, 2
KILL = "UPDATE seat SET status = 3 WHERE performance_id = $1 AND idx = ANY ($2)"


async def create_small_performance(
    world: World, *rows: str, levels: Sequence[str] = ("A",), prices: Sequence[int] = (), **changes: object
) -> Performance:
    """Create a performance in a hall of these rows (see plans.py) and return it.

    Every `x` is not for sale; level n costs prices[n], or nothing."""
    plan = small_hall(*rows, levels=levels)
    table = {level.name: [prices[n] if prices else 0] for n, level in enumerate(plan.levels)}
    async with transaction() as connection:
        version = await save_plan(connection, world.rex, plan)
        slug = f"small-{version}-{len(rows)}"
        performance = await a_performance(connection, world.olga, version, slug, "A small one", table, **changes)
        await connection.execute(KILL, performance, taken_seats(*rows))
    return await get_public_performance(performance)


async def seat_letters(performance: Performance) -> str:
    """Return every seat as one letter: "." open, "-" held, "x" anything else."""
    rows = await pool.fetch("SELECT status FROM seat WHERE performance_id = $1 ORDER BY idx", performance.id)
    return "".join(".-xx"[row["status"]] for row in rows)


async def create_night(world: World, plan: Plan | None = None, **changes: Any) -> Performance:
    """Create a performance in `hall()`, or in another plan, and return it."""
    plan = plan or hall()
    prices = {level.name: PRICES[level.name] for level in plan.levels}
    drawn = {"ticket_types": TYPES, **changes}
    async with transaction() as connection:
        saved = await save_plan(connection, world.rex, plan)
        made = await a_performance(connection, world.olga, saved, "night", "A night", prices, FEES, **drawn)
    return await get_public_performance(made)


def standing_field(places: int) -> Plan:
    """Return a plan with one standing area of so many places, at most 22,500."""
    spots = [(6.0 * (n % 150), 6.0 * (n // 150)) for n in range(places)]
    seats = tuple(PlanSeat(n, f"place-{n}", "Floor", "", "", x, y, "Floor") for n, (x, y) in enumerate(spots))
    return Plan("The field", (PlanLevel("F", "Floor"),), seats, Drawing(0, 0, 900, 900, (450, 0), 20))


async def count_held(night: Performance) -> int:
    """Count the held places of the performance."""
    return int(await pool.fetch_value("SELECT count(*) FROM seat WHERE performance_id = $1 AND status = 1", night.id))
