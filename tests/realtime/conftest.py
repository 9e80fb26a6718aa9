"""Fixtures: a gateway, and a publisher in place of relay and worker."""

from collections.abc import AsyncIterator

import pytest_asyncio
from redis.asyncio import Redis

from realtime.bus import Bus
from realtime.protocol import (
    Delta,
    QueueStatus,
    encode_delta,
    encode_status,
    head_key,
    map_channel,
    queue_channel,
    queue_key,
)
from tests.realtime.gateway_harness import GatewayHarness, run_gateway


@pytest_asyncio.fixture
async def gateway(redis_url: str) -> AsyncIterator[GatewayHarness]:
    """Open a gateway."""
    async with run_gateway(redis_url) as opened:
        yield opened


class FakePublisher:
    """Replaces the relay and the worker: writes heads, publishes deltas and statuses."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def write_head(self, performance: int, version: int, epoch: int = 1) -> None:
        """Write the head of a map into Redis."""
        head = {"e": epoch, "v": version, "plan": 1, "levels": "x", "n": 100}
        await self.redis.hset(head_key(performance), mapping=head)

    async def publish_delta(self, performance: int, p: int, v: int, **seats: list[int]) -> None:
        """Publish one delta, as the relay does."""
        await self.write_head(performance, v)
        await self.redis.publish(map_channel(performance), encode_delta(Delta(performance, 1, p, v, **seats)))

    async def store_status(self, now: QueueStatus) -> None:
        """Store the latest status of a queue in Redis."""
        await self.redis.set(queue_key(now.room), encode_status(now))

    async def publish_status(self, now: QueueStatus) -> None:
        """Store and publish a status, as the worker does."""
        await self.store_status(now)
        await self.redis.publish(queue_channel(now.room), encode_status(now))


@pytest_asyncio.fixture
async def publisher(bus: Bus) -> FakePublisher:
    """Return a publisher for maps and queues, in place of the relay and the worker."""
    return FakePublisher(bus.redis)
