"""A performance's map: sends every delta in order, each with the version it applies to."""

from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime import protocol
from realtime.fan_out import FanOut, make_frame, send_frame
from realtime.protocol import Delta
from realtime.topic import Topic

MAX_DELTA_SEATS = 4000
"""Seats in the pending deltas, beyond which a fresh snapshot is cheaper."""


class MapTopic(Topic):
    """A topic whose `sent_version` is the (epoch, version) last sent to viewers; None until Redis has answered."""

    def __init__(self, number: int, fan_out: FanOut) -> None:
        super().__init__(number, fan_out)
        self.sent_version: tuple[int, int] | None = None
        self.pending: list[Delta] = []

    @property
    def channel(self) -> str:
        """The channel on which the relay publishes."""
        return protocol.map_channel(self.number)

    @property
    def state_text(self) -> str:
        """Epoch, version, and the number of pending deltas."""
        epoch, version = self.sent_version or (0, 0)
        return f"{epoch}/{version}" + (f" +{len(self.pending)}" if self.pending else "")

    def on_message(self, message: bytes) -> None:
        """Accept a delta from the relay; the topic is then no longer stale. Raises BadMessage."""
        self._accept(protocol.decode_delta(message))

    def request_state(self, pipeline: Pipeline) -> None:
        """Ask for the head of the map."""
        pipeline.hmget(protocol.head_key(self.number), protocol.HEAD_FIELDS)

    def apply_state(self, answer: Any) -> None:
        """Accept the head. Without one (Redis is empty) the topic stays stale: the relay will rebuild the map.

        A head with an older version than was sent is accepted too: Redis was restored from an old copy, and the relay
        will repair it."""
        head = protocol.read_head(answer)
        if head is not None and (self.sent_version is None or (head.e, head.v) >= self.sent_version):
            self._accept(protocol.empty_delta(self.number, head.e, head.v))

    def send_current(self, viewer: ServerConnection) -> None:
        """Send an empty delta with the current version, so that the viewer notices what it missed."""
        if self.sent_version is not None and not self.stale:
            message = protocol.encode_delta(protocol.empty_delta(self.number, *self.sent_version))
            send_frame([viewer], make_frame(message), self.fan_out.limit)

    def drain(self) -> tuple[list[ServerConnection], bytes]:
        """Return the viewers and the frames of the pending deltas, and clear these. Advances `sent_version`, which new
        viewers receive."""
        pending, self.pending = self.pending, []
        messages = coalesce_deltas(pending)
        if messages:
            newest = max((delta.e, delta.v) for delta in messages)
            self.sent_version = max(self.sent_version, newest) if self.sent_version is not None else newest
        return list(self.viewers), b"".join(make_frame(protocol.encode_delta(message)) for message in messages)

    def _accept(self, delta: Delta) -> None:
        if delta.r != self.number or (self.sent_version is not None and delta.e < self.sent_version[0]):
            return
        self.pending.append(delta)
        self.stale = False
        self.fan_out.schedule(self)


def coalesce_deltas(deltas: list[Delta]) -> list[Delta]:
    """Merge contiguous deltas. Too many seats become one empty delta, which makes browsers fetch the map."""
    if sum(delta.seats for delta in deltas) > MAX_DELTA_SEATS:
        last = max(deltas, key=lambda delta: (delta.e, delta.v))
        return [protocol.empty_delta(last.r, last.e, last.v)]
    runs: list[list[Delta]] = []
    for delta in deltas:
        if runs and (runs[-1][-1].e, runs[-1][-1].v) == (delta.e, delta.p):
            runs[-1].append(delta)
        else:
            runs.append([delta])
    return [protocol.merge_deltas(run) for run in runs]
