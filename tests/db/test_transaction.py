"""A transaction commits everything or nothing, and its connection always goes back to the pool."""

import asyncio

import asyncpg
import pytest

from db import pool
from db.pool import rows_changed
from db.tables.places import Organizer
from db.transaction import lock_person, snapshot_transaction, transaction


async def fail_after(query: str) -> None:
    """Run a query in a transaction, then raise."""
    async with transaction() as connection:
        await connection.execute(query)
        raise ZeroDivisionError


async def test_what_raises_leaves_nothing(database: str) -> None:
    with pytest.raises(ZeroDivisionError):
        await fail_after("INSERT INTO organizer (slug, name) VALUES ('olga', 'Olga')")
    assert await pool.fetch_value("SELECT count(*) FROM organizer") == 0


async def save_then_fail() -> None:
    """Save a row by Piccolo's own query in a transaction, then raise."""
    async with transaction():
        await Organizer(slug="olga", name="Olga").save()
        assert await Organizer.count() == 1
        raise ZeroDivisionError


async def test_piccolos_queries_join_the_transaction(database: str) -> None:
    with pytest.raises(ZeroDivisionError):
        await save_then_fail()
    assert await Organizer.count() == 0


async def test_a_connection_that_dies_in_a_transaction_goes_back(database: str) -> None:
    before = pool.pool().get_size() - pool.pool().get_idle_size()
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await fail_after("SELECT pg_terminate_backend(pg_backend_pid())")
    assert pool.pool().get_size() - pool.pool().get_idle_size() <= before
    assert await pool.fetch_value("SELECT 1") == 1


async def test_one_person_does_one_thing_at_a_time(database: str) -> None:
    inside = most = 0

    async def visit() -> None:
        nonlocal inside, most
        async with transaction() as connection:
            await lock_person(connection, 1, "ana")
            inside += 1
            most = max(most, inside)
            await connection.execute("SELECT 1")
            inside -= 1

    await asyncio.gather(*(visit() for _ in range(20)))
    assert most == 1


@pytest.mark.parametrize(("tag", "rows"), [("UPDATE 2", 2), ("INSERT 0 3", 3), ("CREATE TABLE", 0), ("SELECT 0", 0)])
def test_a_command_tag_says_how_many_rows(tag: str, rows: int) -> None:
    assert rows_changed(tag) == rows


async def test_a_snapshot_transaction_sees_what_was_there_at_its_first_statement(database: str) -> None:
    async with snapshot_transaction() as connection:
        before = await connection.fetchval("SELECT count(*) FROM organizer")
        await pool.execute("INSERT INTO organizer (slug, name) VALUES ('olga', 'Olga')")
        assert await connection.fetchval("SELECT count(*) FROM organizer") == before


async def change_what_changed() -> None:
    """Change a row that was changed since the snapshot."""
    async with snapshot_transaction() as connection:
        await connection.fetchval("SELECT count(*) FROM consumer")
        await pool.execute("UPDATE consumer SET tries = 1")
        await connection.execute("UPDATE consumer SET tries = tries + 1")


async def test_a_snapshot_transaction_does_not_overwrite_a_newer_row(database: str) -> None:
    await pool.execute("INSERT INTO consumer (name) VALUES ('notes')")
    with pytest.raises(asyncpg.SerializationError):
        await change_what_changed()
    assert await pool.fetch_value("SELECT tries FROM consumer") == 1
