"""Installs the SQL functions of db/functions into the database, and drops the retired ones.

One file is one `CREATE OR REPLACE FUNCTION`, named like its file. Its parameters and its result never change: Postgres
refuses a new result and new names of parameters, and with new types it would keep both functions. A function that has
to change gets a new name, and its old name gets an entry in db/retired_functions.py; so does the version before of one
that gets a further last parameter with a default (ADR 14)."""

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import asyncpg

from db.errors import first_line
from db.retired_functions import EXTENDED, RELEASE, ExtendedFunction, Release, functions_to_drop
from db.transaction import transaction_on

FOLDER = Path(__file__).parent / "functions"


def read_functions() -> dict[str, str]:
    """Read the SQL of each function, by its name."""
    return {file.stem: file.read_text() for file in sorted(FOLDER.glob("*.sql"))}


def order_by_need(functions: Mapping[str, str]) -> list[str]:
    """Sort the names, each after the functions it calls: Postgres looks these up when it creates one in LANGUAGE sql.

    Raises graphlib.CycleError when two call each other."""
    needs = {
        name: {other for other in functions if other != name and re.search(rf"\b{other}\(", re.sub("--.*", "", sql))}
        for name, sql in functions.items()
    }
    return list(TopologicalSorter(needs).static_order())


async def install_functions(connection: asyncpg.Connection, release: Release = RELEASE) -> None:
    """Install the functions of this release, all or none, in one transaction of some milliseconds. It locks no table,
    and no running call waits for it: a call continues with the function it started with.

    Two at once would fail: the caller holds the lock of `migrate`. Raises RuntimeError with the file that Postgres
    rejected."""
    functions = read_functions()
    async with transaction_on(connection):
        for old in EXTENDED:
            await _rename(connection, old)
        for name in order_by_need(functions):
            await _install(connection, name, functions[name])
        for signature in functions_to_drop(release):
            await connection.execute(f"DROP FUNCTION IF EXISTS {signature}")


async def _rename(connection: asyncpg.Connection, old: ExtendedFunction) -> None:
    """Rename a function before its extended version is installed. One under that name is of an earlier migrate: the
    release before has installed its own again since."""
    if await connection.fetchval("SELECT to_regprocedure($1)", old.signature) is not None:
        await connection.execute(f"DROP FUNCTION IF EXISTS {old.kept_signature}")
        await connection.execute(f"ALTER FUNCTION {old.signature} RENAME TO {old.kept_as}")


async def _install(connection: asyncpg.Connection, name: str, sql: str) -> None:
    try:
        await connection.execute(sql)
    except asyncpg.InvalidFunctionDefinitionError as problem:
        raise RuntimeError(f"db/functions/{name}.sql: {first_line(problem)}; it gets a new name (ADR 14)") from problem
    except asyncpg.PostgresError as problem:
        raise RuntimeError(f"db/functions/{name}.sql: {first_line(problem)}") from problem
