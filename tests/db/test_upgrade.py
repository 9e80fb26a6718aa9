"""`aisle migrate` makes the same database from an empty one and from that of the previous release."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from db.retired_functions import RETIRED
from db.sql_functions import install_functions, read_functions
from tests.db.databases import Database, database_of_before, empty_database

OF_TRIGGERS = {"journal_is_append_only()", "refund_is_allowed()"}
MIGRATIONS = len(list((Path(__file__).parents[2] / "db" / "migrations").glob("m[0-9]*.py")))
HOLD = "SELECT outcome FROM hold_seats(1, $1, $2, 1)"
OLD_CALLS = [
    "SELECT outcome FROM hold_seats(1, 'dora', '{5}', 1, '{}', '{}', NULL, 0, 0)",
    "SELECT outcome FROM extend_hold(1, 'dora', 5, 'lifted')",
    "SELECT cardinality(released) FROM release_seats(1, 'dora', '{5}')",
    "SELECT call_places(1, 0, 'old')",
    "SELECT count(*) FROM admit_places(1, '{}', '{}', '{}', 10)",
    "SELECT end_place(1, 999, 999, 'dora')",
    "SELECT outcome FROM enter_room(1, 999, 'dora', '\\x00', 10)",
]
"""Calls of release 0.1.0, whose functions had no p_trace."""


@pytest_asyncio.fixture(loop_scope="session")
async def fresh(database: str, server_environment: dict[str, str]) -> AsyncIterator[Database]:
    """Create an empty database."""
    async with empty_database(server_environment, "fresh") as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def before(database: str, server_environment: dict[str, str]) -> AsyncIterator[Database]:
    """Create a database of release 0.1.0 during a sale."""
    async with database_of_before(server_environment, "before") as made:
        yield made


async def retired_in(database: Database) -> set[str]:
    """Return the retired functions that are still in the database."""
    there = {await database.connection.fetchval("SELECT to_regprocedure($1)::text", old.signature) for old in RETIRED}
    return there - {None}


async def test_every_file_is_one_function_of_a_fresh_database(fresh: Database) -> None:
    assert await fresh.migrate() == 0
    functions = sorted(await fresh.functions() - OF_TRIGGERS)
    assert [signature.split("(")[0] for signature in functions] == sorted(read_functions())
    assert await retired_in(fresh) == set()


async def test_an_upgraded_database_is_a_fresh_one_and_the_retired_functions(fresh: Database, before: Database) -> None:
    assert (await fresh.migrate(), await before.migrate()) == (0, 0)
    new, upgraded = await fresh.catalogs(), await before.catalogs()
    retired = await retired_in(before)
    assert len(retired) == 11
    upgraded["functions"] = [row for row in upgraded["functions"] if row[0] not in retired]
    for kind in ("columns", "constraints", "indexes", "triggers", "functions"):
        assert upgraded[kind] == new[kind], kind


async def test_no_migration_runs_twice(before: Database) -> None:
    applied = (await before.catalogs())["migrations"]
    assert await before.migrate() == 0
    assert (await before.catalogs())["migrations"][: len(applied)] == applied


async def test_people_hold_seats_after_the_upgrade(before: Database) -> None:
    assert await before.migrate() == 0
    assert await before.connection.fetchval(HOLD, "dora", [5]) == "held"
    assert await before.connection.fetchval(HOLD, "dora", [0]) == "taken"  # sold by the previous release
    assert await before.connection.fetchval("SELECT hold FROM release_seats(1, 'ana', '{2}')") is not None


async def test_the_release_before_still_works_after_the_upgrade(before: Database) -> None:
    assert await before.migrate() == 0
    calls = "kept_until(1, 1, NULL)", "count_places(1, 12, now(), '{}')", "sweep_holds(10)"
    until, places, swept = [await before.connection.fetchval(f"SELECT {call}") for call in calls]
    assert (until is not None, places, swept) == (True, 6, 2)  # all places, two of them of a hold that ran out
    results = [await before.connection.fetchval(call) for call in OLD_CALLS]
    assert results[:3] == ["held", "extended", 1]


async def test_the_release_before_calls_the_extended_functions_without_a_break(before: Database) -> None:
    prepared = [await before.connection.prepare(call) for call in OLD_CALLS[:3]]
    assert [await call.fetchval() for call in prepared] == ["held", "extended", 1]
    assert await before.migrate() == 0
    assert [await call.fetchval() for call in prepared] == ["held", "extended", 1]
    facts = await before.connection.fetch("SELECT topic, organizer_id FROM journal ORDER BY id DESC LIMIT 3")
    assert {row["organizer_id"] for row in facts} == {1}


async def test_functions_that_the_release_before_installs_again_are_renamed_again(before: Database) -> None:
    assert await before.migrate() == 0
    once = await before.catalogs()
    source = await before.connection.fetchval("SELECT pg_get_functiondef('hold_seats_untraced'::regproc)")
    await before.connection.execute(source.replace("hold_seats_untraced", "hold_seats"))
    assert await before.migrate() == 0
    assert await before.catalogs() == once
    assert await before.connection.fetchval(HOLD, "dora", [5]) == "held"


async def test_migrating_twice_changes_nothing(before: Database) -> None:
    assert await before.migrate() == 0
    once = await before.catalogs()
    assert await before.migrate() == 0
    assert await before.catalogs() == once


async def test_two_that_migrate_at_once_both_succeed(fresh: Database, before: Database) -> None:
    assert await asyncio.gather(*[some.migrate() for some in (fresh, before) for _ in range(3)]) == [0] * 6
    assert len((await fresh.catalogs())["migrations"]) == len((await before.catalogs())["migrations"]) == MIGRATIONS


async def test_a_retired_function_is_dropped_by_a_later_release_only(before: Database) -> None:
    assert await before.migrate() == 0  # functions of now need tables of now
    kept = await retired_in(before)
    await install_functions(before.connection, (0, 1, 0))
    assert await retired_in(before) == kept
    await install_functions(before.connection, (0, 1, 1))
    assert await retired_in(before) == set()
    assert await before.connection.fetchval(HOLD, "dora", [5]) == "held"


OLD_REFUNDS = """
    WITH o AS (
        INSERT INTO "order" (
            performance_id, link, reference, hold_id, person, email, name, state, currency, total, paid_at)
        VALUES (1, 'old', 'OLD0-0000', 999999, 'ana', 'ana@example.org', 'Ana', 'paid', 'EUR', 500, now()) RETURNING id
    ), p AS (
        INSERT INTO payment (performance_id, order_id, state, intent, idempotency_key, amount, currency, settled_at)
        SELECT 1, id, 'succeeded', 'pi_old', 'p', 500, 'EUR', now() FROM o RETURNING id, order_id
    ), r AS (
        INSERT INTO refund (
            performance_id, order_id, payment_id, state, why, amount, currency, idempotency_key, settled_at, voided_at,
            trouble)
        SELECT 1, p.order_id, p.id, x.state, x.why, 500, 'EUR', x.key, CASE WHEN x.ended THEN now() END,
               CASE WHEN x.voided THEN now() END, x.trouble
        FROM p, (VALUES ('wanted', 'asked', 'a', false, false, ''), ('pending', 'asked', 'b', false, true, ''),
                        ('succeeded', 'asked', 'c', true, true, 'by hand: cash'),
                        ('failed', 'late', 'd', true, false, ''), ('failed', 'asked', 'e', true, true, 'expired_card')
                ) x (state, why, key, ended, voided, trouble)
        RETURNING id, order_id, idempotency_key
    )
    INSERT INTO journal (performance_id, topic, payload, actor)
    SELECT 1, 'refund.settled', jsonb_build_object('order', order_id, 'refund', id, 'state', 'by hand'), 'staff:olga'
    FROM r WHERE idempotency_key = 'e'
"""
NEW_REFUNDS = "SELECT idempotency_key, state, how, sent_at IS NULL FROM refund WHERE performance_id = 1 ORDER BY 1"


async def test_refunds_of_before_keep_their_meaning(before: Database) -> None:
    await before.connection.execute(OLD_REFUNDS)
    assert await before.migrate() == 0
    assert [tuple(row) for row in await before.connection.fetch(NEW_REFUNDS)] == [
        ("a", "wanted", "", False),
        ("b", "pending", "", False),
        ("c", "by_hand", "cash", False),
        ("d", "failed", "", False),
        ("e", "by_hand", "by staff, before the update", False),
    ]
    # together they are more than the payment, and what Stripe has done to one is still written down
    await before.connection.execute("UPDATE refund SET state = 'pending' WHERE idempotency_key = 'a'")
