"""What may be watched: somebody who publishes, viewers who hear of it, and a state in Redis to fall back upon."""

import abc
import asyncio
import time
from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime.fan_out import FanOut


class Topic(abc.ABC):
    """`unsure` as long as Redis has not said where the room stands, or may have said something we missed."""

    def __init__(self, number: int, crier: FanOut) -> None:
        self.number = number
        self.fan_out = crier
        self.viewers: set[ServerConnection] = set()
        self.stale = True
        self.scheduled = False
        self.last_sent_at = 0.0
        self.empty_since = time.monotonic()
        self.task: asyncio.Task[None] | None = None

    @property
    @abc.abstractmethod
    def channel(self) -> str:
        """Where its news is published."""

    @property
    @abc.abstractmethod
    def state_text(self) -> str:
        """What its viewers were told last, for whoever looks after the gateway."""

    @abc.abstractmethod
    def on_message(self, message: bytes) -> None:
        """What was published. Raises BadMessage when it is nothing of ours."""

    @abc.abstractmethod
    def request_state(self, pipeline: Pipeline) -> None:
        """Asks Redis, by one command, where the room stands."""

    @abc.abstractmethod
    def apply_state(self, answer: Any) -> None:
        """What Redis answered. Raises BadMessage when it is nothing of ours."""

    @abc.abstractmethod
    def send_current(self, viewer: ServerConnection) -> None:
        """Tells a newcomer where the room stands, when that is known."""

    @abc.abstractmethod
    def drain(self) -> tuple[list[ServerConnection], bytes]:
        """Whom to tell, and the frames. What is untold becomes told."""
