"""The statements that run many times a second use indexes, also before the first ANALYZE."""

import asyncpg
import pytest

from db.consumer_lags import LAGS_SQL
from db.engine import DB
from workers.consumers.running.consumer_row import READ_SQL
from workers.consumers.running.journal_facts import AHEAD_SQL, FINAL_SQL
from workers.consumers.running.lease import IS_RESTORED_SQL

STATEMENTS = {
    "final": (FINAL_SQL, "'1', 1, '-infinity', 100"),
    "ahead": (AHEAD_SQL, "'-infinity', 100"),
    "row": (READ_SQL, "'notes', true"),
    "lags": (LAGS_SQL, ""),
    "restored": (IS_RESTORED_SQL, ""),
}


@pytest.mark.usefixtures("database", "new_tables")
@pytest.mark.parametrize("name", STATEMENTS)
async def test_the_journal_is_read_by_an_index(name: str) -> None:
    statement, arguments = STATEMENTS[name]
    connection: asyncpg.Connection = await DB.get_new_connection()
    try:
        await connection.execute(f"PREPARE asked AS {statement}")
        execute = f"EXECUTE asked ({arguments})" if arguments else "EXECUTE asked"
        plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {execute}"))
    finally:
        await connection.close()
    assert "Seq Scan" not in plan
    assert "Bitmap" not in plan or name == "row"  # that reads the few facts that are not final, in any order
    assert "Index" in plan
