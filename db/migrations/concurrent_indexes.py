"""Builds indexes of large tables while others read and write them."""

from collections.abc import Awaitable, Callable, Mapping

import asyncpg

from db.engine import DB

WAIT_MINUTES = 10
"""How long building an index waits for older transactions. Nothing waits behind it, so it is longer than `MIGRATION`;
but a transaction that was forgotten, or a backup of hours, must not stop `migrate` without a word."""
IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)"
IS_PLAIN_TABLE = "SELECT relkind = 'r' FROM pg_class WHERE oid = to_regclass($1)"
GAVE_UP = (
    f"The index {{name}} waited {WAIT_MINUTES} minutes for transactions that began before it, such as a backup. Nothing"
    " else waits for it. End them (the oldest rows of pg_stat_activity) or wait, then run `aisle migrate` again."
)


def build_indexes(table: str, indexes: Mapping[str, str]) -> Callable[[], Awaitable[None]]:
    """Return a migration step outside a transaction that builds these indexes of `table`: name to statement.

    It can be repeated: what an ended attempt left unfinished is dropped first, what is complete stays. It does nothing
    when `table` is partitioned already: then the steps after it ran before."""

    async def run() -> None:
        connection: asyncpg.Connection = await DB.get_new_connection()
        try:
            await connection.execute(f"SET lock_timeout = '{WAIT_MINUTES}min'")
            if await connection.fetchval(IS_PLAIN_TABLE, f"public.{table}"):
                for name, statement in indexes.items():
                    await _build(connection, name, statement)
        finally:
            await connection.close()

    return run


async def _build(connection: asyncpg.Connection, name: str, statement: str) -> None:
    """Build one index. Raises RuntimeError when older transactions do not end."""
    valid = await connection.fetchval(IS_VALID, f"public.{name}")
    if valid:
        return
    try:
        if valid is False:
            await connection.execute(f"DROP INDEX CONCURRENTLY {name}")
        await connection.execute(statement)
    except asyncpg.LockNotAvailableError as problem:
        raise RuntimeError(GAVE_UP.format(name=name)) from problem
