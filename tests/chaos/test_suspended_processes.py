"""A process is suspended in the middle of a write transaction: maps go on while it is, and it goes on afterwards."""

import asyncio
import signal

import httpx

from db import pool
from tests.chaos.conftest import Sale, answers
from tests.chaos.processes import STARTS, ServerProcess, running
from tests.eventually import eventually
from tests.fan import Fan
from tests.waiting_room.scenarios import create_room, join_fans
from tests.workers.admit_harness import set_throttle
from tests.world import World

ANA = {"name": "Ana", "email": "ana@example.org"}
OPEN_WRITES = """
    SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND backend_xid IS NOT NULL
"""


async def suspends_itself(process: ServerProcess) -> None:
    """Wait until the process has suspended itself; it then has an open write transaction."""
    await eventually(lambda: process.is_suspended, STARTS)
    assert await pool.fetch_value(OPEN_WRITES) == 1


async def order_free_seats(fan: Fan, world: World) -> httpx.Response:
    """Send the form of the order of a free performance."""
    return await fan.send(f"/performances/{world.preview}/orders", ANA)


async def test_a_suspended_web_process_delays_no_map_for_long(
    sale: Sale, relay: ServerProcess, fan: Fan, web_port: int, server_environment: dict[str, str]
) -> None:
    given = {"AISLE_WEB_PORT": str(web_port), "AISLE_SUSPEND_AT": "order.before_commit"}
    with running("app.main", server_environment, **given) as web:
        await eventually(lambda: answers(fan), STARTS)
        await fan.hold(sale.world.preview, [17, 18], sale.world.plan)
        ordering = asyncio.create_task(order_free_seats(fan, sale.world))
        await suspends_itself(web)
        await sale.take(17, 18)
        await sale.wait_until_seen()
        assert web.is_suspended
        web.signal(signal.SIGCONT)
        assert (await ordering).status_code == 503
        assert await pool.fetch_value('SELECT count(*) FROM "order"') == 0
        assert (await order_free_seats(fan, sale.world)).status_code == 303
    assert await pool.fetch_value('SELECT state FROM "order"') == "paid"


async def test_a_suspended_worker_delays_no_map_for_long(
    sale: Sale, relay: ServerProcess, server_environment: dict[str, str]
) -> None:
    room = await create_room(sale.world.preview, target=1000, per_minute=360)
    await join_fans(room, *(f"fan{n}" for n in range(1, 101)))
    await set_throttle(room)
    with running("workers.run", server_environment, AISLE_SUSPEND_AT="tick.before_commit") as worker:
        await suspends_itself(worker)
        await sale.take(17, 18)
        await sale.wait_until_seen()
        assert worker.is_suspended
        assert await serving(room) == 0
        worker.signal(signal.SIGCONT)
        await eventually(lambda: serving(room), STARTS)
        assert worker.ended is None


async def serving(room: int) -> int:
    """Return the highest place called."""
    return await pool.fetch_value("SELECT serving FROM waiting_room WHERE id = $1", room)
