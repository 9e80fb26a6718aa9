"""A waiting room's line: one small message for all who wait, of which only the latest matters.

Messages travel as they were published; here they are only read, to know which is the latest."""

from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime import protocol
from realtime.fan_out import Crier, frame_of, send
from realtime.protocol import BadMessage
from realtime.topic import Room


class Line(Room):
    """`frame` is the latest message, ready to be sent, said at `at`; None until one was heard or found in Redis."""

    def __init__(self, number: int, crier: Crier) -> None:
        super().__init__(number, crier)
        self.frame: bytes | None = None
        self.at = 0

    @property
    def channel(self) -> str:
        """Where the worker publishes."""
        return protocol.line_channel(self.number)

    @property
    def stands(self) -> str:
        """When its latest message was said."""
        return str(self.at)

    def hear(self, message: bytes) -> None:
        """What the worker says now is the latest, whatever its clock says. Raises BadMessage."""
        self._latest(message, self._said_at(message))

    def ask(self, pipeline: Pipeline) -> None:
        """For the latest message."""
        pipeline.get(protocol.line_key(self.number))

    def stand_at(self, answer: Any) -> None:
        """An older message than the latest comes from an old copy of Redis: the line stays as it is, and unsure until
        the worker speaks. So it does when there is none. Raises BadMessage."""
        if answer is not None and (said_at := self._said_at(answer)) >= self.at:
            self._latest(answer, said_at)

    def greet(self, viewer: ServerConnection) -> None:
        """With the latest message."""
        if self.frame is not None and not self.unsure:
            send([viewer], self.frame, self.crier.limit)

    def take(self) -> tuple[list[ServerConnection], bytes]:
        """Only the latest: what came before it is of no use to anybody."""
        return list(self.viewers), self.frame or b""

    def _said_at(self, message: bytes) -> int:
        now = protocol.decode_now(message)
        if now.q != self.number:
            raise BadMessage("it is another line's")
        return now.at

    def _latest(self, message: bytes, said_at: int) -> None:
        self.frame, self.at, self.unsure = frame_of(message), said_at, False
        self.crier.ask(self)
