"""What a viewer sees of the gateway."""

import asyncio
import json

import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from realtime.bus import Bus
from realtime.protocol import Delta, decode_delta, nothing_since
from tests.eventually import eventually
from tests.realtime.conftest import Teller
from tests.realtime.gateway_harness import Door, open_door, watch


async def told(socket: ClientConnection) -> Delta:
    return decode_delta((await asyncio.wait_for(socket.recv(), 5)).encode())


async def test_a_newcomer_hears_where_the_room_stands(door: Door, teller: Teller):
    await teller.stand(12, 41)
    async with door.watching(12) as first, door.watching(12) as second:
        assert await told(first) == await told(second) == nothing_since(12, 1, 41)


async def test_all_viewers_get_every_delta(door: Door, teller: Teller):
    await teller.stand(12, 41)
    async with door.watching(12) as first, door.watching(12) as second:
        await told(first), await told(second)
        await teller.tell(12, 41, 57, held=[9, 10], sold=[3])
        assert await told(first) == await told(second) == Delta(12, 1, 41, 57, held=[9, 10], sold=[3])


async def test_contiguous_deltas_of_one_tick_are_one(redis_url: str, teller: Teller):
    await teller.stand(12, 1)
    async with open_door(redis_url, aisle_tick=0.3) as door, door.watching(12) as socket:
        await told(socket)
        for version in range(1, 6):
            await teller.tell(12, version, version + 1, held=[version])
        assert await told(socket) == Delta(12, 1, 1, 6, held=[1, 2, 3, 4, 5])


async def test_a_delta_between_snapshot_and_subscription_is_noticed(door: Door, teller: Teller):
    await teller.stand(12, 41)  # the page's snapshot
    await teller.tell(12, 41, 57, held=[9])  # nobody was subscribed
    async with door.watching(12) as socket:
        assert await told(socket) == nothing_since(12, 1, 57)


async def test_a_dropped_last_delta_is_noticed_by_the_beat(redis_url: str, teller: Teller):
    await teller.stand(12, 41)
    async with open_door(redis_url, aisle_beat=0.2) as door, door.watching(12) as socket:
        assert await told(socket) == nothing_since(12, 1, 41)
        await teller.stand(12, 57)  # written, but its message was lost
        await eventually(lambda: door.rooms[12].told == (1, 57))
        while (news := await told(socket)).v < 57:
            pass
        assert news == nothing_since(12, 1, 57)


async def test_a_room_whose_map_is_lost_says_nothing_until_it_is_rebuilt(redis_url: str, teller: Teller):
    async with open_door(redis_url, aisle_beat=0.1) as door, door.watching(12) as socket:
        await eventually(lambda: door.rooms.get(12))
        await teller.tell(12, 60, 60)
        assert await told(socket) == nothing_since(12, 1, 60)


async def test_an_older_version_or_epoch_is_not_believed(redis_url: str, teller: Teller, bus: Bus):
    await teller.stand(12, 57, epoch=2)
    async with open_door(redis_url, aisle_beat=0.1) as door, door.watching(12) as socket:
        assert (await told(socket)).v == 57
        await teller.stand(12, 41, epoch=2)  # an old copy
        await bus.publish("seats:{12}", b'{"r":12,"e":1,"p":57,"v":90}')
        await teller.stand(12, 99, epoch=2)
        assert await told(socket) in (nothing_since(12, 2, 57), nothing_since(12, 2, 99))
        await eventually(lambda: door.rooms[12].told == (2, 99))


async def test_who_leaves_a_room_hears_no_more_of_it(door: Door, teller: Teller):
    await teller.stand(12, 41)
    await teller.stand(13, 41)
    async with door.watching(12) as socket:
        await told(socket)
        await socket.send('{"leave":12}')
        await watch(socket, 13)
        assert (await told(socket)).r == 13
        await teller.tell(12, 41, 42, held=[1])
        await teller.tell(13, 41, 43, held=[1])
        assert (await told(socket)).r == 13


async def test_an_empty_room_is_forgotten_and_its_subscription_ends(redis_url: str, bus: Bus):
    async with open_door(redis_url, aisle_beat=0.1, aisle_linger=0.05) as door:
        async with door.watching(12):
            await eventually(lambda: 12 in door.rooms)
        await eventually(lambda: 12 not in door.rooms)
        await eventually(lambda: not door.gateway.bus.confirmed("seats:{12}"))


async def test_what_is_not_a_delta_harms_nobody(door: Door, teller: Teller, bus: Bus):
    await teller.stand(12, 41)
    async with door.watching(12) as socket:
        await told(socket)
        await bus.publish("seats:{12}", b"nonsense")
        await teller.tell(12, 41, 57, held=[1])
        assert (await told(socket)).v == 57


async def test_leaving_tells_everybody_to_come_back(redis_url: str, teller: Teller):
    await teller.stand(12, 41)
    async with open_door(redis_url) as door:
        socket = await door.socket()
        await watch(socket, 12)
        await told(socket)
    with pytest.raises(ConnectionClosed):
        await socket.recv()
    assert socket.close_code == 1001


async def test_the_port_answers_for_its_health(redis_url: str):
    async with open_door(redis_url, aisle_env="development") as door, httpx.AsyncClient() as browser:
        assert (await browser.get(f"{door.http}/health/live")).status_code == 200
        ready = await browser.get(f"{door.http}/health/ready")
        assert (ready.status_code, json.loads(ready.text)["parts"]["redis"]) == (200, "ready")
        async with door.watching(12):
            await eventually(lambda: 12 in door.rooms)
            assert "1 rooms" in (await browser.get(f"{door.http}/debug/rooms")).text
        assert (await browser.get(f"{door.http}/anything")).status_code == 404


async def test_it_is_not_ready_without_redis():
    async with open_door("unix:///nowhere/redis.sock") as door, httpx.AsyncClient() as browser:
        ready = await browser.get(f"{door.http}/health/ready")
        assert (ready.status_code, json.loads(ready.text)["parts"]["redis"]) == (503, "does not answer")


async def test_the_look_into_the_rooms_is_for_development(door: Door):
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(f"{door.http}/debug/rooms")).status_code == 404


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1:8000.evil.example", "null", None])
async def test_another_site_may_not_connect(door: Door, origin: str | None):
    with pytest.raises(InvalidStatus) as refused:
        await door.socket(origin=origin)
    assert refused.value.response.status_code == 403
