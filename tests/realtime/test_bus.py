"""The bus with a real Redis that is stopped and started."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dev.redis import Redis, running_redis
from realtime.bus import GAP, Bus
from realtime.protocol import WAKEUP_CHANNEL
from tests.eventually import eventually

pytestmark = pytest.mark.redis


@pytest.fixture
def mortal(tmp_path: Path, redis_program: Path) -> Iterator[Redis]:
    """Start a Redis that the test may kill."""
    with running_redis(tmp_path, program=redis_program, remove_data=True) as server:
        yield server


async def heard(mailbox, seconds: float = 30.0) -> bytes:
    return await asyncio.wait_for(mailbox.next(), seconds)


async def nobody_hears(bus: Bus, channel: str) -> bool:
    return await bus.redis.pubsub_numsub(channel) == [(channel.encode(), 0)]


async def test_a_subscription_is_confirmed_before_it_is_entered(bus: Bus):
    for number in range(50):
        async with bus.subscribe(f"room {number}") as mailbox:
            assert await bus.redis.publish(f"room {number}", b"first") == 1
            assert [await heard(mailbox), await heard(mailbox)] == [GAP, b"first"]


async def test_two_who_subscribe_at_once_both_hear(bus: Bus):
    async with bus.subscribe("room") as one, bus.subscribe("room") as two:
        await bus.publish("room", b"x")
        assert [await heard(box) for box in (one, one, two, two)] == [GAP, b"x", GAP, b"x"]


async def test_who_leaves_does_not_take_the_others_along(bus: Bus):
    async with bus.subscribe("room") as stays:
        async with bus.subscribe("room"):
            pass
        await bus.publish("room", b"x")
        assert [await heard(stays), await heard(stays)] == [GAP, b"x"]


async def test_a_room_left_and_entered_at_once_is_heard(bus: Bus):
    for _ in range(20):
        async with bus.subscribe("room") as mailbox:
            await bus.publish("room", b"x")
            assert [await heard(mailbox), await heard(mailbox)] == [GAP, b"x"]
    await eventually(lambda: nobody_hears(bus, "room"))


@pytest.mark.slow
async def test_a_killed_redis_is_joined_again_and_the_gap_is_told(mortal: Redis):
    bus = Bus(mortal.url)
    await bus.connect()
    async with bus.subscribe("one") as one, bus.subscribe("two") as two:
        assert [await heard(one), await heard(two)] == [GAP, GAP]
        mortal.kill()
        await eventually(lambda: not bus.is_connected)
        mortal.start()
        assert [await heard(one), await heard(two)] == [GAP, GAP]
        await bus.publish("one", b"again")
        assert await heard(one) == b"again"
    await bus.close()


async def test_a_redis_that_hangs_counts_as_gone(mortal: Redis, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("realtime.redis_backend.IDLE_SECONDS", 0.1)
    bus = Bus(mortal.url)
    await bus.connect()
    async with bus.subscribe("room") as mailbox:
        assert await heard(mailbox) == GAP
        mortal.signal(19)  # SIGSTOP
        await eventually(lambda: not bus.is_connected)
        mortal.signal(18)  # SIGCONT
        assert await heard(mailbox) == GAP
    await bus.close()


@pytest.mark.slow
async def test_a_subscription_waits_for_a_redis_that_is_not_there_yet(mortal: Redis):
    mortal.kill()
    bus = Bus(mortal.url)
    await bus.connect()
    bus.wake(WAKEUP_CHANNEL)  # no subscriber, nothing is raised
    subscription = bus.subscribe("room")
    entering = asyncio.ensure_future(subscription.__aenter__())
    mortal.start()
    assert await heard(await asyncio.wait_for(entering, 30)) == GAP
    await subscription.__aexit__(None, None, None)
    await bus.close()


async def test_a_full_mailbox_becomes_a_gap(bus: Bus):
    async with bus.subscribe("room", capacity=3) as mailbox:
        assert await heard(mailbox) == GAP
        for number in range(4):
            await bus.publish("room", str(number).encode())
        await eventually(lambda: mailbox.dropped == 3)
        assert await heard(mailbox) == GAP
        assert mailbox.empty()


async def test_many_rings_are_few_bells_and_the_last_is_heard(bus: Bus):
    async with bus.subscribe(WAKEUP_CHANNEL) as mailbox:
        assert await heard(mailbox) == GAP
        for _ in range(1000):
            bus.wake(WAKEUP_CHANNEL)
        await heard(mailbox)
        bus.wake(WAKEUP_CHANNEL)
        await heard(mailbox)
        assert mailbox.qsize() < 3
