"""A database of an earlier release whose journal is about to become partitioned."""

import asyncpg

from tests.db.databases import Database

FIRST = "2026-12-01T12:00:00:000015"
"""The first migration of the partitioned journal."""
FACTS = "SELECT id, xid::text, at, topic, payload::text, actor FROM journal ORDER BY journal.xid, id"
INSERT = (
    "INSERT INTO journal (performance_id, topic, payload, actor) VALUES (1, 'seats.held', '{}', 'fan') RETURNING id"
)
PARTITIONS = """
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'journal'::regclass ORDER BY c.relname
"""
OBSTACLE = "CREATE SEQUENCE journal_of_staff"
"""Takes the name of an index, so that the last step fails."""


async def facts_of(connection: asyncpg.Connection) -> list[tuple[object, ...]]:
    """Return all facts in the order (xid, id)."""
    return [tuple(row) for row in await connection.fetch(FACTS)]


async def file_of(connection: asyncpg.Connection, table: str) -> tuple[int, int]:
    """Return the oid of a table and the number of its file."""
    row = await connection.fetchrow("SELECT oid, relfilenode FROM pg_class WHERE oid = $1::text::regclass", table)
    return row["oid"], row["relfilenode"]


async def partitions_of(connection: asyncpg.Connection) -> list[str]:
    """Return the names of the journal's partitions, the table of before first."""
    names = [row["relname"] for row in await connection.fetch(PARTITIONS)]
    return sorted(names, key=lambda name: "before" not in name)


async def migrate_until_the_switch(database: Database) -> None:
    """Migrate; the last step fails because of an obstacle, which is taken away afterwards."""
    await database.connection.execute(OBSTACLE)
    assert await database.migrate() == 1
    await database.connection.execute("DROP SEQUENCE journal_of_staff")
