"""A waiting room's queue: sends one small status to all who wait; only the latest matters.

A status is sent as it was published; here it is only decoded to find the latest."""

from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime import protocol
from realtime.fan_out import FanOut, make_frame, send_frame
from realtime.protocol import BadMessage
from realtime.topic import Topic


class QueueTopic(Topic):
    """A topic whose `frame` is the latest status, published at `published_at` (ms); None until one was received."""

    def __init__(self, number: int, fan_out: FanOut) -> None:
        super().__init__(number, fan_out)
        self.frame: bytes | None = None
        self.published_at = 0

    @property
    def channel(self) -> str:
        """The channel on which the worker publishes."""
        return protocol.queue_channel(self.number)

    @property
    def state_text(self) -> str:
        """When the latest status was published."""
        return str(self.published_at)

    def on_message(self, message: bytes) -> None:
        """Store a published status as the latest, whatever its time. Raises BadMessage."""
        self._set_latest(message, self._publication_time(message))

    def request_state(self, pipeline: Pipeline) -> None:
        """Ask for the latest status."""
        pipeline.get(protocol.queue_key(self.number))

    def apply_state(self, answer: Any) -> None:
        """Accept the stored status unless it is older than the latest, which means that Redis was restored from an old
        copy. Then, or without one, the topic stays stale until the worker publishes. Raises BadMessage."""
        if answer is not None and (published_at := self._publication_time(answer)) >= self.published_at:
            self._set_latest(answer, published_at)

    def send_current(self, viewer: ServerConnection) -> None:
        """Send the latest status."""
        if self.frame is not None and not self.stale:
            send_frame([viewer], self.frame, self.fan_out.limit)

    def drain(self) -> tuple[list[ServerConnection], bytes]:
        """Return the viewers and the latest frame; earlier ones are superseded."""
        return list(self.viewers), self.frame or b""

    def _publication_time(self, message: bytes) -> int:
        status = protocol.decode_status(message)
        if status.room != self.number:
            raise BadMessage("it is another line's")
        return status.at_ms

    def _set_latest(self, message: bytes, published_at: int) -> None:
        self.frame, self.published_at, self.stale = make_frame(message), published_at, False
        self.fan_out.schedule(self)
