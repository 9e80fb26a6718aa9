"""Open pages continue to work after web, gateway or Redis was killed."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from e2e.fan import Fan
from e2e.server import AisleServer, processes

LOST = "No live updates just now. We look again every five seconds. Choosing and paying still work."
SILENCE = 40_000  # ms: a socket without messages counts as lost only after 25 seconds


@pytest.fixture(autouse=True)
async def restart_everything(server: AisleServer) -> AsyncIterator[None]:
    """Restart after each test the processes that it stopped."""
    yield
    server.redis.start()
    for name in processes():
        if name not in server.running:
            server.start(name)
    await server.ready()


async def is_live_again(ana: Fan, ben: Fan, place: str) -> None:
    """Check that both maps are live and follow a change, and that Ana still has her basket."""
    await ana.sees_map()
    await ben.sees_map()
    await ben.sees(place, "held")
    await ana.basket.get_by_role("button", name=f"Give back {place.partition(' ')[2]}").click()
    await ben.sees(place, "open")


async def test_a_gateway_that_was_killed_is_told_done_without_and_found_again(
    ana: Fan, ben: Fan, performance: int
) -> None:
    for fan in (ana, ben):
        fan.expects("WebSocket", "ERR_CONNECTION_REFUSED")
        await fan.opens_map(performance)
    ana.server.kill("realtime")
    for fan in (ana, ben):
        await expect(fan.page.locator(".activity-line")).to_contain_text(LOST)
    await ana.takes("Stalls H 11")
    await ben.sees("Stalls H 11", "held")  # by polling every five seconds
    ana.server.start("realtime")
    await is_live_again(ana, ben, "Stalls H 11")


async def test_a_redis_that_was_killed_is_told_done_without_and_found_again(
    ana: Fan, ben: Fan, performance: int
) -> None:
    for fan in (ana, ben):
        await fan.opens_map(performance)
    ana.server.redis.kill()
    await ana.takes("Stalls H 11")
    for fan in (ana, ben):
        await expect(fan.page.locator(".activity-line")).to_contain_text(LOST, timeout=SILENCE)
    await ben.sees("Stalls H 11", "held")
    ana.server.redis.start()
    await is_live_again(ana, ben, "Stalls H 11")


async def test_a_redis_that_forgot_everything_is_filled_again(ana: Fan, ben: Fan, performance: int) -> None:
    for fan in (ana, ben):
        await fan.opens_map(performance)
    await ana.takes("Stalls H 11")
    await ben.sees("Stalls H 11", "held")
    await forget_everything(ana.server)
    await ana.takes("Stalls H 12")
    await ben.sees("Stalls H 12", "held")
    await is_live_again(ana, ben, "Stalls H 11")


async def test_a_web_process_that_was_killed_takes_nothing_with_it(ana: Fan, performance: int) -> None:
    ana.expects("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")  # of requests at the kill
    await ana.opens_map(performance)
    await ana.takes("Stalls H 11")
    ana.server.kill("web")
    ana.server.start("web")
    await ana.server.ready()
    await ana.page.reload()
    await ana.sees("Stalls H 11", "mine")
    await ana.takes("Stalls H 12")
    await expect(ana.lines).to_have_count(2)


async def forget_everything(server: AisleServer) -> None:
    """Send FLUSHALL to Redis."""
    reader, writer = await asyncio.open_unix_connection(server.redis.url.removeprefix("unix://"))
    writer.write(b"FLUSHALL\r\n")
    assert await reader.readline() == b"+OK\r\n"
    writer.close()
