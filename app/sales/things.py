"""What a fact of the journal says may have changed: seats, orders, payments and refunds, by their ids."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.sales.entries import ORDER, PAYMENT, PERFORMANCE, REFUND, SEAT

Thing = tuple[int, int, int]
"""(performance, kind, id) of what may have changed. The kinds are in app/sales/entries.py."""

KIND_BY_KEY = {"order": ORDER, "payment": PAYMENT, "refund": REFUND}
"""Key of a payload → the kind of what it names."""
MAX_ID = 2**63 - 1


class MalformedFact(RuntimeError):
    """A payload that does not name what its keys say."""


def things_of(performance: int | None, topic: str, payload: Mapping[str, Any]) -> Iterator[Thing]:
    """Yield what the fact names, whatever its topic. Raises MalformedFact."""
    if performance is None:
        return
    if topic == "performance.published":  # its `seats` is their number
        yield performance, PERFORMANCE, 0
        return
    seats = payload.get("seats")
    if seats is not None:
        if not isinstance(seats, list):
            raise _malformed(topic, "seats", seats)
        yield from ((performance, SEAT, _id(topic, "seats", seat)) for seat in seats)
    for key, kind in KIND_BY_KEY.items():
        if (number := payload.get(key)) is not None:
            yield performance, kind, _id(topic, key, number)


def _id(topic: str, key: str, number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MAX_ID:
        raise _malformed(topic, key, number)
    return number


def _malformed(topic: str, key: str, found: Any) -> MalformedFact:
    return MalformedFact(f"{key} in a fact {topic} is {found!r:.80}, not {'numbers' if key == 'seats' else 'a number'}")
