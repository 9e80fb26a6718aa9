"""After a restore a new epoch begins, and consumers have the same facts before and after their cursors as before it."""

import asyncpg
import pytest

from app.database_commands import restored_lines
from db.pool import execute, fetch, fetch_row, fetch_value, pool
from db.restored import LAST_ID, WHY_STOPPED, begin_epoch

FAR = 9_000_000_000
"""A transaction that the cluster of the tests does not reach."""
WRITE = "INSERT INTO journal (xid, performance_id, topic, payload, actor) VALUES ($1, 1, 'queue.ended', '{}', 'test')"
CONSUMER = """
    INSERT INTO consumer (name, xid, id, at, owner, leased_until, state, why_stopped)
    VALUES ($1, $2, $3, now(), 'a worker', now(), $4, $5)
"""
BEFORE = """
    SELECT array_agg(j.id ORDER BY j.id) FROM journal j, consumer c WHERE c.name = $1 AND (j.xid, j.id) <= (c.xid, c.id)
"""


async def write(*xids: int) -> None:
    """Write a fact of each of these transactions; the ids are 1, 2, …"""
    await pool().executemany(WRITE, [(xid,) for xid in xids])


async def add_consumer(name: str, xid: int, id: int, why_stopped: str = "") -> None:
    await execute(CONSUMER, name, xid, id, "stopped" if why_stopped else "running", why_stopped)


async def test_a_new_epoch_begins_at_the_start_of_the_journal(database: str) -> None:
    assert (await begin_epoch()).epoch == 2
    row = await fetch_row("SELECT epoch, cursor::text AS cursor FROM relay")
    assert row is not None
    assert (row["epoch"], row["cursor"]) == (2, "0")


async def test_in_the_same_cluster_cursors_stay(database: str) -> None:
    await write(5, 6)
    await add_consumer("first", 5, 1)
    done = await begin_epoch()
    assert (done.facts, done.consumers, done.restarted) == (0, 1, 0)
    row = await fetch_row("SELECT xid, id, owner, leased_until FROM consumer")
    assert row is not None
    assert tuple(row) == (5, 1, None, None)
    assert [row["xid"] for row in await fetch("SELECT xid FROM journal ORDER BY id")] == [5, 6]


async def test_in_another_cluster_nothing_is_lost_and_nothing_comes_twice(database: str) -> None:
    await write(10, FAR, FAR + 5, FAR + 5, FAR + 2)  # ids 1 to 5; in their order: 1, 2, 5, 3, 4
    for name, xid, last in (
        ("new", 0, 0),
        ("low", 10, 1),
        ("middle", FAR + 5, 3),
        ("end", FAR + 5, 4),
        ("again", FAR + 5, 4),
    ):
        await add_consumer(name, xid, last)
    before = {name: await fetch_value(BEFORE, name) for name in ("new", "low", "middle", "end", "again")}
    assert before["middle"] == [1, 2, 3, 5]
    await execute("INSERT INTO journal (performance_id, topic, payload, actor) VALUES (1, 'queue.ended', '{}', '')")
    done = await begin_epoch()
    assert (done.facts, done.consumers) == (5, 5)
    assert {name: await fetch_value(BEFORE, name) for name in before} == before
    levels = {row["id"]: row["xid"] for row in await fetch("SELECT id, xid FROM journal")}
    assert [levels[fact] for fact in (1, 2, 5, 3, 4)] == [2, 3, 3, 3, 4]
    assert levels[6] > 10  # written after the restore: it keeps its number, and follows all others


BEYOND = "SELECT count(*) FROM consumer WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())"
AFTER = """
    SELECT count(*) FROM journal j, consumer c
    WHERE (j.xid, j.id) > (c.xid, c.id) AND j.xid < pg_snapshot_xmin(pg_current_snapshot())
"""


async def test_cursors_at_the_end_of_a_transaction_become_valid_where_no_fact_is_known(database: str) -> None:
    await add_consumer("near", 1, LAST_ID)
    await add_consumer("far", FAR, LAST_ID, WHY_STOPPED)
    done = await begin_epoch()
    assert (done.facts, done.consumers, done.restarted) == (0, 2, 1)
    assert await fetch_value(BEYOND) == 0
    await execute("INSERT INTO journal (performance_id, topic, payload, actor) VALUES (1, 'queue.ended', '{}', '')")
    assert await fetch_value(AFTER) == 2  # each consumer reads it
    cursors = await fetch("SELECT xid, id FROM consumer ORDER BY name")
    assert (await begin_epoch()).facts == 0
    assert await fetch("SELECT xid, id FROM consumer ORDER BY name") == cursors


async def test_a_dead_letter_keeps_its_fact(database: str) -> None:
    await write(FAR, FAR + 1)
    await add_consumer("first", FAR + 1, 2)
    await execute("INSERT INTO dead_letter VALUES ('first', now(), $1, 1, 'broken', 8)", FAR)
    await begin_epoch()
    joined = "SELECT j.id FROM journal j JOIN dead_letter d USING (xid, id)"
    assert await fetch_value(joined) == 1


async def test_the_journal_is_append_only_afterwards(database: str) -> None:
    await write(FAR)
    await begin_epoch()
    with pytest.raises(asyncpg.RaiseError):
        await execute("UPDATE journal SET xid = '7'")


async def test_only_consumers_that_the_restore_stopped_run_again(database: str) -> None:
    await add_consumer("restored", FAR, 1, WHY_STOPPED)
    await add_consumer("staff", FAR, 1, "by staff")
    done = await begin_epoch()
    states = {row["name"]: row["state"] for row in await fetch("SELECT name, state FROM consumer")}
    assert (states, done.restarted) == ({"restored": "running", "staff": "stopped"}, 1)
    assert restored_lines(done) == [
        "Epoch 2 has begun.",
        "Consumers of the journal that go on where they were: 2.",
        "Of these had stopped because of the restore, and run again: 1.",
    ]


async def test_a_fact_that_is_being_written_is_waited_for(database: str) -> None:
    """Else it would be taken for a restored one, or be missed."""
    async with pool().acquire() as writer, writer.transaction():
        await writer.execute(WRITE, 5)
        with pytest.raises(asyncpg.LockNotAvailableError):
            await begin_epoch()
    assert (await begin_epoch()).epoch == 2
