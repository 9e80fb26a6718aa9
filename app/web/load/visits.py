"""The visit that a request belongs to: a fan inside a waiting room, whose pass this request has shown to be valid.

Only such requests count for the room's controller, so no other request can steer it."""

from contextvars import ContextVar
from typing import NamedTuple


class Visit(NamedTuple):
    """A visit. `room`: the waiting room's id; `number`: the fan's; `age`: seconds since the fan was admitted."""

    room: int
    number: int
    age: float


_visit: ContextVar[Visit | None] = ContextVar("visit", default=None)


def begin_without_visit() -> None:
    """Forget the visit of an earlier request on the same connection."""
    _visit.set(None)


def mark_visit(room: int, number: int, age: float) -> None:
    """Record that the current request is of a fan inside this room. Call it only for a pass that was verified."""
    _visit.set(Visit(room, number, max(0.0, age)))


def current_visit() -> Visit | None:
    """Return the visit of the current request; None where no valid pass was shown."""
    return _visit.get()
