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

from realtime.protocol import DOORBELL
from realtime.redis_backend import CONNECTION_ERRORS, GAP, RedisWire

__all__ = ["CONNECTION_ERRORS", "GAP", "Bus", "Mailbox", "end_tasks"]

RING_EVERY = 0.005


async def end_tasks(*tasks: asyncio.Task[None] | None) -> None:
    """Cancels and waits. More than once: redis-py may swallow a cancellation while it connects."""
    living = {task for task in tasks if task is not None}
    while living:
        for task in living:
            task.cancel()
        _, living = await asyncio.wait(living, timeout=0.1)


class Mailbox(asyncio.Queue[Any]):
    """What a subscriber has not read yet. When it is full all of it becomes one GAP; putting never waits."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self.spilled = 0

    async def put(self, item: Any) -> None:
        """Never blocks the bus: one slow room must not delay the others."""
        if self.qsize() >= self.size:
            self.spilled += self.qsize()
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
        self._wire = RedisWire(url)
        super().__init__(backend=self._wire)
        self._rung = False
        self._ringer: asyncio.Task[None] | None = None

    @property
    def redis(self) -> Redis:
        """For the state beside the messages. Calls raise RedisError within a second when Redis does not answer."""
        return self._wire.redis

    @property
    def connected(self) -> bool:
        """Whether all subscriptions are heard just now."""
        return self._wire.connected

    def confirmed(self, channel: str) -> bool:
        """Whether Redis has confirmed a subscription to this channel, and no gap has opened since."""
        return self._wire.confirmed(channel)

    async def close(self) -> None:
        """Ends listening and closes all connections."""
        await end_tasks(self._ringer, getattr(self, "_listener_task", None))
        await self._wire.disconnect()

    @contextlib.asynccontextmanager
    async def subscribe(self, channel: str, size: int = 1000) -> AsyncIterator[Mailbox]:  # type: ignore[override]  # see below
        """Entered when Redis has confirmed the subscription, however long it is away. `size` bounds what is unread.

        Not broadcaster's own, which forgets the first of two who subscribe to a channel at once."""
        mailbox = Mailbox(size)
        self._subscribers.setdefault(channel, set()).add(mailbox)
        try:
            was_confirmed = self._wire.confirmed(channel)
            await self._wire.subscribe(channel)
            if was_confirmed:  # no second confirmation comes
                await mailbox.put(Event(channel, GAP))  # type: ignore[arg-type]  # as above
            yield mailbox
        finally:
            boxes = self._subscribers[channel]
            boxes.discard(mailbox)
            if not boxes:
                del self._subscribers[channel]
                await self._wire.unsubscribe(channel)

    def wake_relay(self) -> None:
        """Wakes the relay after a commit. A hint, at most once per 5 ms and process; never waits, never raises."""
        self._rung = True
        if self._ringer is None or self._ringer.done():
            self._ringer = asyncio.create_task(self._ring())

    async def _ring(self) -> None:
        while self._rung:
            self._rung = False
            with contextlib.suppress(*CONNECTION_ERRORS):
                await self.publish(DOORBELL, b"")
            await asyncio.sleep(RING_EVERY)
