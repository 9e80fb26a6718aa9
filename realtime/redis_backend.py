"""Our Redis backend for `broadcaster`: confirms subscriptions, reconnects, and reports gaps.

The stock one (0.3.1) returns from `subscribe` before Redis has confirmed, and its listener dies with the connection."""

import asyncio
import contextlib
from collections import Counter
from typing import Final

from broadcaster import BroadcastBackend, Event
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from realtime.logs import log

GAP: Final = b""
IDLE_SECONDS = 2.0  # seconds of silence after which Redis is asked whether it lives, and again until it counts as dead
MAX_PAUSE = 1.0
CONNECTION_ERRORS = (RedisError, OSError, asyncio.TimeoutError)


def _client(url: str, retries: int) -> Redis:
    return Redis.from_url(
        url, protocol=2, socket_timeout=1.0, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), retries)
    )


class ReliableRedisBackend(BroadcastBackend):
    """One connection that receives all channels, and a pool for commands. GAP follows every confirmation."""

    def __init__(self, url: str) -> None:
        self.redis = _client(url, 1)  # once: a pooled connection may have died since
        self._subscriber = _client(url, 0)
        self._pubsub: PubSub | None = None
        self._wanted: set[str] = set()
        self._any_wanted = asyncio.Event()
        self._sending = asyncio.Lock()
        self._unconfirmed: Counter[str] = Counter()
        self._confirmed: dict[str, asyncio.Event] = {}
        self._silent = False
        self._pause = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether the subscriber is connected, or nothing is subscribed."""
        return self._pubsub is not None or not self._wanted

    async def connect(self) -> None:
        """Nothing to do: the listener joins as soon as a channel is wanted."""

    async def disconnect(self) -> None:
        """Close all connections."""
        await self._drop_connection()
        await self._subscriber.aclose()
        await self.redis.aclose()

    async def publish(self, channel: str, message: bytes) -> None:
        """Publish a message. Raises RedisError."""
        await self.redis.publish(channel, message)

    def is_confirmed(self, channel: str) -> bool:
        """Tell whether Redis has confirmed this channel since the last gap."""
        return channel in self._confirmed and self._confirmed[channel].is_set()

    async def subscribe(self, channel: str) -> None:
        """Subscribe; return once Redis has confirmed."""
        confirmed = self._confirmed.setdefault(channel, asyncio.Event())
        if channel not in self._wanted:
            self._wanted.add(channel)
            self._any_wanted.set()
            await self._send("subscribe", channel)
        await confirmed.wait()

    async def unsubscribe(self, channel: str) -> None:
        """Unsubscribe when the last subscriber of the channel has gone."""
        self._wanted.discard(channel)
        self._confirmed.pop(channel, None)
        if not self._wanted:
            self._any_wanted.clear()
        await self._send("unsubscribe", channel)

    async def _send(self, command: str, channel: str) -> None:
        """Send commands in order. A failed one is repeated by the listener, which subscribes to all wanted channels."""
        async with self._sending:
            if self._pubsub is not None:
                self._unconfirmed[channel] += command == "subscribe"
                with contextlib.suppress(*CONNECTION_ERRORS):
                    await getattr(self._pubsub, command)(channel)

    async def next_published(self) -> Event:
        """Wait for the next message or GAP. Never raises: reconnects for as long as it takes."""
        while True:
            try:
                if self._pubsub is None:
                    await self._connect_subscriber()
                event = await self._receive()
            except CONNECTION_ERRORS as error:
                log.warning("redis does not answer", error=type(error).__name__)
                await self._drop_connection()
                await asyncio.sleep(self._pause)
                self._pause = min(self._pause * 2 + 0.02, MAX_PAUSE)
            else:
                if event is not None:
                    return event

    async def _connect_subscriber(self) -> None:
        await self._any_wanted.wait()
        pubsub = self._subscriber.pubsub()
        await pubsub.connect()  # type: ignore[no-untyped-call]  # redis-py says nothing of it
        async with self._sending:
            self._pubsub = pubsub
            self._unconfirmed = Counter(self._wanted)
            self._silent = False
            if self._wanted:
                await pubsub.subscribe(*self._wanted)

    async def _receive(self) -> Event | None:
        assert self._pubsub is not None
        message = await self._pubsub.get_message(timeout=IDLE_SECONDS)
        if message is None:
            if self._silent:
                raise TimeoutError
            self._silent = True
            await self._pubsub.ping()
            return None
        self._silent, self._pause = False, 0.0
        if message["type"] == "message":
            return Event(message["channel"].decode(), message["data"])
        if message["type"] == "subscribe":
            return self._confirm(message["channel"].decode())
        return None

    def _confirm(self, channel: str) -> Event | None:
        self._unconfirmed[channel] -= 1
        if self._unconfirmed[channel] > 0 or channel not in self._confirmed:  # of an older request, or no caller waits
            return None
        self._confirmed[channel].set()
        return Event(channel, GAP)  # type: ignore[arg-type]  # broadcaster says str and carries anything

    async def _drop_connection(self) -> None:
        pubsub, self._pubsub = self._pubsub, None
        for event in self._confirmed.values():
            event.clear()
        if pubsub is not None:
            with contextlib.suppress(*CONNECTION_ERRORS):
                await pubsub.aclose()  # type: ignore[no-untyped-call]
