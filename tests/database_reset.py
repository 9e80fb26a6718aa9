"""Gives each test its rows quickly: keeps the rows of a known state in a schema, and writes again only what a test
changed."""

import json

import msgspec

from db.pool import pool

PERMANENT = ("migration", "relay")  # never emptied
RESET_RELAY = "UPDATE relay SET cursor = '0', epoch = 1 WHERE cursor <> '0' OR epoch <> 1"
TABLES = """
    SELECT c.oid::regclass::text AS name, array_agg(quote_ident(a.attname)) AS columns,
           (SELECT array_agg(quote_ident(k.attname)) FROM pg_index i
            JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY(i.indkey)
            WHERE i.indrelid = c.oid AND i.indisprimary) AS key
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         AND a.attgenerated = ''
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
      AND c.relname <> ALL($1)
    GROUP BY c.oid
"""
FORGET_STATISTICS = """
    DELETE FROM pg_statistic WHERE starelid IN (
        SELECT t.relid FROM unnest($1::text[]) name, pg_partition_tree(name::regclass) t
        UNION ALL SELECT name::regclass FROM unnest($1::text[]) name
    )
"""
SEQUENCES = "SELECT quote_ident(sequencename) AS name, last_value FROM pg_sequences WHERE schemaname = 'public'"


class KnownState(msgspec.Struct, frozen=True):
    """A state of the whole database that `restore` brings back. `script`: SQL without parameters."""

    script: str


class Table(msgspec.Struct, frozen=True):
    """A table that tests may change: quoted names of the table, of the columns that are stored, and of its key."""

    name: str
    columns: list[str]
    key: list[str]


async def empty_state() -> KnownState:
    """Return the state with empty tables, whose next ids are 1."""
    tables = await _tables()
    return await _state(tables, [f"DELETE FROM {table.name}" for table in tables], ids_used=False)


async def keep_state(schema: str) -> KnownState:
    """Copy the present rows of all tables to a new `schema`; return the state that has these rows and the same ids."""
    await pool().execute(f"CREATE SCHEMA {schema}")
    tables = await _tables()
    changes = [change for table in tables for change in await _keep(table, f"{schema}.{table.name}")]
    return await _state(tables, changes, ids_used=True)


async def restore(state: KnownState) -> None:
    """Bring the database to this state."""
    await pool().execute(state.script)


async def renew(state: KnownState) -> None:
    """Bring the database to this state in tables without history: no dead rows, grown indexes or statistics."""
    names = [table.name for table in await _tables()]
    await pool().execute(f"TRUNCATE {', '.join(names)}")
    await pool().execute(FORGET_STATISTICS, names)
    await restore(state)


async def _tables() -> list[Table]:
    return msgspec.convert([dict(row) for row in await pool().fetch(TABLES, PERMANENT)], list[Table])


async def _keep(table: Table, copy: str) -> list[str]:
    """Copy the rows; return the SQL that deletes new and changed rows and inserts missing ones."""
    if not await pool().fetchval(f"SELECT EXISTS (SELECT FROM {table.name})"):
        return [f"DELETE FROM {table.name}"]
    await pool().execute(f"CREATE TABLE {copy} AS TABLE {table.name}")
    await pool().execute(f"ANALYZE {copy}")  # only the copy: tests look at plans made before there are statistics
    columns = ", ".join(table.columns)
    same_key = " AND ".join(f"now.{column} = kept.{column}" for column in table.key)
    same_row = " AND ".join(f"now.{column} IS NOT DISTINCT FROM kept.{column}" for column in table.columns)
    return [
        f"DELETE FROM {table.name} now WHERE NOT EXISTS (SELECT FROM {copy} kept WHERE {same_key} AND {same_row})",
        f"INSERT INTO {table.name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {copy} kept"
        f" WHERE NOT EXISTS (SELECT FROM {table.name} now WHERE {same_key})",
    ]


async def _state(tables: list[Table], changes: list[str], *, ids_used: bool) -> KnownState:
    """Return the state to which `changes` lead. `ids_used`: the next ids follow those in use now, else they are 1."""
    sequences = [(row["name"], row["last_value"] if ids_used else None) for row in await pool().fetch(SEQUENCES)]
    script = [
        "BEGIN",
        # waits for transactions that an ended test left running
        f"LOCK TABLE {', '.join(table.name for table in tables)} IN ACCESS EXCLUSIVE MODE",
        "SET LOCAL session_replication_role = replica",  # checks no foreign keys, runs no triggers
        *changes,
        *(f"SELECT setval('{name}', {last or 1}, {json.dumps(last is not None)})" for name, last in sequences),
        RESET_RELAY,
        "COMMIT",
    ]
    return KnownState(";\n".join(script))
