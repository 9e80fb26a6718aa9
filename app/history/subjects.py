"""Which orders, seats, holds and tickets a fact of the journal names."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import msgspec

from db.journal import TOPICS

MAX_ID = 2**63 - 1


class Subject(IntEnum):
    """What has a history. A hold's facts are part of the history of the order that it became."""

    ORDER = 1
    SEAT = 2
    HOLD = 3


class UnreadableFact(ValueError):
    """A payload that does not name what its keys say."""


class NamedIds(msgspec.Struct, frozen=True):
    """What a fact names, by ids. `tickets`: their rows say which order and seats are concerned."""

    order: int | None
    hold: int | None
    seats: list[int]
    tickets: list[int]


def named_ids(topic: str, payload: Mapping[str, Any]) -> NamedIds:
    """Return what a fact names, whatever its topic. Where this release does not know the topic, values of another type
    name nothing, so that facts of a newer release stop no consumer. Raises UnreadableFact."""
    if not isinstance(payload, Mapping):
        if topic in TOPICS:
            raise UnreadableFact(f'The payload of a fact "{topic}" should be an object, and is {payload!r:.80}.')
        payload = {}
    ticket = _id(topic, "ticket", payload)
    return NamedIds(
        order=_id(topic, "order", payload),
        hold=_id(topic, "hold", payload),
        seats=_seats(topic, payload),
        tickets=_ids(topic, "tickets", payload) + ([] if ticket is None else [ticket]),
    )


def _id(topic: str, key: str, payload: Mapping[str, Any]) -> int | None:
    found = payload.get(key)
    if found is None or _is_id(found):
        return found
    if topic in TOPICS:
        raise UnreadableFact(f'In a fact "{topic}", "{key}" should be a number, and is {found!r:.80}.')
    return None


def _ids(topic: str, key: str, payload: Mapping[str, Any]) -> list[int]:
    found = payload.get(key)
    if found is None:
        return []
    if isinstance(found, list) and all(map(_is_id, found)):
        return found
    if topic in TOPICS:
        raise UnreadableFact(f'In a fact "{topic}", "{key}" should be a list of numbers, and is {found!r:.80}.')
    return []


def _seats(topic: str, payload: Mapping[str, Any]) -> list[int]:
    """Return the numbers of seats; none where `seats` says how many there are, as in performance.published."""
    return [] if _is_id(payload.get("seats")) else _ids(topic, "seats", payload)


def _is_id(found: object) -> bool:
    return isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= MAX_ID
