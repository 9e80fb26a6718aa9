"""The clock of the database, which `aisle dev clock` can shift in development and tests. No statement is different.

The schema aisle_clock has a now() and a clock_timestamp() of its own, and our connections search it before pg_catalog.
The shift is a constant in these two functions: Postgres puts it into its plans, and plans again when it changes. Where
the clock cannot be shifted, and always in production, connections do not search the schema."""

import asyncpg

CLOCK_FUNCTIONS = """
    CREATE SCHEMA IF NOT EXISTS aisle_clock;
    CREATE OR REPLACE FUNCTION aisle_clock.shift_seconds() RETURNS bigint LANGUAGE sql IMMUTABLE
        AS $$ SELECT {seconds}::bigint $$;
    CREATE OR REPLACE FUNCTION aisle_clock.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS $$ SELECT pg_catalog.now() + interval '{seconds} seconds' $$;
    CREATE OR REPLACE FUNCTION aisle_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS $$ SELECT pg_catalog.clock_timestamp() + interval '{seconds} seconds' $$;
"""
# Defaults of columns were bound to pg_catalog.now() when their table was created. The search path makes "now()" in the
# catalog mean that one only. Partitions get the default with their table.
COLUMN_DEFAULTS = """
    SET LOCAL search_path = public;
    DO $$ DECLARE found record; BEGIN
        FOR found IN
            SELECT d.adrelid::regclass AS owner, a.attname FROM pg_attrdef d
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            JOIN pg_class c ON c.oid = d.adrelid
            WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
              AND pg_get_expr(d.adbin, d.adrelid) = 'now()' ORDER BY 1, 2
        LOOP
            EXECUTE format('ALTER TABLE %s ALTER %I SET DEFAULT aisle_clock.now()', found.owner, found.attname);
        END LOOP;
    END $$;
"""
DUE_TIMES = (
    ("waiting_room", "ticked_at"),
    ("mail", "try_at"),
    ("inbox", "try_at"),
    ('"order"', "look_at"),
    ("refund", "look_at"),
)
"""The columns that say when a worker looks at a row again."""


async def set_shift(connection: asyncpg.Connection, seconds: int) -> None:
    """Shift the clock of the database by `seconds` from the real time. Call it inside a transaction.

    The first call also changes the defaults of columns, which locks their tables: it may raise DeadlockDetectedError or
    LockNotAvailableError, and can then be repeated."""
    await connection.execute(CLOCK_FUNCTIONS.format(seconds=int(seconds)))
    for table, column in DUE_TIMES:  # after the clock was moved back, they would wait until their time comes again
        due = f"UPDATE {table} SET {column} = aisle_clock.now() WHERE {column} > aisle_clock.now()"  # noqa: S608
        await connection.execute(due)
    await connection.execute(COLUMN_DEFAULTS)


async def get_shift(connection: asyncpg.Connection) -> int:
    """Return the shift of the database's clock in seconds; 0 where it was never set."""
    if await connection.fetchval("SELECT to_regprocedure('aisle_clock.shift_seconds()')") is None:
        return 0
    shift: int = await connection.fetchval("SELECT aisle_clock.shift_seconds()")
    return shift
