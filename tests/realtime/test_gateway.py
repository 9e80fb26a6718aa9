"""The messages that viewers of a map receive from the gateway."""

import asyncio
import json

import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from realtime.bus import Bus
from realtime.protocol import Delta, decode_delta, empty_delta
from tests.eventually import eventually
from tests.realtime.conftest import FakePublisher
from tests.realtime.gateway_harness import GatewayHarness, run_gateway, watch_map

pytestmark = pytest.mark.redis


async def told(socket: ClientConnection) -> Delta:
    return decode_delta((await asyncio.wait_for(socket.recv(), 30)).encode())


async def test_a_newcomer_hears_where_the_room_stands(gateway: GatewayHarness, publisher: FakePublisher):
    await publisher.write_head(12, 41)
    async with gateway.open_map_viewer(12) as first, gateway.open_map_viewer(12) as second:
        assert await told(first) == await told(second) == empty_delta(12, 1, 41)


async def test_all_viewers_get_every_delta(gateway: GatewayHarness, publisher: FakePublisher):
    await publisher.write_head(12, 41)
    async with gateway.open_map_viewer(12) as first, gateway.open_map_viewer(12) as second:
        await told(first), await told(second)
        await publisher.publish_delta(12, 41, 57, held=[9, 10], sold=[3])
        assert await told(first) == await told(second) == Delta(12, 1, 41, 57, held=[9, 10], sold=[3])


async def test_contiguous_deltas_of_one_tick_are_one(redis_url: str, publisher: FakePublisher):
    await publisher.write_head(12, 1)
    async with run_gateway(redis_url, aisle_tick=0.3) as gateway, gateway.open_map_viewer(12) as socket:
        await told(socket)
        for version in range(1, 6):
            await publisher.publish_delta(12, version, version + 1, held=[version])
        assert await told(socket) == Delta(12, 1, 1, 6, held=[1, 2, 3, 4, 5])


async def test_a_delta_between_snapshot_and_subscription_is_noticed(gateway: GatewayHarness, publisher: FakePublisher):
    await publisher.write_head(12, 41)  # the page's snapshot
    await publisher.publish_delta(12, 41, 57, held=[9])  # before any subscription
    async with gateway.open_map_viewer(12) as socket:
        assert await told(socket) == empty_delta(12, 1, 57)


async def test_a_dropped_last_delta_is_noticed_by_the_beat(redis_url: str, publisher: FakePublisher):
    await publisher.write_head(12, 41)
    async with run_gateway(redis_url, aisle_beat=0.2) as gateway, gateway.open_map_viewer(12) as socket:
        assert await told(socket) == empty_delta(12, 1, 41)
        await publisher.write_head(12, 57)  # written, but its message was lost
        await eventually(lambda: gateway.maps[12].sent_version == (1, 57))
        while (news := await told(socket)).v < 57:
            pass
        assert news == empty_delta(12, 1, 57)


async def test_a_room_whose_map_is_lost_says_nothing_until_it_is_rebuilt(redis_url: str, publisher: FakePublisher):
    async with run_gateway(redis_url, aisle_beat=0.1) as gateway, gateway.open_map_viewer(12) as socket:
        await eventually(lambda: gateway.maps.get(12))
        await publisher.publish_delta(12, 60, 60)
        assert await told(socket) == empty_delta(12, 1, 60)


async def test_an_older_version_or_epoch_is_not_believed(redis_url: str, publisher: FakePublisher, bus: Bus):
    await publisher.write_head(12, 57, epoch=2)
    async with run_gateway(redis_url, aisle_beat=0.1) as gateway, gateway.open_map_viewer(12) as socket:
        assert (await told(socket)).v == 57
        await publisher.write_head(12, 41, epoch=2)  # an old copy
        await bus.publish("seats:{12}", b'{"r":12,"e":1,"p":57,"v":90}')
        await publisher.write_head(12, 99, epoch=2)
        assert await told(socket) in (empty_delta(12, 2, 57), empty_delta(12, 2, 99))
        await eventually(lambda: gateway.maps[12].sent_version == (2, 99))


async def test_who_leaves_a_room_hears_no_more_of_it(gateway: GatewayHarness, publisher: FakePublisher):
    await publisher.write_head(12, 41)
    await publisher.write_head(13, 41)
    async with gateway.open_map_viewer(12) as socket:
        await told(socket)
        await socket.send('{"leave":12}')
        await watch_map(socket, 13)
        assert (await told(socket)).r == 13
        await publisher.publish_delta(12, 41, 42, held=[1])
        await publisher.publish_delta(13, 41, 43, held=[1])
        assert (await told(socket)).r == 13


async def test_an_empty_room_is_forgotten_and_its_subscription_ends(redis_url: str, bus: Bus):
    async with run_gateway(redis_url, aisle_beat=0.1, aisle_linger=0.05) as gateway:
        async with gateway.open_map_viewer(12):
            await eventually(lambda: 12 in gateway.maps)
        await eventually(lambda: 12 not in gateway.maps)
        await eventually(lambda: not gateway.process.bus.is_confirmed("seats:{12}"))


async def test_what_is_not_a_delta_harms_nobody(gateway: GatewayHarness, publisher: FakePublisher, bus: Bus):
    await publisher.write_head(12, 41)
    async with gateway.open_map_viewer(12) as socket:
        await told(socket)
        await bus.publish("seats:{12}", b"nonsense")
        await publisher.publish_delta(12, 41, 57, held=[1])
        assert (await told(socket)).v == 57


async def test_leaving_tells_everybody_to_come_back(redis_url: str, publisher: FakePublisher):
    await publisher.write_head(12, 41)
    async with run_gateway(redis_url) as gateway:
        socket = await gateway.socket()
        await watch_map(socket, 12)
        await told(socket)
    with pytest.raises(ConnectionClosed):
        await socket.recv()
    assert socket.close_code == 1001


async def test_the_port_answers_for_its_health(redis_url: str):
    async with run_gateway(redis_url, aisle_env="development") as gateway, httpx.AsyncClient() as browser:
        assert (await browser.get(f"{gateway.http}/health/live")).status_code == 200
        ready = await browser.get(f"{gateway.http}/health/ready")
        assert (ready.status_code, json.loads(ready.text)["parts"]["redis"]) == (200, "ready")
        async with gateway.open_map_viewer(12):
            await eventually(lambda: 12 in gateway.maps)
            assert "1 rooms" in (await browser.get(f"{gateway.http}/debug/rooms")).text
        assert (await browser.get(f"{gateway.http}/anything")).status_code == 404


async def test_it_is_not_ready_without_redis():
    async with run_gateway("unix:///nowhere/redis.sock") as gateway, httpx.AsyncClient() as browser:
        ready = await browser.get(f"{gateway.http}/health/ready")
        assert (ready.status_code, json.loads(ready.text)["parts"]["redis"]) == (503, "does not answer")


async def test_the_look_into_the_rooms_is_for_development(gateway: GatewayHarness):
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(f"{gateway.http}/debug/rooms")).status_code == 404


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1:8000.evil.example", "null", None])
async def test_another_site_may_not_connect(gateway: GatewayHarness, origin: str | None):
    with pytest.raises(InvalidStatus) as refused:
        await gateway.socket(origin=origin)
    assert refused.value.response.status_code == 403
