"""A performance's map: viewers are told every delta, in order, and from which version it is laid upon which."""

from typing import Any

from redis.asyncio.client import Pipeline
from websockets.asyncio.server import ServerConnection

from realtime import protocol
from realtime.fan_out import Crier, frame_of, send
from realtime.protocol import Delta
from realtime.topic import Room

TOO_MUCH = 4000
"""Seats in what is untold, beyond which a fresh snapshot is cheaper than the delta."""


class Seats(Room):
    """`told` is the epoch and version its viewers were last told; None until Redis has said where the room stands."""

    def __init__(self, number: int, crier: Crier) -> None:
        super().__init__(number, crier)
        self.told: tuple[int, int] | None = None
        self.pending: list[Delta] = []

    @property
    def channel(self) -> str:
        """Where the relay publishes."""
        return protocol.channel(self.number)

    @property
    def stands(self) -> str:
        """Epoch, version, and how many deltas are untold."""
        epoch, version = self.told or (0, 0)
        return f"{epoch}/{version}" + (f" +{len(self.pending)}" if self.pending else "")

    def hear(self, message: bytes) -> None:
        """A delta from the relay. From here on the room knows where it stands. Raises BadMessage."""
        self._believe(protocol.decode_delta(message))

    def ask(self, pipeline: Pipeline) -> None:
        """For the head of its map."""
        pipeline.hmget(protocol.head_key(self.number), protocol.HEAD_FIELDS)

    def stand_at(self, answer: Any) -> None:
        """No head (Redis is empty) stays unsure: the relay will rebuild the map.

        Also an older version than told: an old copy of Redis, which the relay is about to mend."""
        head = protocol.read_head(answer)
        if head is not None and (self.told is None or (head.e, head.v) >= self.told):
            self._believe(protocol.nothing_since(self.number, head.e, head.v))

    def greet(self, viewer: ServerConnection) -> None:
        """With "nothing since v", so that what it missed on the way here is noticed."""
        if self.told is not None and not self.unsure:
            greeting = protocol.encode(protocol.nothing_since(self.number, *self.told))
            send([viewer], frame_of(greeting), self.crier.limit)

    def take(self) -> tuple[list[ServerConnection], bytes]:
        """What is untold becomes told: whoever comes later is greeted with the later version."""
        pending, self.pending = self.pending, []
        messages = merged(pending)
        if messages:
            newest = max((delta.e, delta.v) for delta in messages)
            self.told = max(self.told, newest) if self.told is not None else newest
        return list(self.viewers), b"".join(frame_of(protocol.encode(message)) for message in messages)

    def _believe(self, delta: Delta) -> None:
        if delta.r != self.number or (self.told is not None and delta.e < self.told[0]):
            return
        self.pending.append(delta)
        self.unsure = False
        self.crier.ask(self)


def merged(deltas: list[Delta]) -> list[Delta]:
    """As few messages as may be: only contiguous deltas become one. Too many seats become "nothing since", a fetch."""
    if sum(delta.seats for delta in deltas) > TOO_MUCH:
        last = max(deltas, key=lambda delta: (delta.e, delta.v))
        return [protocol.nothing_since(last.r, last.e, last.v)]
    runs: list[list[Delta]] = []
    for delta in deltas:
        if runs and (runs[-1][-1].e, runs[-1][-1].v) == (delta.e, delta.p):
            runs[-1].append(delta)
        else:
            runs.append([delta])
    return [protocol.merge(run) for run in runs]
