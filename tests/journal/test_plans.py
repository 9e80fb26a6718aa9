"""The query of the journal's consumers leaves out old months and sorts nothing."""

from datetime import UTC, datetime

from db.journal_months import begin_of_month
from db.pool import Connection, pool
from tests.journal.conftest import INSERT
from workers.consumers.running.journal_facts import FINAL_SQL


async def read_plan(connection: Connection, since: datetime) -> str:
    """Return the plan that ran the query, made for any parameters as in the processes of Aisle."""
    await connection.execute(f"PREPARE reading (xid8, bigint, timestamptz, bigint) AS {FINAL_SQL}")
    rows = await connection.fetch(
        "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)"
        f" EXECUTE reading ('0', 0, '{since.isoformat()}'::timestamptz, 500)"
    )
    await connection.execute("DEALLOCATE reading")
    return "\n".join(row[0] for row in rows)


def month(later: int) -> datetime:
    """Return when the month begins that is `later` months ahead. The first partition ends at `month(2)`."""
    return begin_of_month(datetime.now(UTC), later)


async def test_months_before_the_cursor_are_not_read(database: str, new_tables: None) -> None:
    for later in (4, 5, 6):
        await pool().execute(INSERT, month(later), 1000)
    async with pool().acquire() as connection:
        plan = await read_plan(connection, month(6))
    assert "Subplans Removed: 5" in plan
    assert [f"journal_{month(later):%Y_%m}_xid_id_idx" in plan for later in (4, 5, 6)] == [False, False, True]
    assert "actual rows=500" in plan


async def test_facts_come_from_indexes_in_their_order(database: str, new_tables: None) -> None:
    await pool().execute(INSERT, month(4), 30_000)
    async with pool().acquire() as connection:
        plan = await read_plan(connection, month(0))
    assert "Merge Append" in plan
    assert "Sort Method" not in plan
    assert "Seq Scan" not in plan
