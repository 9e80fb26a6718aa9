"""Applies the missing migrations, then installs every SQL function. Two processes do so one after the other."""

import contextlib
import io

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from db.engine import DB
from db.sql_functions import install_functions

OLDEST = 150_000  # Postgres 15
ONE_AT_A_TIME = 0x41_49_53_4C_45  # the key of the lock: any number, the same in every process


async def begin_epoch() -> int:
    """Begin a new epoch after a restore, when versions may repeat, so that every map is rebuilt. Returns its number."""
    connection: asyncpg.Connection = await DB.get_new_connection()
    try:
        epoch: int = await connection.fetchval(
            "UPDATE relay SET epoch = epoch + 1, cursor = '0' WHERE shard = 0 RETURNING epoch"
        )
    finally:
        await connection.close()
    return epoch


async def migrate() -> None:
    """Bring the database to this version of Aisle. Raises RuntimeError when a step fails."""
    connection: asyncpg.Connection = await DB.get_new_connection()
    output = io.StringIO()
    try:
        if int(await connection.fetchval("SHOW server_version_num")) < OLDEST:
            raise RuntimeError("Postgres 15 or later is needed")
        await connection.execute("SELECT pg_advisory_lock($1)", ONE_AT_A_TIME)
        with contextlib.redirect_stdout(output):
            result = await run_forwards(app_name="aisle")
        if not result.success:
            raise RuntimeError(f"the database could not be brought up to date: {result.message or output.getvalue()}")
        await install_functions(connection)
    finally:
        await connection.close()
