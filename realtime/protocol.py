"""Every message of the live map and of the waiting queue, and the names of their keys in Redis. No other module knows
their format.

A version is the horizon that closed the relay's window: it includes every older transaction. The epoch is raised after
a restore of the database, when versions may repeat."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

ALL_MAP_CHANNELS, ALL_MAP_HEADS = "seats:{*}", "seats:{*}:head"
"""Redis patterns that match every map."""

WAKEUP_CHANNEL, PAYMENT_WAKEUP_CHANNEL, ROOM_WAKEUP_CHANNEL = "doorbell", "payment-events", "room-changes"
"""Channels that wake the relay, the workers of payment events, and the workers of waiting rooms."""

BAD_MESSAGE, BAD_TOKEN, TOO_MANY = 4400, 4401, 4429
GOING_AWAY, TRY_AGAIN_LATER = 1001, 1013


class BadMessage(Exception):
    """Raised when data is not one of our messages."""


class Delta(msgspec.Struct, frozen=True, omit_defaults=True):
    """The changes of performance `r` between versions `p` and `v` of epoch `e`. Statuses are absolute: each list
    contains the idx of the seats that now have that status.

    Without lists and with p = v it means that nothing changed since v."""

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
        """The number of seats in it."""
        return len(self.open) + len(self.held) + len(self.sold) + len(self.killed)


class Watch(msgspec.Struct, frozen=True):
    """A viewer's request to watch. `token` is signed by the server; `v`, `e`: the version and epoch it has."""

    token: str
    v: int | None = None
    e: int | None = None


class Leave(msgspec.Struct, frozen=True):
    """A viewer's request to stop watching a map."""

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


class LevelSeats(NamedTuple):
    """The open seats of a price level: its idx, their number, and the most of them that are side by side."""

    level: int
    open: int
    together: int


class PlacesCalled(NamedTuple):
    """One call: every place up to `serving` was called at `at_ms`, in milliseconds since 1970."""

    serving: int
    at_ms: int


class LogHead(NamedTuple):
    """The last line of a room's public log: its number, and the start of its hash in hex."""

    n: int
    hash: str


EMPTY_LOG = LogHead(0, "")
"""The head of a log without lines. A status contains no log then: msgspec omits this very object as a default."""


class QueueStatus(msgspec.Struct, frozen=True, omit_defaults=True, rename=QUEUE_STATUS_KEYS):
    """The status of waiting room `room`: one message for all who wait. A newer one replaces an older one."""

    room: int
    at_ms: int  # milliseconds since 1970 by the server's clock
    stage: str
    last_number: int = 0  # the highest number given
    serving: int = 0  # the highest place called
    inside: int = 0
    drawn_count: int = 0  # how many took part in the draw, once it is closed
    root: str = ""  # hex, once it is closed
    seed: str = ""  # hex, once it is drawn
    rate: float = 0  # places called a minute, over the last two minutes
    slow_rate: float = 0  # the range in which that rate probably is; 0 is "not known yet"
    fast_rate: float = 0
    reason: str = ""  # why fewer are called than could be: payments, holds, full, rate
    message: str = ""  # written by staff
    remaining: dict[str, list[LevelSeats]] = {}  # by the performance's id
    may_return: int = 0  # seats that are held or wait for a payment, and may become open again
    recent_calls: list[PlacesCalled] = []  # the last ones, newest last
    let_through: list[int] = []  # the last hundred numbers that staff let through and that have not come in yet
    log_head: LogHead = EMPTY_LOG
    ended_as: str = ""  # sold_out, over, cancelled, staff


class _ClientMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    watch: str | None = None
    leave: int | None = None
    v: int | None = None
    e: int | None = None


class Head(msgspec.Struct, frozen=True):
    """The head of a map in Redis: epoch, version, plan version, digest of its levels file, number of seats."""

    e: int
    v: int
    plan: int
    levels: str
    n: int


HEAD_FIELDS = ("e", "v", "plan", "levels", "n")

_encoder = msgspec.json.Encoder()
_deltas = msgspec.json.Decoder(Delta)
_statuses = msgspec.json.Decoder(QueueStatus)
_client_messages = msgspec.json.Decoder(_ClientMessage)


def encode_delta(message: Delta) -> bytes:
    """Encode a delta as every viewer gets it."""
    return _encoder.encode(message)


def decode_delta(data: bytes) -> Delta:
    """Decode a delta. Raises BadMessage."""
    try:
        return _deltas.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage(str(error)) from None


def encode_status(status: QueueStatus) -> bytes:
    """Encode a status as all who wait get it, over the socket and by polling."""
    return _encoder.encode(status)


def decode_status(data: bytes) -> QueueStatus:
    """Decode a status. Raises BadMessage."""
    try:
        return _statuses.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage(str(error)) from None


def decode_client_message(data: str | bytes) -> Watch | Leave:
    """Decode a browser's message. Raises BadMessage for anything but exactly one Watch or Leave."""
    if isinstance(data, bytes):
        raise BadMessage("only text is understood")
    try:
        message = _client_messages.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage(str(error)) from None
    if message.watch is not None and message.leave is None:
        return Watch(message.watch, message.v, message.e)
    if message.leave is not None and message.watch is None and message.v is None and message.e is None:
        return Leave(message.leave)
    raise BadMessage("say watch or leave")


def make_delta(performance_id: int, epoch: int, base_version: int, version: int, statuses: dict[int, int]) -> Delta:
    """Make a delta from {seat idx: status}."""
    by_status: tuple[list[int], ...] = ([], [], [], [])
    for seat, status in sorted(statuses.items()):
        by_status[status].append(seat)
    return Delta(performance_id, epoch, base_version, version, *by_status)


def empty_delta(performance_id: int, epoch: int, version: int) -> Delta:
    """Make a delta without changes: a viewer with an older version fetches the map."""
    return Delta(performance_id, epoch, version, version)


def merge_deltas(deltas: Sequence[Delta]) -> Delta:
    """Merge contiguous deltas of one map: p of the first, v of the last, each seat once with its last status.

    Raises ValueError when they are not contiguous."""
    first, last = deltas[0], deltas[-1]
    if len(deltas) == 1:
        return first
    statuses: dict[int, int] = {}
    before = first.p
    for delta in deltas:
        if (delta.r, delta.e, delta.p) != (first.r, first.e, before):
            raise ValueError("these deltas are not contiguous")
        before = delta.v
        for status, seats in enumerate((delta.open, delta.held, delta.sold, delta.killed)):
            statuses.update(dict.fromkeys(seats, status))
    return make_delta(first.r, first.e, first.p, last.v, statuses)


def map_channel(performance_id: int) -> str:
    """Return the channel of a map's deltas."""
    return f"seats:{{{performance_id}}}"


def map_key(performance_id: int) -> str:
    """Return the key of a map: one ASCII byte '0'..'3' per seat, in order of idx."""
    return f"seats:{{{performance_id}}}:map"


def head_key(performance_id: int) -> str:
    """Return the key of a map's head: a hash of HEAD_FIELDS, in the same slot as the map."""
    return f"seats:{{{performance_id}}}:head"


def queue_channel(room: int) -> str:
    """Return the channel of a waiting room's statuses."""
    return f"line:{{{room}}}"


def queue_key(room: int) -> str:
    """Return the key of a waiting room's latest status, as it was published."""
    return f"line:{{{room}}}:now"


def performance_of_key(name: str | bytes) -> int | None:
    """Return the performance in a map's channel or key; None for any other name."""
    text = name.decode(errors="replace") if isinstance(name, bytes) else name
    prefix, brace, rest = text.partition("{")
    number, closing, _ = rest.partition("}")
    return int(number) if prefix == "seats:" and brace and closing and number.isdecimal() else None


def read_head(values: Sequence[bytes | None]) -> Head | None:
    """Read the head from HMGET of HEAD_FIELDS. None when it is missing or incomplete: build the map from rows then."""
    e, v, plan, levels, n = values
    if e is None or v is None or plan is None or levels is None or n is None:
        return None
    try:
        return Head(int(e), int(v), int(plan), levels.decode(), int(n))
    except ValueError:
        return None
