"""A waiting room's line: one small message for all who wait, of which only the latest matters.

Messages travel as they were published; here they are only read, to know which is the latest."""

from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime import protocol
from realtime.fan_out import FanOut, make_frame, send_frame
from realtime.protocol import BadMessage
from realtime.topic import Topic


class QueueTopic(Topic):
    """`frame` is the latest message, ready to be sent, said at `at`; None until one was heard or found in Redis."""

    def __init__(self, number: int, crier: FanOut) -> None:
        super().__init__(number, crier)
        self.frame: bytes | None = None
        self.published_at = 0

    @property
    def channel(self) -> str:
        """Where the worker publishes."""
        return protocol.queue_channel(self.number)

    @property
    def state_text(self) -> str:
        """When its latest message was said."""
        return str(self.published_at)

    def on_message(self, message: bytes) -> None:
        """What the worker says now is the latest, whatever its clock says. Raises BadMessage."""
        self._set_latest(message, self._publication_time(message))

    def request_state(self, pipeline: Pipeline) -> None:
        """For the latest message."""
        pipeline.get(protocol.queue_key(self.number))

    def apply_state(self, answer: Any) -> None:
        """An older message than the latest comes from an old copy of Redis: the line stays as it is, and unsure until
        the worker speaks. So it does when there is none. Raises BadMessage."""
        if answer is not None and (said_at := self._publication_time(answer)) >= self.published_at:
            self._set_latest(answer, said_at)

    def send_current(self, viewer: ServerConnection) -> None:
        """With the latest message."""
        if self.frame is not None and not self.stale:
            send_frame([viewer], self.frame, self.fan_out.limit)

    def drain(self) -> tuple[list[ServerConnection], bytes]:
        """Only the latest: what came before it is of no use to anybody."""
        return list(self.viewers), self.frame or b""

    def _publication_time(self, message: bytes) -> int:
        now = protocol.decode_status(message)
        if now.room != self.number:
            raise BadMessage("it is another line's")
        return now.at_ms

    def _set_latest(self, message: bytes, said_at: int) -> None:
        self.frame, self.published_at, self.stale = make_frame(message), said_at, False
        self.fan_out.schedule(self)
