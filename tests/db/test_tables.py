"""The table classes match the database, and the database rejects rows that must never exist."""

import asyncpg
import pytest
from piccolo.columns import Column
from piccolo.table import Table

from db import pool
from db.migrate import migrate
from db.piccolo_app import APP_CONFIG
from tests.world import World

COLUMNS = """
    SELECT column_name, udt_name, is_nullable = 'YES' AS nullable FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1
"""
NEW_ORDER = """
    INSERT INTO "order" (performance_id, link, reference, hold_id, person, email, name, state, currency, total)
    VALUES ($1, 'l', 'r', 1, 'ana', 'a@b.c', 'Ana', 'pending', 'EUR', 0) RETURNING id
"""
TYPES = {
    "int8": "BIGINT",
    "int4": "INTEGER",
    "int2": "SMALLINT",
    "text": "TEXT",
    "_text": "TEXT[]",
    "bool": "BOOLEAN",
    "float4": "REAL",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
    "jsonb": "JSONB",
    "bytea": "BYTEA",
}


def kind(column: Column) -> str:
    """Return the type of a column in the spelling of TYPES."""
    return {"BIGSERIAL": "BIGINT", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}.get(
        column.column_type, column.column_type
    )


@pytest.mark.parametrize("table", APP_CONFIG.table_classes, ids=lambda table: table._meta.tablename)
async def test_a_table_class_has_the_columns_of_its_table(database: str, table: type[Table]) -> None:
    rows = await pool.fetch(COLUMNS, table._meta.tablename)
    real = {row["column_name"]: (TYPES[row["udt_name"]], row["nullable"]) for row in rows}
    ours = {column._meta.name: (kind(column), column._meta.null) for column in table._meta.columns}
    assert ours == real


async def test_migrating_again_changes_nothing(database: str) -> None:
    before = await pool.fetch("SELECT * FROM migration")
    await migrate()
    assert await pool.fetch("SELECT * FROM migration") == before


async def test_no_seat_has_two_valid_tickets(world: World) -> None:
    order = await _an_order(world)
    new = "INSERT INTO ticket (performance_id, order_id, seat_idx, ticket_type, serial) VALUES ($1, $2, 17, 0, $3)"
    await pool.execute(new, world.preview, order, "one")
    with pytest.raises(asyncpg.UniqueViolationError):
        await pool.execute(new, world.preview, order, "two")
    await pool.execute("UPDATE ticket SET state = 'void'")
    await pool.execute(new, world.preview, order, "two")


@pytest.mark.parametrize(
    "nonsense",
    [
        "status = 1",
        "status = 2",
        "status = 0, order_id = 1",
        "hold_id = 1",
        "status = 4",
        "status = 1, hold_id = 1",
        "status = 1, hold_id = 1, hold_expires_at = now(), order_id = 1",
    ],
)
async def test_a_seats_columns_always_fit_together(world: World, nonsense: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute(f"UPDATE seat SET {nonsense} WHERE performance_id = $1 AND idx = 17", world.preview)


@pytest.mark.parametrize("change", ["UPDATE journal SET actor = 'me'", "DELETE FROM journal"])
async def test_the_journal_is_only_added_to(world: World, change: str) -> None:
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await pool.execute(change)


async def test_money_is_never_negative(world: World) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute("UPDATE price SET amount = -1 WHERE performance_id = $1", world.opening)


async def _an_order(world: World) -> int:
    return int(await pool.fetch_value(NEW_ORDER, world.preview))
