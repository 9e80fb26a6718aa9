"""Fans who wait receive the latest status of their own queue from the gateway, and nothing else."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection

from app.dev.redis import running_redis
from realtime.bus import Bus
from realtime.protocol import QueueStatus, decode_status, queue_channel
from tests.eventually import eventually
from tests.realtime.conftest import FakePublisher
from tests.realtime.gateway_harness import (
    GatewayHarness,
    code_after,
    map_token,
    queue_token,
    run_gateway,
    send_watch,
    stalled_viewers,
    watch_map,
    watch_message,
)

pytestmark = pytest.mark.redis


def serving(number: int, at: int | None = None, line: int = 5) -> QueueStatus:
    return QueueStatus(line, number if at is None else at, "open", serving=number)


async def next_status(socket: ClientConnection) -> QueueStatus:
    return decode_status((await asyncio.wait_for(socket.recv(), 30)).encode())


async def wait_for_call(socket: ClientConnection, number: int) -> None:
    """Read until the place is called; statuses repeated in between are skipped."""
    while (await next_status(socket)).serving < number:
        pass


async def test_a_newcomer_hears_the_latest_at_once(gateway: GatewayHarness, publisher: FakePublisher):
    await publisher.store_status(serving(41))
    async with gateway.open_queue_viewer(5) as first:
        assert await next_status(first) == serving(41)
        async with gateway.open_queue_viewer(5) as second:
            assert await next_status(second) == serving(41)
        assert not gateway.queues[5].stale


async def test_every_call_reaches_all_who_wait_as_it_was_published(
    gateway: GatewayHarness, publisher: FakePublisher, bus: Bus
):
    await publisher.store_status(serving(41))
    async with gateway.open_queue_viewer(5) as first, gateway.open_queue_viewer(5) as second:
        await next_status(first), await next_status(second)
        published = b'{"q": 5, "at": 42, "stage": "open", "serving": 42, "new to this gateway": true}'
        await bus.publish(queue_channel(5), published)
        assert [(await socket.recv()).encode() for socket in (first, second)] == [published] * 2


async def test_of_many_calls_at_once_only_the_latest_is_told(redis_url: str, publisher: FakePublisher):
    await publisher.store_status(serving(1))
    async with run_gateway(redis_url, aisle_tick=0.3) as gateway, gateway.open_queue_viewer(5) as socket:
        await next_status(socket)
        for number in range(2, 200):
            await publisher.publish_status(serving(number))
        await eventually(lambda: gateway.queues[5].published_at == 199)
        statuses = [await next_status(socket)]
        while statuses[-1].serving < 199:
            statuses.append(await next_status(socket))
        assert len(statuses) < 20


async def test_lines_do_not_hear_each_other_nor_maps_with_the_same_number(
    gateway: GatewayHarness, publisher: FakePublisher
):
    await publisher.store_status(serving(1))
    await publisher.store_status(serving(1, line=6))
    await publisher.write_head(5, 41)
    async with (
        gateway.open_queue_viewer(5) as line,
        gateway.open_queue_viewer(6) as other,
        gateway.open_map_viewer(5) as room,
    ):
        await next_status(line), await next_status(other), await room.recv()
        await publisher.publish_status(serving(9, line=6))
        await publisher.publish_delta(5, 41, 42, held=[1])
        await publisher.publish_status(serving(2))
        assert (await next_status(line), await next_status(other)) == (serving(2), serving(9, line=6))
        assert '"v":42' in await asyncio.wait_for(room.recv(), 30)


async def test_after_a_silence_the_latest_is_repeated(redis_url: str, publisher: FakePublisher):
    await publisher.store_status(serving(41))
    async with run_gateway(redis_url, aisle_beat=0.1) as gateway, gateway.open_queue_viewer(5) as socket:
        assert [await next_status(socket) for _ in range(3)] == [serving(41)] * 3


async def test_a_call_whose_message_was_lost_is_noticed_by_the_beat(redis_url: str, publisher: FakePublisher):
    await publisher.store_status(serving(41))
    async with run_gateway(redis_url, aisle_beat=0.1) as gateway, gateway.open_queue_viewer(5) as socket:
        await next_status(socket)
        await publisher.store_status(serving(57))
        await wait_for_call(socket, 57)


async def test_nothing_is_said_of_a_line_nobody_has_spoken_of(redis_url: str, publisher: FakePublisher):
    async with (
        run_gateway(redis_url, aisle_beat=0.05) as gateway,
        gateway.open_queue_viewer(5) as socket,
        gateway.open_queue_viewer(6) as other,
    ):
        await eventually(lambda: gateway.process.bus.is_confirmed(queue_channel(5)))
        await publisher.publish_status(serving(1, line=6))
        await wait_for_call(other, 1)
        await publisher.publish_status(serving(2))
        assert await next_status(socket) == serving(2)


async def test_a_redis_that_forgot_everything_is_told_by_the_worker(redis_url: str, publisher: FakePublisher, bus: Bus):
    await publisher.store_status(serving(41))
    async with run_gateway(redis_url, aisle_beat=0.05) as gateway, gateway.open_queue_viewer(5) as socket:
        await next_status(socket)
        await bus.redis.flushall()
        await publisher.publish_status(serving(42))
        await wait_for_call(socket, 42)
        async with gateway.open_queue_viewer(5) as newcomer:
            assert await next_status(newcomer) == serving(42)


async def test_an_old_copy_of_redis_calls_nobody_back(redis_url: str, publisher: FakePublisher):
    await publisher.store_status(serving(57))
    async with run_gateway(redis_url, aisle_beat=0.05) as gateway, gateway.open_queue_viewer(5) as socket:
        await next_status(socket)
        await publisher.store_status(serving(41))
        async with gateway.open_queue_viewer(5) as newcomer:
            assert (await next_status(newcomer)).serving == 57
        await publisher.store_status(serving(58))
        statuses = [await next_status(socket)]
        while statuses[-1].serving < 58:
            statuses.append(await next_status(socket))
        assert all(now.serving >= 57 for now in statuses)


async def test_the_worker_is_believed_though_its_clock_was_set_back(gateway: GatewayHarness, publisher: FakePublisher):
    await publisher.store_status(serving(41, at=86_400_000))
    async with gateway.open_queue_viewer(5) as socket:
        await next_status(socket)
        await publisher.publish_status(serving(42, at=1))
        await wait_for_call(socket, 42)


@pytest.mark.slow
async def test_after_redis_was_away_the_line_stands_where_redis_says(tmp_path: Path, redis_program: Path):
    with running_redis(tmp_path, program=redis_program, remove_data=True) as mortal:
        async with run_gateway(mortal.url, aisle_beat=0.1) as gateway, gateway.open_queue_viewer(5) as socket:
            bus = gateway.process.bus
            await eventually(lambda: bus.is_confirmed(queue_channel(5)))
            await FakePublisher(bus.redis).publish_status(serving(41))
            await wait_for_call(socket, 41)
            mortal.kill()
            await eventually(lambda: not bus.is_connected)
            async with gateway.open_queue_viewer(5) as newcomer:
                await eventually(lambda: len(gateway.queues[5].viewers) == 2)
                mortal.start()
                await eventually(lambda: bus.is_confirmed(queue_channel(5)))
                await FakePublisher(bus.redis).store_status(serving(57))
                assert (await next_status(newcomer)).serving == 57
            await wait_for_call(socket, 57)


@pytest.mark.parametrize(
    "nonsense", [b"nonsense", b"{}", b'{"q":6,"at":9,"stage":"open"}', b'{"r":5,"e":1,"p":1,"v":2}']
)
async def test_what_is_not_the_lines_own_harms_nobody(
    redis_url: str, publisher: FakePublisher, bus: Bus, nonsense: bytes
):
    await bus.redis.set("line:{5}:now", nonsense)
    async with run_gateway(redis_url, aisle_beat=0.05) as gateway, gateway.open_queue_viewer(5) as socket:
        await eventually(lambda: gateway.process.bus.is_confirmed(queue_channel(5)))
        await bus.publish(queue_channel(5), nonsense)
        await publisher.publish_status(serving(42))
        assert await next_status(socket) == serving(42)


async def test_a_lines_pass_opens_no_map_and_a_maps_pass_no_line(gateway: GatewayHarness):
    async with gateway.open_queue_viewer(5), gateway.open_map_viewer(7):
        await eventually(lambda: gateway.queues and gateway.maps)
        assert (set(gateway.queues), set(gateway.maps)) == ({5}, {7})


@pytest.mark.parametrize("token", ["q5-ff.forged", "q", "q-", map_token(5)[1:], "q" + map_token(5), queue_token(5)[1:]])
async def test_a_forged_pass_opens_no_line(gateway: GatewayHarness, token: str):
    async with gateway.socket() as socket:
        assert await code_after(socket, watch_message(token)) == 4401
    assert not gateway.queues
    assert not gateway.maps


async def test_yesterdays_pass_opens_no_line(gateway: GatewayHarness):
    async with gateway.socket() as socket:
        assert await code_after(socket, watch_message(queue_token(5, datetime.now(UTC) - timedelta(days=1)))) == 4401


async def test_maps_and_lines_are_counted_together(redis_url: str):
    async with run_gateway(redis_url, aisle_rooms_per_socket=2) as gateway, gateway.socket() as socket:
        assert (
            await code_after(socket, *map(watch_message, (map_token(5), queue_token(5), queue_token(5), map_token(6))))
            == 4429
        )
        await eventually(lambda: all(not room.viewers for room in [*gateway.maps.values(), *gateway.queues.values()]))


async def test_one_socket_may_watch_a_line_and_a_map_and_leave_the_map(
    gateway: GatewayHarness, publisher: FakePublisher
):
    await publisher.store_status(serving(41))
    async with gateway.open_queue_viewer(5) as socket:
        await next_status(socket)
        await watch_map(socket, 5)
        await eventually(lambda: 5 in gateway.maps)
        await socket.send('{"leave":5}')
        await eventually(lambda: not gateway.maps[5].viewers)
        await publisher.publish_status(serving(42))
        assert await next_status(socket) == serving(42)


async def test_a_line_nobody_waits_in_is_forgotten_and_its_subscription_ends(redis_url: str):
    async with run_gateway(redis_url, aisle_beat=0.1, aisle_linger=0.05) as gateway:
        async with gateway.open_queue_viewer(5):
            await eventually(lambda: 5 in gateway.queues)
        await eventually(lambda: 5 not in gateway.queues)
        await eventually(lambda: not gateway.process.bus.is_confirmed(queue_channel(5)))


async def test_those_who_do_not_read_are_cut_off_and_the_others_hear_the_latest(
    redis_url: str, publisher: FakePublisher
):
    long = "x" * 20_000
    await publisher.store_status(serving(0))
    async with (
        run_gateway(redis_url, aisle_tick=0.001) as gateway,
        gateway.open_queue_viewer(5) as listener,
        stalled_viewers(gateway, queue_token(5), lambda: gateway.queues[5]),
    ):
        number = 0
        while gateway.process.fan_out.aborted_count < 10:
            number += 1
            assert number < 400
            await publisher.publish_status(QueueStatus(5, number, "open", serving=number, message=long))
            await wait_for_call(listener, number)


async def test_whoever_comes_back_after_the_gateway_left_hears_the_latest(redis_url: str, publisher: FakePublisher):
    await publisher.store_status(serving(41))
    async with run_gateway(redis_url) as gateway:
        socket = await gateway.socket()
        await send_watch(socket, queue_token(5))
        await next_status(socket)
    await asyncio.wait_for(socket.wait_closed(), 30)
    assert socket.close_code == 1001
    async with run_gateway(redis_url) as gateway, gateway.open_queue_viewer(5) as again:
        assert await next_status(again) == serving(41)
