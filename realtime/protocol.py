"""Every message of the live map and of the waiting line, and the names of their keys in Redis. Nothing else knows
their shape.

A version is the horizon that closed the relay's window: every transaction older than it is in. An epoch is raised
after a restore of the database, when versions may repeat."""

from collections.abc import Sequence

import msgspec

ALL_MAP_CHANNELS, ALL_MAP_HEADS = "seats:{*}", "seats:{*}:head"
"""Patterns for every room."""

WAKEUP_CHANNEL = "doorbell"

BAD_MESSAGE, BAD_TOKEN, TOO_MANY = 4400, 4401, 4429
GOING_AWAY, TRY_AGAIN_LATER = 1001, 1013


class BadMessage(Exception):
    """What arrived is not one of our messages."""


class Delta(msgspec.Struct, frozen=True, omit_defaults=True):
    """Of performance `r`: what changed between version `p` and version `v`. Statuses are absolute; their lists stand in
    the order of their numbers, 0 to 3.

    Without lists and with p = v it says: nothing happened since v."""

    r: int
    e: int
    p: int
    v: int
    open: list[int] = []
    held: list[int] = []
    sold: list[int] = []
    killed: list[int] = []

    @property
    def seats(self) -> int:
        """How many seats it names."""
        return len(self.open) + len(self.held) + len(self.sold) + len(self.killed)


class Watch(msgspec.Struct, frozen=True):
    """A viewer wants a room. `pass_` is signed by the house; `v` and `e` say what the viewer already has."""

    token: str
    v: int | None = None
    e: int | None = None


class Leave(msgspec.Struct, frozen=True):
    """A viewer has seen enough of a room."""

    performance_id: int


QUEUE_STATUS_KEYS = {
    "room": "q",
    "at_ms": "at",
    "last_number": "last",
    "drawn_count": "n",
    "slow_rate": "slow",
    "fast_rate": "fast",
    "reason": "why",
    "message": "say",
    "remaining": "left",
    "may_return": "back",
    "recent_calls": "calls",
    "let_through": "through",
    "log_head": "log",
    "ended_as": "ended",
}
"""Field of QueueStatus → its key in the JSON that browsers and Redis get, where it has another name there."""


class QueueStatus(msgspec.Struct, frozen=True, omit_defaults=True, rename=QUEUE_STATUS_KEYS):
    """All that those who wait in waiting room `room` are told: one message for all. A newer one replaces an older."""

    room: int
    at_ms: int  # milliseconds since 1970 by the house's clock
    stage: str
    last_number: int = 0  # the highest number given
    serving: int = 0  # the highest place called
    inside: int = 0
    drawn_count: int = 0  # how many took part in the draw, once it is closed
    root: str = ""  # hex, once it is closed
    seed: str = ""  # hex, once it is drawn
    rate: float = 0  # places called a minute, over the last two minutes
    slow_rate: float = 0  # the honest range of that rate; 0 is "not known yet"
    fast_rate: float = 0
    reason: str = ""  # slower than it could be because of: payments, holds, full, rate
    message: str = ""  # the staff's own words
    # performance → per price level: its idx, seats left, most that sit together
    remaining: dict[str, list[list[int]]] = {}
    may_return: int = 0  # seats held or waiting for a payment, which may come back
    recent_calls: list[list[int]] = []  # the last ones, newest last: serving, at
    let_through: list[int] = []  # numbers that staff let through and that are still to come, the last hundred
    log_head: list[int | str] = []  # the head of the admission log: its number, the start of its hash
    ended_as: str = ""  # sold_out, over, cancelled, staff


class _ClientMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    watch: str | None = None
    leave: int | None = None
    v: int | None = None
    e: int | None = None


class Head(msgspec.Struct, frozen=True):
    """What a map in Redis says of itself: epoch, version, plan version, digest of its levels file, number of seats."""

    e: int
    v: int
    plan: int
    levels: str
    n: int


HEAD_FIELDS = ("e", "v", "plan", "levels", "n")

_encoder = msgspec.json.Encoder()
_deltas = msgspec.json.Decoder(Delta)
_nows = msgspec.json.Decoder(QueueStatus)
_said = msgspec.json.Decoder(_ClientMessage)


def encode_delta(message: Delta) -> bytes:
    """The bytes every viewer gets."""
    return _encoder.encode(message)


def decode_delta(data: bytes) -> Delta:
    """Raises BadMessage."""
    try:
        return _deltas.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadMessage(str(problem)) from None


def encode_status(status: QueueStatus) -> bytes:
    """The bytes everybody who waits gets, over the socket and by polling."""
    return _encoder.encode(status)


def decode_status(data: bytes) -> QueueStatus:
    """Raises BadMessage."""
    try:
        return _nows.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadMessage(str(problem)) from None


def decode_client_message(data: str | bytes) -> Watch | Leave:
    """What a browser said. Raises BadMessage for anything but exactly one of our two messages."""
    if isinstance(data, bytes):
        raise BadMessage("only text is understood")
    try:
        said = _said.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadMessage(str(problem)) from None
    if said.watch is not None and said.leave is None:
        return Watch(said.watch, said.v, said.e)
    if said.leave is not None and said.watch is None and said.v is None and said.e is None:
        return Leave(said.leave)
    raise BadMessage("say watch or leave")


def make_delta(performance_id: int, epoch: int, base_version: int, version: int, statuses: dict[int, int]) -> Delta:
    """A delta from seat → status."""
    by_status: tuple[list[int], ...] = ([], [], [], [])
    for seat, status in sorted(statuses.items()):
        by_status[status].append(seat)
    return Delta(performance_id, epoch, base_version, version, *by_status)


def empty_delta(performance_id: int, epoch: int, version: int) -> Delta:
    """Whoever has an older version than this one fetches."""
    return Delta(performance_id, epoch, version, version)


def merge_deltas(deltas: Sequence[Delta]) -> Delta:
    """One delta for several contiguous ones of a room: p of the first, v of the last, each seat once as it is now.

    Raises ValueError when one is not laid upon the one before."""
    first, last = deltas[0], deltas[-1]
    if len(deltas) == 1:
        return first
    now: dict[int, int] = {}
    before = first.p
    for delta in deltas:
        if (delta.r, delta.e, delta.p) != (first.r, first.e, before):
            raise ValueError("these deltas are not contiguous")
        before = delta.v
        for status, seats in enumerate((delta.open, delta.held, delta.sold, delta.killed)):
            now.update(dict.fromkeys(seats, status))
    return make_delta(first.r, first.e, first.p, last.v, now)


def map_channel(performance_id: int) -> str:
    """Where a room's deltas are published."""
    return f"seats:{{{performance_id}}}"


def map_key(performance_id: int) -> str:
    """One ASCII byte '0'..'3' per seat, in order of idx."""
    return f"seats:{{{performance_id}}}:map"


def head_key(performance_id: int) -> str:
    """A hash of HEAD_FIELDS. In the same slot as the map."""
    return f"seats:{{{performance_id}}}:head"


def queue_channel(room: int) -> str:
    """Where a waiting room's messages are published."""
    return f"line:{{{room}}}"


def queue_key(room: int) -> str:
    """Its latest message, as it was published."""
    return f"line:{{{room}}}:now"


def performance_of_key(name: str | bytes) -> int | None:
    """The performance of a channel or key of ours; None for any other name."""
    text = name.decode(errors="replace") if isinstance(name, bytes) else name
    prefix, brace, rest = text.partition("{")
    number, closing, _ = rest.partition("}")
    return int(number) if prefix == "seats:" and brace and closing and number.isdecimal() else None


def read_head(values: Sequence[bytes | None]) -> Head | None:
    """The head from HMGET of HEAD_FIELDS. None when there is none, or it is not whole: a miss, build from rows."""
    e, v, plan, levels, n = values
    if e is None or v is None or plan is None or levels is None or n is None:
        return None
    try:
        return Head(int(e), int(v), int(plan), levels.decode(), int(n))
    except ValueError:
        return None
