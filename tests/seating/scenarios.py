"""Performances of small halls, with whoever already has seats there."""

from collections.abc import Sequence

from app.events.catalog import Performance
from app.seating.context import get_public_performance
from app.venues.plans import save_plan
from db import pool
from db.transaction import transaction
from tests.seating.small import small, taken
from tests.world import World, a_performance

KILL = "UPDATE seat SET status = 3 WHERE performance_id = $1 AND idx = ANY ($2)"


async def a_show(
    world: World, *rows: str, levels: Sequence[str] = ("A",), prices: Sequence[int] = (), **changes: object
) -> Performance:
    """A performance of a hall of these rows, every `x` not for sale; level n costs prices[n], or nothing."""
    plan = small(*rows, levels=levels)
    table = {level.name: [prices[n] if prices else 0] for n, level in enumerate(plan.levels)}
    async with transaction() as connection:
        version = await save_plan(connection, world.rex, plan)
        slug = f"small-{version}-{len(rows)}"
        performance = await a_performance(connection, world.olga, version, slug, "A small one", table, **changes)
        await connection.execute(KILL, performance, taken(*rows))
    return await get_public_performance(performance)


async def picture(performance: Performance) -> str:
    """Every seat as one letter: "." open, "-" held, "x" anything else."""
    rows = await pool.fetch("SELECT status FROM seat WHERE performance_id = $1 ORDER BY idx", performance.id)
    return "".join(".-xx"[row["status"]] for row in rows)
