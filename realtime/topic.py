"""What may be watched: somebody who publishes, viewers who hear of it, and a state in Redis to fall back upon."""

import abc
import asyncio
import time
from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime.fan_out import Crier


class Room(abc.ABC):
    """`unsure` as long as Redis has not said where the room stands, or may have said something we missed."""

    def __init__(self, number: int, crier: Crier) -> None:
        self.number = number
        self.crier = crier
        self.viewers: set[ServerConnection] = set()
        self.unsure = True
        self.asked = False
        self.last_swept = 0.0
        self.empty_since = time.monotonic()
        self.task: asyncio.Task[None] | None = None

    @property
    @abc.abstractmethod
    def channel(self) -> str:
        """Where its news is published."""

    @property
    @abc.abstractmethod
    def stands(self) -> str:
        """What its viewers were told last, for whoever looks after the gateway."""

    @abc.abstractmethod
    def hear(self, message: bytes) -> None:
        """What was published. Raises BadMessage when it is nothing of ours."""

    @abc.abstractmethod
    def ask(self, pipeline: Pipeline) -> None:
        """Asks Redis, by one command, where the room stands."""

    @abc.abstractmethod
    def stand_at(self, answer: Any) -> None:
        """What Redis answered. Raises BadMessage when it is nothing of ours."""

    @abc.abstractmethod
    def greet(self, viewer: ServerConnection) -> None:
        """Tells a newcomer where the room stands, when that is known."""

    @abc.abstractmethod
    def take(self) -> tuple[list[ServerConnection], bytes]:
        """Whom to tell, and the frames. What is untold becomes told."""
