"""The base of maps and queues: a channel in Redis, its viewers, and a stored state to recover from."""

import abc
import asyncio
import time
from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime.fan_out import FanOut


class Topic(abc.ABC):
    """A topic and its viewers. `stale`: the state in Redis has not been read yet, or a message may have been missed."""

    def __init__(self, number: int, fan_out: FanOut) -> None:
        self.number = number
        self.fan_out = fan_out
        self.viewers: set[ServerConnection] = set()
        self.stale = True
        self.scheduled = False
        self.last_sent_at = 0.0
        self.empty_since = time.monotonic()
        self.task: asyncio.Task[None] | None = None

    @property
    @abc.abstractmethod
    def channel(self) -> str:
        """The channel it is published on."""

    @property
    @abc.abstractmethod
    def state_text(self) -> str:
        """What viewers received last, for the debug page."""

    @abc.abstractmethod
    def on_message(self, message: bytes) -> None:
        """Handle a published message. Raises BadMessage when it is not one of ours."""

    @abc.abstractmethod
    def request_state(self, pipeline: Pipeline) -> None:
        """Add the one command that reads the stored state to the pipeline."""

    @abc.abstractmethod
    def apply_state(self, answer: Any) -> None:
        """Handle the stored state. Raises BadMessage when it is not one of ours."""

    @abc.abstractmethod
    def send_current(self, viewer: ServerConnection) -> None:
        """Send the current state to a new viewer, when it is known."""

    @abc.abstractmethod
    def drain(self) -> tuple[list[ServerConnection], bytes]:
        """Return the viewers and the frames to send, and clear the frames."""
