"""The bus: `broadcaster` over Redis, with what its own Redis backend lacks (realtime/redis_backend.py) and bounded
mailboxes.

A subscriber hears GAP first, once Redis has confirmed its subscription, and again whenever something may have been
missed: then it reads the state it follows anew. Nothing else repairs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from broadcaster import Broadcast, Event
from redis.asyncio import Redis

from realtime.protocol import WAKEUP_CHANNEL
from realtime.redis_backend import CONNECTION_ERRORS, GAP, ReliableRedisBackend

__all__ = ["CONNECTION_ERRORS", "GAP", "Bus", "MessageQueue", "cancel_tasks"]

WAKEUP_INTERVAL = 0.005


async def cancel_tasks(*tasks: asyncio.Task[None] | None) -> None:
    """Cancels and waits. More than once: redis-py may swallow a cancellation while it connects."""
    living = {task for task in tasks if task is not None}
    while living:
        for task in living:
            task.cancel()
        _, living = await asyncio.wait(living, timeout=0.1)


class MessageQueue(asyncio.Queue[Any]):
    """What a subscriber has not read yet. When it is full all of it becomes one GAP; putting never waits."""

    def __init__(self, capacity: int) -> None:
        super().__init__()
        self.capacity = capacity
        self.dropped = 0

    async def put(self, item: Any) -> None:
        """Never blocks the bus: one slow room must not delay the others."""
        if self.qsize() >= self.capacity:
            self.dropped += self.qsize()
            while not self.empty():
                self.get_nowait()
            item = Event(item.channel, GAP)  # type: ignore[arg-type]  # it carries anything
        self.put_nowait(item)

    async def next(self) -> bytes:
        """The next message, or GAP."""
        message: bytes = (await self.get()).message
        return message

    def clear(self) -> None:
        """Forgets what is unread, for those who only need to know that there was something."""
        while not self.empty():
            self.get_nowait()


class Bus(Broadcast):
    """Publishes, subscribes and rings. `connect` succeeds without Redis too, and joins it as soon as it is there."""

    def __init__(self, url: str) -> None:
        self._backend_client = ReliableRedisBackend(url)
        super().__init__(backend=self._backend_client)
        self._wakeup_requested = False
        self._wakeup_task: asyncio.Task[None] | None = None

    @property
    def redis(self) -> Redis:
        """For the state beside the messages. Calls raise RedisError within a second when Redis does not answer."""
        return self._backend_client.redis

    @property
    def is_connected(self) -> bool:
        """Whether all subscriptions are heard just now."""
        return self._backend_client.is_connected

    def is_confirmed(self, channel: str) -> bool:
        """Whether Redis has confirmed a subscription to this channel, and no gap has opened since."""
        return self._backend_client.is_confirmed(channel)

    async def close(self) -> None:
        """Ends listening and closes all connections."""
        await cancel_tasks(self._wakeup_task, getattr(self, "_listener_task", None))
        await self._backend_client.disconnect()

    @contextlib.asynccontextmanager
    async def subscribe(self, channel: str, capacity: int = 1000) -> AsyncIterator[MessageQueue]:  # type: ignore[override]  # see below
        """Entered when Redis has confirmed the subscription, however long it is away. `size` bounds what is unread.

        Not broadcaster's own, which forgets the first of two who subscribe to a channel at once."""
        mailbox = MessageQueue(capacity)
        self._subscribers.setdefault(channel, set()).add(mailbox)
        try:
            was_confirmed = self._backend_client.is_confirmed(channel)
            await self._backend_client.subscribe(channel)
            if was_confirmed:  # no second confirmation comes
                await mailbox.put(Event(channel, GAP))  # type: ignore[arg-type]  # as above
            yield mailbox
        finally:
            boxes = self._subscribers[channel]
            boxes.discard(mailbox)
            if not boxes:
                del self._subscribers[channel]
                await self._backend_client.unsubscribe(channel)

    def wake_relay(self) -> None:
        """Wakes the relay after a commit. A hint, at most once per 5 ms and process; never waits, never raises."""
        self._wakeup_requested = True
        if self._wakeup_task is None or self._wakeup_task.done():
            self._wakeup_task = asyncio.create_task(self._publish_wakeups())

    async def _publish_wakeups(self) -> None:
        while self._wakeup_requested:
            self._wakeup_requested = False
            with contextlib.suppress(*CONNECTION_ERRORS):
                await self.publish(WAKEUP_CHANNEL, b"")
            await asyncio.sleep(WAKEUP_INTERVAL)
