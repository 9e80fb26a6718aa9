"""A performance's map: viewers are told every delta, in order, and from which version it is laid upon which."""

from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime import protocol
from realtime.fan_out import FanOut, make_frame, send_frame
from realtime.protocol import Delta
from realtime.topic import Topic

MAX_DELTA_SEATS = 4000
"""Seats in what is untold, beyond which a fresh snapshot is cheaper than the delta."""


class MapTopic(Topic):
    """`told` is the epoch and version its viewers were last told; None until Redis has said where the room stands."""

    def __init__(self, number: int, crier: FanOut) -> None:
        super().__init__(number, crier)
        self.sent_version: tuple[int, int] | None = None
        self.pending: list[Delta] = []

    @property
    def channel(self) -> str:
        """Where the relay publishes."""
        return protocol.map_channel(self.number)

    @property
    def state_text(self) -> str:
        """Epoch, version, and how many deltas are untold."""
        epoch, version = self.sent_version or (0, 0)
        return f"{epoch}/{version}" + (f" +{len(self.pending)}" if self.pending else "")

    def on_message(self, message: bytes) -> None:
        """A delta from the relay. From here on the room knows where it stands. Raises BadMessage."""
        self._accept(protocol.decode_delta(message))

    def request_state(self, pipeline: Pipeline) -> None:
        """For the head of its map."""
        pipeline.hmget(protocol.head_key(self.number), protocol.HEAD_FIELDS)

    def apply_state(self, answer: Any) -> None:
        """No head (Redis is empty) stays unsure: the relay will rebuild the map.

        Also an older version than told: an old copy of Redis, which the relay is about to mend."""
        head = protocol.read_head(answer)
        if head is not None and (self.sent_version is None or (head.e, head.v) >= self.sent_version):
            self._accept(protocol.empty_delta(self.number, head.e, head.v))

    def send_current(self, viewer: ServerConnection) -> None:
        """With "nothing since v", so that what it missed on the way here is noticed."""
        if self.sent_version is not None and not self.stale:
            greeting = protocol.encode_delta(protocol.empty_delta(self.number, *self.sent_version))
            send_frame([viewer], make_frame(greeting), self.fan_out.limit)

    def drain(self) -> tuple[list[ServerConnection], bytes]:
        """What is untold becomes told: whoever comes later is greeted with the later version."""
        pending, self.pending = self.pending, []
        messages = coalesce(pending)
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


def coalesce(deltas: list[Delta]) -> list[Delta]:
    """As few messages as may be: only contiguous deltas become one. Too many seats become "nothing since", a fetch."""
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
