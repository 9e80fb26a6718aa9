"""The release of expired holds runs each second: it reads what has expired, not every seat there is."""

import pytest

from db.transaction import transaction
from tests.workers.relay_harness import hold_seats
from tests.world import World

READ = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relid = 'seat'::regclass"


@pytest.mark.usefixtures("new_tables")
async def test_it_reads_no_open_seat_though_statistics_say_that_most_have_expired(world: World) -> None:
    assert await hold_seats(world.opening, world.plan, world.ana, 17) == "held"
    async with transaction() as connection:
        await connection.execute(
            "UPDATE seat s SET status = 1, hold_id = h.id, hold_expires_at = now() - interval '1 minute' FROM hold h"
            " WHERE s.performance_id = h.performance_id"
        )
        await connection.execute("ANALYZE seat")
        await connection.execute("UPDATE seat SET status = 0, hold_id = NULL, hold_expires_at = NULL")
        before = await connection.fetchval(READ)
        assert await connection.fetchval("SELECT release_expired_holds(100)") == 0
        assert await connection.fetchval(READ) - before < 100
