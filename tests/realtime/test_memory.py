"""The gateway's memory does not grow when a hundred viewers stop reading."""

import asyncio

from websockets.asyncio.client import connect

from realtime.protocol import decode_delta
from tests.chaos.processes import free_port, running
from tests.eventually import eventually
from tests.realtime.conftest import FakePublisher
from tests.realtime.gateway_harness import SITE, map_token, open_stalled_viewer, watch_map

MESSAGES, SEATS = 400, list(range(1000, 3000))
"""400 messages of 10 KB: 400 MB if they were buffered for a hundred viewers."""


async def opened(url: str) -> bool:
    try:
        await (await connect(url, origin=SITE, proxy=None)).close()
    except OSError:
        return False
    return True


async def test_a_hundred_viewers_who_stop_reading_leave_memory_flat(
    server_environment: dict[str, str], redis_url: str, publisher: FakePublisher
):
    port = free_port()
    url = f"ws://127.0.0.1:{port}"
    await publisher.write_head(12, 0)
    with running("realtime.gateway", server_environment, AISLE_REALTIME_PORT=str(port), AISLE_TICK="0.001") as gateway:
        await eventually(lambda: opened(url))
        laggards = [await open_stalled_viewer(url, map_token(12)) for _ in range(100)]
        async with connect(url, origin=SITE, compression=None, proxy=None) as listener:
            await watch_map(listener, 12)
            before = gateway.memory
            for version in range(MESSAGES):
                await publisher.publish_delta(12, version, version + 1, held=SEATS)
                while decode_delta((await asyncio.wait_for(listener.recv(), 30)).encode()).v <= version:
                    pass
            assert gateway.memory - before < 24 * 1024 * 1024
        for viewer in laggards:
            viewer.transport.abort()
