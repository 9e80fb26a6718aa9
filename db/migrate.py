"""Applies the missing migrations, installs every SQL function, and creates the months of the journal that are missing.

Two processes do so one after the other."""

import asyncio
import contextlib
import io

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from db.engine import DB
from db.journal_months import ensure_months
from db.sql_functions import install_functions
from db.timeouts import MIGRATION

OLDEST = 150_000  # Postgres 15
ONE_AT_A_TIME = 0x41_49_53_4C_45  # the key of the lock: any number, the same in every process
LOCK_ATTEMPTS = 3
LOCK_PAUSE = 2.0  # seconds
OTHER_PAUSE = 0.1  # seconds between two looks whether another `migrate` has ended
LOCK_REFUSED = (
    f"A step of migrate could not lock its table: {LOCK_ATTEMPTS} times it waited {MIGRATION.lock:g} seconds for other"
    " transactions, or was in a deadlock with them. It changed nothing. Find them in pg_stat_activity or wait, then run"
    " `aisle migrate` again."
)


async def migrate() -> None:
    """Bring the database to this version of Aisle. Raises RuntimeError when a step fails: it
    then changed nothing, or only coming months of the journal are missing.

    A step that gets no lock within the time of `MIGRATION`, or that Postgres ends because of a deadlock, is repeated
    after a pause, in which what waited behind it can run."""
    connection: asyncpg.Connection = await DB.get_new_connection()
    try:
        if int(await connection.fetchval("SHOW server_version_num")) < OLDEST:
            raise RuntimeError("Postgres 15 or later is needed")
        await _wait_for_other(connection)
        for attempt in range(1, LOCK_ATTEMPTS + 1):
            try:
                return await _apply(connection)
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as problem:
                if attempt == LOCK_ATTEMPTS:
                    raise RuntimeError(LOCK_REFUSED) from problem
            await asyncio.sleep(LOCK_PAUSE)
    finally:
        await connection.close()


async def _wait_for_other(connection: asyncpg.Connection) -> None:
    """Wait until no other `migrate` runs, however long that takes.

    It asks again and again: a statement that waits in Postgres has a snapshot, and CREATE INDEX CONCURRENTLY of the
    other `migrate` would wait for it."""
    while True:
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", ONE_AT_A_TIME):
            return
        await asyncio.sleep(OTHER_PAUSE)


async def _apply(connection: asyncpg.Connection) -> None:
    """Apply the missing migrations, install the functions, create missing months. Raises RuntimeError,
    LockNotAvailableError, DeadlockDetectedError."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        result = await run_forwards(app_name="aisle")
    if not result.success:
        raise RuntimeError(f"the database could not be brought up to date: {result.message or output.getvalue()}")
    await install_functions(connection)
    await ensure_months(connection)
