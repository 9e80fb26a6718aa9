"""A gateway and a Redis that is known to be there."""

from collections.abc import AsyncIterator

import pytest_asyncio
from redis.asyncio import Redis

from realtime.bus import Bus
from realtime.protocol import Delta, Now, channel, encode, encode_now, head_key, line_channel, line_key
from tests.realtime.gateway_harness import Door, open_door


@pytest_asyncio.fixture
async def door(redis_url: str) -> AsyncIterator[Door]:
    """An open gateway."""
    async with open_door(redis_url) as opened:
        yield opened


class Teller:
    """Stands in for the relay and the worker: writes heads and publishes deltas, calls places."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def stand(self, performance: int, version: int, epoch: int = 1) -> None:
        """What Redis says of the room's map."""
        head = {"e": epoch, "v": version, "plan": 1, "levels": "x", "n": 100}
        await self.redis.hset(head_key(performance), mapping=head)

    async def tell(self, performance: int, p: int, v: int, **seats: list[int]) -> None:
        """One delta, as the relay publishes it."""
        await self.stand(performance, v)
        await self.redis.publish(channel(performance), encode(Delta(performance, 1, p, v, **seats)))

    async def keep(self, now: Now) -> None:
        """What Redis has as the latest of the line."""
        await self.redis.set(line_key(now.q), encode_now(now))

    async def call(self, now: Now) -> None:
        """As the worker publishes it."""
        await self.keep(now)
        await self.redis.publish(line_channel(now.q), encode_now(now))


@pytest_asyncio.fixture
async def teller(bus: Bus) -> Teller:
    """Who speaks to the rooms in place of the relay and the worker."""
    return Teller(bus.redis)
