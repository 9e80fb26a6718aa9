"""What those who wait see of the gateway: the latest word of their line, and nothing else."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection

from app.dev.redis import running_redis
from realtime.bus import Bus
from realtime.protocol import Now, decode_now, line_channel
from tests.eventually import eventually
from tests.realtime.conftest import Teller
from tests.realtime.gateway_harness import Door, a_line_pass, a_pass, ask, deaf, open_door, watch
from tests.realtime.test_refused_clients import asking, code_after


def serving(number: int, at: int | None = None, line: int = 5) -> Now:
    return Now(line, number if at is None else at, "open", serving=number)


async def told(socket: ClientConnection) -> Now:
    return decode_now((await asyncio.wait_for(socket.recv(), 5)).encode())


async def hears_of(socket: ClientConnection, number: int) -> None:
    """Reads until the place is called; what is repeated meanwhile is not new."""
    while (await told(socket)).serving < number:
        pass


async def test_a_newcomer_hears_the_latest_at_once(door: Door, teller: Teller):
    await teller.keep(serving(41))
    async with door.waiting(5) as first:
        assert await told(first) == serving(41)
        async with door.waiting(5) as second:
            assert await told(second) == serving(41)


async def test_every_call_reaches_all_who_wait_as_it_was_published(door: Door, teller: Teller, bus: Bus):
    await teller.keep(serving(41))
    async with door.waiting(5) as first, door.waiting(5) as second:
        await told(first), await told(second)
        published = b'{"q": 5, "at": 42, "stage": "open", "serving": 42, "new to this gateway": true}'
        await bus.publish(line_channel(5), published)
        assert [(await socket.recv()).encode() for socket in (first, second)] == [published] * 2


async def test_of_many_calls_at_once_only_the_latest_is_told(redis_url: str, teller: Teller):
    await teller.keep(serving(1))
    async with open_door(redis_url, aisle_tick=0.3) as door, door.waiting(5) as socket:
        await told(socket)
        for number in range(2, 200):
            await teller.call(serving(number))
        await eventually(lambda: door.lines[5].at == 199)
        heard = [await told(socket)]
        while heard[-1].serving < 199:
            heard.append(await told(socket))
        assert len(heard) < 20


async def test_lines_do_not_hear_each_other_nor_maps_with_the_same_number(door: Door, teller: Teller):
    await teller.keep(serving(1))
    await teller.keep(serving(1, line=6))
    await teller.stand(5, 41)
    async with door.waiting(5) as line, door.waiting(6) as other, door.watching(5) as room:
        await told(line), await told(other), await room.recv()
        await teller.call(serving(9, line=6))
        await teller.tell(5, 41, 42, held=[1])
        await teller.call(serving(2))
        assert (await told(line), await told(other)) == (serving(2), serving(9, line=6))
        assert '"v":42' in await asyncio.wait_for(room.recv(), 5)


async def test_after_a_silence_the_latest_is_repeated(redis_url: str, teller: Teller):
    await teller.keep(serving(41))
    async with open_door(redis_url, aisle_beat=0.1) as door, door.waiting(5) as socket:
        assert [await told(socket) for _ in range(3)] == [serving(41)] * 3


async def test_a_call_whose_message_was_lost_is_noticed_by_the_beat(redis_url: str, teller: Teller):
    await teller.keep(serving(41))
    async with open_door(redis_url, aisle_beat=0.1) as door, door.waiting(5) as socket:
        await told(socket)
        await teller.keep(serving(57))
        await hears_of(socket, 57)


async def test_nothing_is_said_of_a_line_nobody_has_spoken_of(redis_url: str, teller: Teller):
    async with open_door(redis_url, aisle_beat=0.05) as door, door.waiting(5) as socket, door.waiting(6) as other:
        await eventually(lambda: door.gateway.bus.confirmed(line_channel(5)))
        await teller.call(serving(1, line=6))
        await hears_of(other, 1)
        await teller.call(serving(2))
        assert await told(socket) == serving(2)


async def test_a_redis_that_forgot_everything_is_told_by_the_worker(redis_url: str, teller: Teller, bus: Bus):
    await teller.keep(serving(41))
    async with open_door(redis_url, aisle_beat=0.05) as door, door.waiting(5) as socket:
        await told(socket)
        await bus.redis.flushall()
        await teller.call(serving(42))
        await hears_of(socket, 42)
        async with door.waiting(5) as newcomer:
            assert await told(newcomer) == serving(42)


async def test_an_old_copy_of_redis_calls_nobody_back(redis_url: str, teller: Teller):
    await teller.keep(serving(57))
    async with open_door(redis_url, aisle_beat=0.05) as door, door.waiting(5) as socket:
        await told(socket)
        await teller.keep(serving(41))
        async with door.waiting(5) as newcomer:
            assert (await told(newcomer)).serving == 57
        await teller.keep(serving(58))
        heard = [await told(socket)]
        while heard[-1].serving < 58:
            heard.append(await told(socket))
        assert all(now.serving >= 57 for now in heard)


async def test_the_worker_is_believed_though_its_clock_was_set_back(door: Door, teller: Teller):
    await teller.keep(serving(41, at=86_400_000))
    async with door.waiting(5) as socket:
        await told(socket)
        await teller.call(serving(42, at=1))
        await hears_of(socket, 42)


async def test_after_redis_was_away_the_line_stands_where_redis_says(tmp_path: Path):
    with running_redis(tmp_path, forget=True) as mortal:
        async with open_door(mortal.url, aisle_beat=0.1) as door, door.waiting(5) as socket:
            bus = door.gateway.bus
            await eventually(lambda: bus.confirmed(line_channel(5)))
            await Teller(bus.redis).call(serving(41))
            await hears_of(socket, 41)
            mortal.kill()
            await eventually(lambda: not bus.connected)
            async with door.waiting(5) as newcomer:
                await eventually(lambda: len(door.lines[5].viewers) == 2)
                mortal.start()
                await eventually(lambda: bus.confirmed(line_channel(5)))
                await Teller(bus.redis).keep(serving(57))
                assert (await told(newcomer)).serving == 57
            await hears_of(socket, 57)


@pytest.mark.parametrize(
    "nonsense", [b"nonsense", b"{}", b'{"q":6,"at":9,"stage":"open"}', b'{"r":5,"e":1,"p":1,"v":2}']
)
async def test_what_is_not_the_lines_own_harms_nobody(redis_url: str, teller: Teller, bus: Bus, nonsense: bytes):
    await bus.redis.set("line:{5}:now", nonsense)
    async with open_door(redis_url, aisle_beat=0.05) as door, door.waiting(5) as socket:
        await eventually(lambda: door.gateway.bus.confirmed(line_channel(5)))
        await bus.publish(line_channel(5), nonsense)
        await teller.call(serving(42))
        assert await told(socket) == serving(42)


async def test_a_lines_pass_opens_no_map_and_a_maps_pass_no_line(door: Door):
    async with door.waiting(5), door.watching(7):
        await eventually(lambda: door.lines and door.rooms)
        assert (set(door.lines), set(door.rooms)) == ({5}, {7})


@pytest.mark.parametrize("token", ["q5-ff.forged", "q", "q-", a_pass(5)[1:], "q" + a_pass(5), a_line_pass(5)[1:]])
async def test_a_forged_pass_opens_no_line(door: Door, token: str):
    async with door.socket() as socket:
        assert await code_after(socket, asking(token)) == 4401
    assert not door.lines
    assert not door.rooms


async def test_yesterdays_pass_opens_no_line(door: Door):
    async with door.socket() as socket:
        assert await code_after(socket, asking(a_line_pass(5, datetime.now(UTC) - timedelta(days=1)))) == 4401


async def test_maps_and_lines_are_counted_together(redis_url: str):
    async with open_door(redis_url, aisle_rooms_per_socket=2) as door, door.socket() as socket:
        assert await code_after(socket, *map(asking, (a_pass(5), a_line_pass(5), a_line_pass(5), a_pass(6)))) == 4429
        await eventually(lambda: all(not room.viewers for room in [*door.rooms.values(), *door.lines.values()]))


async def test_one_socket_may_watch_a_line_and_a_map_and_leave_the_map(door: Door, teller: Teller):
    await teller.keep(serving(41))
    async with door.waiting(5) as socket:
        await told(socket)
        await watch(socket, 5)
        await eventually(lambda: 5 in door.rooms)
        await socket.send('{"leave":5}')
        await eventually(lambda: not door.rooms[5].viewers)
        await teller.call(serving(42))
        assert await told(socket) == serving(42)


async def test_a_line_nobody_waits_in_is_forgotten_and_its_subscription_ends(redis_url: str):
    async with open_door(redis_url, aisle_beat=0.1, aisle_linger=0.05) as door:
        async with door.waiting(5):
            await eventually(lambda: 5 in door.lines)
        await eventually(lambda: 5 not in door.lines)
        await eventually(lambda: not door.gateway.bus.confirmed(line_channel(5)))


async def test_those_who_do_not_read_are_cut_off_and_the_others_hear_the_latest(redis_url: str, teller: Teller):
    long = "x" * 20_000
    await teller.keep(serving(0))
    async with open_door(redis_url, aisle_tick=0.001) as door, door.waiting(5) as listener:
        laggards = [await deaf(door.url, a_line_pass(5)) for _ in range(10)]
        await eventually(lambda: len(door.lines[5].viewers) == 11)
        number = 0
        while door.gateway.crier.aborted < len(laggards):
            number += 1
            assert number < 400
            await teller.call(Now(5, number, "open", serving=number, say=long))
            await hears_of(listener, number)
        await eventually(lambda: len(door.lines[5].viewers) == 1)
        for viewer in laggards:
            viewer.transport.abort()


async def test_whoever_comes_back_after_the_gateway_left_hears_the_latest(redis_url: str, teller: Teller):
    await teller.keep(serving(41))
    async with open_door(redis_url) as door:
        socket = await door.socket()
        await ask(socket, a_line_pass(5))
        await told(socket)
    await asyncio.wait_for(socket.wait_closed(), 5)
    assert socket.close_code == 1001
    async with open_door(redis_url) as door, door.waiting(5) as again:
        assert await told(again) == serving(41)
