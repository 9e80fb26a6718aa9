"""Counts anew what may have changed, and adds the differences to the totals, in one statement."""

from collections.abc import Collection

from app.sales.changes import CHANGED, DIFFERENCES, KEY, VALUES, listed
from app.sales.entries import ENTRY_COLUMNS, MEASURES, SALE_MEASURES
from app.sales.things import Thing
from db.pool import Connection

GIVEN = """
    touched (performance_id, kind, id) AS MATERIALIZED (
        SELECT * FROM unnest($2::bigint[], $3::smallint[], $4::bigint[])
    )
"""
OLDEST_MINUTE = "date_trunc('minute', now()) - interval '50 hours'"


def _add(table: str, at: tuple[str, ...], measures: tuple[str, ...], condition: str = "true") -> str:
    """Return the statement that adds the differences to the totals of a table. `at`: the expression of its time, and
    the column's name."""
    columns = ("performance_id", *at[1:], "level", "ticket_type", "channel")
    keys = ("performance_id", *at[:1], "level", "ticket_type", "channel")
    return f"""
        INSERT INTO {table} AS old (generation, {listed(columns)}, {listed(measures)})
        SELECT $1, {listed(keys)}, {listed(measures, "sum({})")} FROM differences WHERE {condition}
        GROUP BY {listed(keys)} HAVING ({listed(measures, "sum({})")}) <> ({listed(measures, "0")})
        ON CONFLICT (generation, {listed(columns)})
        DO UPDATE SET {listed(measures, "{0} = old.{0} + excluded.{0}")}
    """


# No two parts change the same row: an entry is deleted where nothing is to be written under its key, and minutes are
# deleted that are too old to be written.
UPDATE = f"""
    WITH {GIVEN}, {CHANGED}, differences AS MATERIALIZED ({DIFFERENCES}), gone AS (
        DELETE FROM sales_entry WHERE ctid = ANY (ARRAY(SELECT place FROM changed WHERE channel IS NULL))
    ), written AS (
        INSERT INTO sales_entry (generation, {listed(ENTRY_COLUMNS)})
        SELECT $1, {listed(ENTRY_COLUMNS)} FROM changed WHERE channel IS NOT NULL
        ON CONFLICT (generation, {listed(KEY)}) DO UPDATE SET {listed(VALUES, "{0} = excluded.{0}")}
    ), totals AS (
        {_add("sales_total", (), MEASURES)}
    ), minutes AS (
        {_add("sales_minute", ("date_trunc('minute', at)", "minute"), SALE_MEASURES, f"at >= {OLDEST_MINUTE}")}
    ), days AS (
        {_add("sales_day", ("day", "day"), SALE_MEASURES, "day IS NOT NULL")}
    ), old_minutes AS (
        DELETE FROM sales_minute WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM sales_minute WHERE generation = $1 AND minute < {OLDEST_MINUTE} LIMIT 200))
    )
    SELECT count(*) FROM changed
"""


async def update_sales(connection: Connection, generation: int, things: Collection[Thing]) -> int:
    """Count these things anew in this generation, in the caller's transaction, which is REPEATABLE READ; return how
    many entries changed. Safe to repeat: what has not changed adds nothing."""
    changed: int = await connection.fetchval(UPDATE, generation, *columns_of(things))
    return changed


def columns_of(things: Collection[Thing]) -> tuple[list[int], list[int], list[int]]:
    """Return the columns of these things, each thing once and in the order of their keys."""
    ordered = sorted(set(things))
    return [thing[0] for thing in ordered], [thing[1] for thing in ordered], [thing[2] for thing in ordered]
