"""A history is read by index: no part of the journal is searched."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from app.history.read import ORDER_FACTS, SEAT_FACTS
from db import pool
from db.pool import Acquisition
from tests.checkout.scenarios import order_free_seats
from tests.workers.consumers.journal_follower import follow_all
from tests.world import World
from workers.consumers.history import History


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every node of a plan."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


async def plan_of(sql: str, *arguments: int) -> list[dict[str, Any]]:
    """Run a statement with the plan that production would keep; return the nodes that read tables."""
    async with Acquisition() as connection:
        text = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *arguments)
    return [node for node in nodes(msgspec.json.decode(text)[0]["Plan"]) if "Relation Name" in node]


@pytest.mark.usefixtures("new_tables")
@pytest.mark.parametrize("sql", [ORDER_FACTS, SEAT_FACTS], ids=["order", "seat"])
@pytest.mark.parametrize("analyzed", [False, True], ids=["new", "analyzed"])
async def test_a_history_is_read_by_index(world: World, sql: str, analyzed: bool) -> None:
    receipt = await order_free_seats(world)
    await follow_all(History())
    if analyzed:
        await pool.execute("ANALYZE")
    used = await plan_of(sql, world.preview, receipt.id if sql is ORDER_FACTS else 17, 13)
    of_journal = [node for node in used if node["Relation Name"].startswith("journal")]
    of_history = [node for node in used if node["Relation Name"] == "history"]
    assert of_journal
    assert of_history
    assert [node for node in of_journal if "(id = " not in node.get("Index Cond", "")] == []
    assert [node for node in of_history if "subject_id = " not in node.get("Index Cond", "")] == []
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in of_journal) <= 13
