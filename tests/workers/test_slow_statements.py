"""A worker whose statement runs into its time-out goes on, and the work that was cut off is done later."""

import asyncio

import structlog

from db import pool
from tests.db.databases import locked
from tests.eventually import eventually
from tests.workers.relay_harness import hold_seats
from tests.world import World
from workers.release_holds import release_holds
from workers.run import keep_running

HELD = "SELECT count(*) FROM seat WHERE status = 1"


async def no_seat_is_held() -> bool:
    return await pool.fetch_value(HELD) == 0


async def test_expired_holds_are_released_after_a_statement_was_cut_off(world: World, database: str) -> None:
    await hold_seats(world.opening, world.plan, "late", 17, 18)
    await pool.execute("UPDATE seat SET hold_expires_at = now() - interval '1 second' WHERE hold_id IS NOT NULL")
    stop = asyncio.Event()
    with structlog.testing.capture_logs() as logs:
        async with locked(database, "seat"):
            working = asyncio.create_task(keep_running(release_holds, stop))
            await eventually(lambda: logs)
        await eventually(no_seat_is_held)
    assert "QueryCanceledError" in logs[0]["problem"]
    assert not working.done()
    stop.set()
    await working
