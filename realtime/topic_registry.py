"""All topics of one kind, maps or queues, each with its subscription as long as it has viewers."""

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from websockets.asyncio.server import ServerConnection

from realtime.bus import CONNECTION_ERRORS, GAP, Bus, MessageQueue, cancel_tasks
from realtime.fan_out import FanOut
from realtime.logs import log
from realtime.protocol import BadMessage
from realtime.settings import GatewaySettings
from realtime.topic import Topic

R = TypeVar("R", bound=Topic)


class Topics(Generic[R]):
    """The topics of this process. `send_heartbeats` runs for ever: it re-reads states and drops empty topics."""

    def __init__(
        self, bus: Bus, settings: GatewaySettings, fan_out: FanOut, make_topic: Callable[[int, FanOut], R]
    ) -> None:
        self.bus = bus
        self.settings = settings
        self.fan_out = fan_out
        self.make_topic = make_topic
        self.topics: dict[int, R] = {}
        self.closed = False

    def add_viewer(self, number: int, viewer: ServerConnection) -> None:
        """Send the current state to the viewer, and from now on every message.

        Sends nothing while the subscription is unconfirmed, so that browsers do not show "live" without a source."""
        if self.closed:
            return
        topic = self.topics.get(number)
        if topic is None:
            topic = self.topics[number] = self.make_topic(number, self.fan_out)
            topic.task = asyncio.create_task(self._listen(topic))
        topic.viewers.add(viewer)
        if self.bus.is_confirmed(topic.channel):
            topic.send_current(viewer)

    def remove_viewer(self, number: int, viewer: ServerConnection) -> None:
        """Remove a viewer; does nothing when it is not there."""
        if topic := self.topics.get(number):
            topic.viewers.discard(viewer)
            if not topic.viewers:
                topic.empty_since = time.monotonic()

    async def close(self) -> None:
        """End every subscription."""
        self.closed = True
        tasks = [topic.task for topic in self.topics.values() if topic.task is not None]
        self.topics.clear()
        await cancel_tasks(*tasks)

    async def _listen(self, topic: R) -> None:
        async with self.bus.subscribe(topic.channel) as messages:
            while True:
                await self._receive(topic, messages)

    async def _receive(self, topic: R, messages: MessageQueue) -> None:
        message = await messages.next()
        if message == GAP:
            topic.stale = True
            await self._request_states([topic])
            return
        try:
            topic.on_message(message)
        except BadMessage as error:
            log.error("a message that is none", channel=topic.channel, error=str(error))

    async def _request_states(self, topics: list[R]) -> None:
        """Read the stored states of these topics. Without an answer they stay stale and are read again."""
        async with self.bus.redis.pipeline(transaction=False) as pipeline:
            for topic in topics:
                topic.request_state(pipeline)
            try:
                answers = await pipeline.execute()
            except CONNECTION_ERRORS as error:
                log.warning("rooms could not be asked for", rooms=len(topics), error=type(error).__name__)
                return
        for topic, answer in zip(topics, answers, strict=True):
            try:
                topic.apply_state(answer)
            except BadMessage as error:
                log.error("a state that is none", channel=topic.channel, error=str(error))

    async def send_heartbeats(self) -> None:
        """Re-send the state of quiet topics, so that viewers notice a lost message and a working connection."""
        beat = self.settings.aisle_beat
        while True:
            await asyncio.sleep(min(1.0, beat / 4))
            now = time.monotonic()
            await self._forget_empty(now)
            quiet = [
                topic
                for topic in self.topics.values()
                if topic.viewers
                and self.bus.is_confirmed(topic.channel)
                and (topic.stale or now - topic.last_sent_at >= beat)
            ]
            if quiet:
                await self._request_states(quiet)

    async def _forget_empty(self, now: float) -> None:
        long_ago = now - self.settings.aisle_linger
        empty = [topic for topic in self.topics.values() if not topic.viewers and topic.empty_since < long_ago]
        for topic in empty:
            del self.topics[topic.number]
        await cancel_tasks(*(topic.task for topic in empty))
