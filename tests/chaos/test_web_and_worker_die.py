"""The web tier is killed between commit and wakeup, the worker during a task: committed changes stay and are shown."""

import httpx
import pytest

from app.seating.holds.hold import hold_seats, live_hold
from app.web.sessions import read_session
from db import pool
from tests.chaos.conftest import Sale, answers
from tests.chaos.processes import STARTS, ServerProcess, running
from tests.eventually import eventually
from tests.fan import Fan
from tests.world import World


async def test_a_hold_committed_before_the_kill_is_found_by_the_retry(
    sale: Sale, relay: ServerProcess, fan: Fan, web_port: int, server_environment: dict[str, str]
) -> None:
    port = {"AISLE_WEB_PORT": str(web_port)}
    with running("app.main", server_environment, **port, AISLE_CRASH_AT="web.before_wakeup") as dying:
        await eventually(lambda: answers(fan), STARTS)
        await fan.read(f"/performances/{sale.world.opening}")  # its response sets the session cookie
        with pytest.raises(httpx.TransportError):
            await fan.hold(sale.world.opening, [17, 18], sale.world.plan)
        await eventually(lambda: dying.ended == -9)
    await sale.wait_until_seen()  # no wakeup was sent; the relay polls
    with running("app.main", server_environment, **port):
        await eventually(lambda: answers(fan), STARTS)
        again = await fan.hold(sale.world.opening, [17, 18], sale.world.plan)
    assert (again.status_code, again.json()["seats"]) == (200, [17, 18])
    assert await pool.fetch_value("SELECT count(*) FROM journal WHERE topic = 'seats.held'") == 1


async def test_a_session_outlives_every_process(
    world: World, fan: Fan, web_port: int, server_environment: dict[str, str]
) -> None:
    port = {"AISLE_WEB_PORT": str(web_port)}
    with running("app.main", server_environment, **port):
        await eventually(lambda: answers(fan), STARTS)
        await fan.hold(world.preview, [17], world.plan)
    person = read_session(fan.browser.cookies["aisle"])
    with running("app.main", server_environment, **port):
        await eventually(lambda: answers(fan), STARTS)
        page = await fan.read(f"/performances/{world.preview}")
    assert person is not None
    assert (await live_hold(world.preview, person)) is not None
    assert 'data-seats="17"' in page.text


async def test_a_killed_worker_leaves_its_work_to_the_next(
    sale: Sale, relay: ServerProcess, server_environment: dict[str, str]
) -> None:
    await hold_seats(sale.world.opening, "late", [17, 18], sale.world.plan)
    await pool.execute("UPDATE seat SET hold_expires_at = now() - interval '1 second' WHERE hold_id IS NOT NULL")
    with running("workers.run", server_environment, AISLE_CRASH_AT="web.before_wakeup") as dying:
        await eventually(lambda: dying.ended == -9, STARTS)
    await sale.wait_until_seen()
    assert await pool.fetch_value("SELECT count(*) FROM journal WHERE topic = 'seats.released'") == 1
