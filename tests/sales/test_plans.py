"""The one statement that counts reads rows by their keys, also by a plan that was made while the tables were empty."""

import re

import pytest

from app.sales.fill import ALL_ROWS
from app.sales.update import UPDATE, columns_of
from db import pool
from tests.world import World

INDEX = re.compile(r"Index (?:Only )?Scan (?:using|on) (\w+)")
KEYS = {
    f"{table}_pkey"
    for table in (
        "order",
        "order_line",
        "payment",
        "performance",
        "refund",
        "sales_entry",
        "seat",
        "seating_plan",
        "venue",
    )
}


async def plan_of(sql: str, *arguments: object) -> str:
    """Return the plan of a statement, which is not run."""
    return "\n".join(row[0] for row in await pool.fetch(f"EXPLAIN {sql}", *arguments))


@pytest.mark.usefixtures("new_tables")
@pytest.mark.parametrize("things", [1, 5000])
async def test_rows_are_read_by_their_keys_before_there_are_statistics(world: World, things: int) -> None:
    plan = await plan_of(UPDATE, 1, *columns_of([(1, kind, n) for kind in range(5) for n in range(things)]))
    assert "Seq Scan" not in plan
    assert set(INDEX.findall(plan)) == KEYS | {"sales_minute_by_age"}


@pytest.mark.usefixtures("new_tables")
@pytest.mark.parametrize("rows", ALL_ROWS, ids=lambda rows: f"kind {rows.kind}")
async def test_a_fill_finds_its_rows_by_their_keys(world: World, rows: object) -> None:
    plan = await plan_of(rows.after, 1, 5, 100)
    assert set(INDEX.findall(plan)) <= KEYS
