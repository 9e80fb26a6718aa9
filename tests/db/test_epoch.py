"""The epoch is raised after a restore of the database."""

from db import pool
from db.migrate import begin_epoch


async def test_a_new_epoch_begins_at_the_start_of_the_journal(database: str) -> None:
    assert await begin_epoch() == 2
    row = await pool.fetch_row("SELECT epoch, cursor::text AS cursor FROM relay")
    assert row is not None
    assert (row["epoch"], row["cursor"]) == (2, "0")
