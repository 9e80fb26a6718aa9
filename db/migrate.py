"""Applies the missing migrations, then installs every SQL function. Two processes do so one after the other."""

import asyncio
import contextlib
import io

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from db.engine import DB
from db.sql_functions import install_functions
from db.timeouts import MIGRATION

OLDEST = 150_000  # Postgres 15
ONE_AT_A_TIME = 0x41_49_53_4C_45  # the key of the lock: any number, the same in every process
LOCK_ATTEMPTS = 3
LOCK_PAUSE = 2.0  # seconds
LOCK_REFUSED = (
    f"A step of migrate could not lock its table: {LOCK_ATTEMPTS} times it waited {MIGRATION.lock:g} seconds for other"
    " transactions, or was in a deadlock with them. It changed nothing. Find them in pg_stat_activity or wait, then run"
    " `aisle migrate` again."
)


async def migrate() -> None:
    """Bring the database to this version of Aisle. Raises RuntimeError when a step fails; it then changed nothing.

    A step that gets no lock within the time of `MIGRATION`, or that Postgres ends because of a deadlock, is repeated
    after a pause, in which what waited behind it can run."""
    connection: asyncpg.Connection = await DB.get_new_connection()
    try:
        if int(await connection.fetchval("SHOW server_version_num")) < OLDEST:
            raise RuntimeError("Postgres 15 or later is needed")
        await connection.execute("SET lock_timeout = 0")  # waits for another `migrate`, however long that takes
        await connection.execute("SELECT pg_advisory_lock($1)", ONE_AT_A_TIME)
        await connection.execute("RESET lock_timeout")
        for attempt in range(1, LOCK_ATTEMPTS + 1):
            try:
                return await _apply(connection)
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as problem:
                if attempt == LOCK_ATTEMPTS:
                    raise RuntimeError(LOCK_REFUSED) from problem
            await asyncio.sleep(LOCK_PAUSE)
    finally:
        await connection.close()


async def _apply(connection: asyncpg.Connection) -> None:
    """Apply the missing migrations and install the functions. Raises RuntimeError, LockNotAvailableError,
    DeadlockDetectedError."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        result = await run_forwards(app_name="aisle")
    if not result.success:
        raise RuntimeError(f"the database could not be brought up to date: {result.message or output.getvalue()}")
    await install_functions(connection)
