"""The bus: publishes and subscribes over Redis by `broadcaster`, with our Redis backend and bounded message queues.

A subscriber receives GAP once Redis has confirmed its subscription, and again whenever messages may have been missed:
then it must read the state it follows again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from broadcaster import Broadcast, Event
from redis.asyncio import Redis

from realtime.redis_backend import CONNECTION_ERRORS, GAP, ReliableRedisBackend

__all__ = ["CONNECTION_ERRORS", "GAP", "Bus", "MessageQueue", "cancel_tasks"]

WAKEUP_INTERVAL = 0.02
"""Seconds; the relay waits as long between two reads (workers/relay/relay.py), and more wakeups would be wasted."""


async def cancel_tasks(*tasks: asyncio.Task[None] | None) -> None:
    """Cancel tasks and wait for them. Repeats the cancellation: redis-py may swallow one while it connects."""
    living = {task for task in tasks if task is not None}
    while living:
        for task in living:
            task.cancel()
        _, living = await asyncio.wait(living, timeout=0.1)


class MessageQueue(asyncio.Queue[Any]):
    """The unread messages of a subscriber. When it is full, all of them become one GAP; putting never waits."""

    def __init__(self, capacity: int) -> None:
        super().__init__()
        self.capacity = capacity
        self.dropped = 0

    async def put(self, item: Any) -> None:
        """Add a message without waiting, so that one slow subscriber does not delay the others."""
        if self.qsize() >= self.capacity:
            self.dropped += self.qsize()
            while not self.empty():
                self.get_nowait()
            item = Event(item.channel, GAP)  # type: ignore[arg-type]  # annotated as str, but any value is passed on
        self.put_nowait(item)

    async def next(self) -> bytes:
        """Wait for the next message, or GAP."""
        message: bytes = (await self.get()).message
        return message

    def clear(self) -> None:
        """Drop all unread messages."""
        while not self.empty():
            self.get_nowait()


class Bus(Broadcast):
    """Publishes, subscribes and sends wakeups. `connect` succeeds without Redis and connects to it later."""

    def __init__(self, url: str) -> None:
        self._backend_client = ReliableRedisBackend(url)
        super().__init__(backend=self._backend_client)
        self._wakeups: set[str] = set()
        self._wakeup_task: asyncio.Task[None] | None = None

    @property
    def redis(self) -> Redis:
        """The Redis client, for stored state. Calls raise RedisError within a second when Redis does not answer."""
        return self._backend_client.redis

    @property
    def is_connected(self) -> bool:
        """Whether all subscriptions are connected."""
        return self._backend_client.is_connected

    def is_confirmed(self, channel: str) -> bool:
        """Tell whether Redis has confirmed the subscription to this channel since the last gap."""
        return self._backend_client.is_confirmed(channel)

    async def close(self) -> None:
        """Stop listening and close all connections."""
        await cancel_tasks(self._wakeup_task, getattr(self, "_listener_task", None))
        await self._backend_client.disconnect()

    @contextlib.asynccontextmanager
    async def subscribe(self, channel: str, capacity: int = 1000) -> AsyncIterator[MessageQueue]:  # type: ignore[override]  # see below
        """Subscribe; enter the block when Redis has confirmed it, whenever that is. `capacity`: unread messages.

        Replaces broadcaster's method, which loses the first of two simultaneous subscribers of a channel."""
        messages = MessageQueue(capacity)
        self._subscribers.setdefault(channel, set()).add(messages)
        try:
            was_confirmed = self._backend_client.is_confirmed(channel)
            await self._backend_client.subscribe(channel)
            if was_confirmed:  # no second confirmation comes
                await messages.put(Event(channel, GAP))  # type: ignore[arg-type]  # as above
            yield messages
        finally:
            subscribers = self._subscribers[channel]
            subscribers.discard(messages)
            if not subscribers:
                del self._subscribers[channel]
                await self._backend_client.unsubscribe(channel)

    def wake(self, channel: str) -> None:
        """Wake those who listen for wakeups on this channel, at most once per 20 ms and process. A hint; never waits,
        never raises."""
        self._wakeups.add(channel)
        if self._wakeup_task is None or self._wakeup_task.done():
            self._wakeup_task = asyncio.create_task(self._publish_wakeups())

    async def _publish_wakeups(self) -> None:
        while self._wakeups:
            wanted, self._wakeups = self._wakeups, set()
            with contextlib.suppress(*CONNECTION_ERRORS):
                for channel in wanted:
                    await self.publish(channel, b"")
            await asyncio.sleep(WAKEUP_INTERVAL)
