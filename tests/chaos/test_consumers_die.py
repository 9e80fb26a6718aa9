"""A worker is killed or suspended while it handles facts of the journal: none is lost, and no row is written twice."""

import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db import pool
from tests.chaos.conftest import Sale
from tests.chaos.processes import STARTS, ServerProcess, running
from tests.eventually import eventually
from tests.workers.consumers.harness import CREATE, DROP, end_lease, handled, has_facts, row_of, write_facts

MODULE = "tests.chaos.consumer_process"
OPEN_WRITES = """
    SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND backend_xid IS NOT NULL
"""


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def notes(database: str) -> AsyncIterator[None]:
    """Create the table of notes, and drop it at the end."""
    await pool.pool().execute(CREATE)
    yield
    await pool.pool().execute(DROP)


async def has_caught_up() -> bool:
    """Tell whether the consumer has handled all facts."""
    return bool(await pool.fetch_value("SELECT count(*) FROM consumer")) and not await has_facts()


@pytest.mark.parametrize(
    ("kind", "place", "repeats"),
    [
        ("inside", "consumer.after_read", False),
        ("inside", "consumer.after_handle", False),
        ("inside", "consumer.before_commit", False),
        ("outside", "consumer.after_handle", True),
    ],
)
async def test_a_worker_that_is_killed_between_effect_and_cursor(
    kind: str, place: str, repeats: bool, server_environment: dict[str, str]
) -> None:
    facts = await write_facts(3)
    with running(MODULE, server_environment, CONSUMER=kind, AISLE_CRASH_AT=place) as dying:
        await eventually(lambda: dying.ended == -9, STARTS)
    before = await handled()
    assert before == (facts if repeats else [])
    await end_lease()
    with running(MODULE, server_environment, CONSUMER=kind):
        await eventually(has_caught_up, STARTS)
    assert await handled() == [*before, *facts]


async def suspend_and_take_over(
    first: ServerProcess, kind: str, environment: dict[str, str], facts: list[int]
) -> list[int]:
    """Wait until the first worker has suspended itself, let a second one take over, and wake the first, which then
    finds more to do after the second has ended; return all facts."""
    await eventually(lambda: first.is_suspended, STARTS)
    await end_lease()
    with running(MODULE, environment, CONSUMER=kind) as second:
        await eventually(has_caught_up, STARTS)
        owner = (await row_of())["owner"]
        first.signal(signal.SIGCONT)
        facts = facts + await write_facts(2)
        await eventually(has_caught_up, STARTS)
        assert ((await row_of())["owner"], first.ended, second.ended) == (owner, None, None)
        second.kill()
    await end_lease()
    facts = facts + await write_facts(2)
    await eventually(has_caught_up, STARTS)
    return facts


async def test_a_worker_suspended_in_its_transaction_changes_nothing_when_it_wakes(
    server_environment: dict[str, str],
) -> None:
    given = await write_facts(3)
    suspend = {"CONSUMER": "inside", "AISLE_SUSPEND_AT": "consumer.after_handle"}
    with running(MODULE, server_environment, **suspend) as first:
        await eventually(lambda: first.is_suspended, STARTS)
        assert await pool.fetch_value(OPEN_WRITES) == 1
        facts = await suspend_and_take_over(first, "inside", server_environment, given)
    assert await handled() == facts


async def test_a_worker_suspended_after_its_effect_does_not_move_the_cursor_when_it_wakes(
    server_environment: dict[str, str],
) -> None:
    given = await write_facts(3)
    suspend = {"CONSUMER": "outside", "AISLE_SUSPEND_AT": "consumer.after_handle"}
    with running(MODULE, server_environment, **suspend) as first:
        facts = await suspend_and_take_over(first, "outside", server_environment, given)
    assert await handled() == [*given, *facts]  # each at least once, here the first three twice


async def test_a_suspended_consumer_delays_no_map_for_long(
    sale: Sale, relay: ServerProcess, server_environment: dict[str, str]
) -> None:
    await write_facts(1, sale.world.opening)
    suspend = {"CONSUMER": "inside", "AISLE_SUSPEND_AT": "consumer.after_handle"}
    with running(MODULE, server_environment, **suspend) as worker:
        await eventually(lambda: worker.is_suspended, STARTS)
        await sale.take(17, 18)
        await sale.wait_until_seen()  # Postgres ends the transaction after five seconds
        assert worker.is_suspended
        worker.signal(signal.SIGCONT)
        await eventually(has_caught_up, STARTS)
    assert len(await handled()) == 1
