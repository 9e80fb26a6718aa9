"""Gives each test its rows quickly: the rows of a known state are kept in a schema of their own, and only what a test
changed is written again."""

import msgspec

from db.pool import pool

PERMANENT = ("migration", "relay")  # never emptied; the cursor of relay is set back
RESET_RELAY = "UPDATE relay SET cursor = '0', epoch = 1 WHERE cursor <> '0' OR epoch <> 1;"
TABLES = """
    SELECT c.relname AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns,
           (SELECT array_agg(quote_ident(k.attname)) FROM pg_index i
            JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY(i.indkey)
            WHERE i.indrelid = c.oid AND i.indisprimary) AS key
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL($1)
    GROUP BY c.oid, c.relname ORDER BY c.relname
"""


class KnownState(msgspec.Struct, frozen=True):
    """A state of the whole database that `restore` brings back. `script` is SQL without parameters."""

    script: str


async def empty_state() -> KnownState:
    """Return the state with empty tables, whose next ids are 1."""
    tables = await pool().fetch(TABLES, PERMANENT)
    sequences = await pool().fetch("SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public'")
    deletes = [f'DELETE FROM public."{table["name"]}";' for table in tables]
    ids = [f"SELECT setval('public.\"{sequence['name']}\"', 1, false);" for sequence in sequences]
    return _state(tables, deletes, ids)


async def keep_state(schema: str) -> KnownState:
    """Copy the rows of all tables to `schema`; return the state that has these rows and the same next ids."""
    tables = await pool().fetch(TABLES, PERMANENT)
    await pool().execute(f"CREATE SCHEMA {schema}")
    changes: list[str] = []
    for table in tables:
        name, columns, key = table["name"], ", ".join(table["columns"]), table["key"]
        rows = await pool().execute(f'CREATE TABLE {schema}."{name}" AS TABLE public."{name}"')
        if rows == "SELECT 0":
            changes.append(f'DELETE FROM public."{name}";')
            continue
        same_key = " AND ".join(f"now.{column} = kept.{column}" for column in key)
        same_row = " AND ".join(f"now.{column} IS NOT DISTINCT FROM kept.{column}" for column in table["columns"])
        changes.append(
            f'DELETE FROM public."{name}" AS now WHERE NOT EXISTS'
            f' (SELECT FROM {schema}."{name}" AS kept WHERE {same_key} AND {same_row});'
            f'INSERT INTO public."{name}" ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns}'
            f' FROM {schema}."{name}" AS kept WHERE NOT EXISTS (SELECT FROM public."{name}" AS now WHERE {same_key});'
        )
    await pool().execute("ANALYZE")
    sequences = await pool().fetch("SELECT sequencename AS name, last_value FROM pg_sequences WHERE schemaname = 'public'")
    ids = [
        f"SELECT setval('public.\"{sequence['name']}\"', {sequence['last_value'] or 1}, {sequence['last_value'] is not None});"
        for sequence in sequences
    ]
    return _state(tables, changes, ids)


def _state(tables: list, changes: list[str], ids: list[str]) -> KnownState:
    """The lock waits for transactions that an ended test left running. A replica checks no foreign keys."""
    names = ", ".join(f'public."{table["name"]}"' for table in tables)
    lock = f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE;"
    replica = "SET LOCAL session_replication_role = replica;"
    return KnownState("BEGIN;" + lock + replica + "".join(changes) + "".join(ids) + RESET_RELAY + "COMMIT;")


async def restore(state: KnownState) -> None:
    """Bring the database to this state."""
    await pool().execute(state.script)
