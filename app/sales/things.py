"""What a fact of the journal says may have changed: seats, orders, payments and refunds, by their ids."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from app.sales.entries import ORDER, PAYMENT, PERFORMANCE, REFUND, SEAT
from db.journal import TOPICS

Thing = tuple[int, int, int]
"""(performance, kind, id) of what may have changed. The kinds are in app/sales/entries.py."""

KIND_BY_KEY = {"order": ORDER, "payment": PAYMENT, "refund": REFUND}
"""Key of a payload → the kind of what it names."""
MAX_ID = 2**63 - 1


class MalformedFact(RuntimeError):
    """A payload that does not name what its keys say."""


def things_of(performance: int | None, topic: str, payload: Mapping[str, Any]) -> Iterator[Thing]:
    """Yield what the fact names, whatever its topic. Where this release does not know the topic, values of another type
    name nothing, so that facts of a newer release stop no consumer. Raises MalformedFact."""
    if performance is None:
        return
    if topic == "performance.published":
        yield performance, PERFORMANCE, 0
        return
    if not isinstance(payload, Mapping):
        _refuse(topic, "the payload", payload)
        return
    yield from ((performance, SEAT, seat) for seat in _seats(topic, payload.get("seats")))
    for key, kind in KIND_BY_KEY.items():
        number = payload.get(key)
        if _is_id(number):
            yield performance, kind, number
        elif number is not None:
            _refuse(topic, key, number)


def _seats(topic: str, seats: Any) -> list[int]:
    """Return the numbers of seats; none where `seats` says how many there are, as in performance.published."""
    if isinstance(seats, list) and all(map(_is_id, seats)):
        return seats
    if seats is not None and not _is_id(seats):
        _refuse(topic, "seats", seats)
    return []


def _is_id(found: object) -> TypeGuard[int]:
    return isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= MAX_ID


def _refuse(topic: str, key: str, found: object) -> None:
    if topic in TOPICS:
        raise _malformed(topic, key, found)


def _malformed(topic: str, key: str, found: Any) -> MalformedFact:
    return MalformedFact(f"{key} in a fact {topic} is {found!r:.80}, not {'numbers' if key == 'seats' else 'a number'}")
