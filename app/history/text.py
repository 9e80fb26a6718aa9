"""The history of an order or a seat as text for a terminal. Instants are in the venue's time zone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from app.history.read import HistoryAge, HistoryFact, SubjectHistory

MAX_NUMBERS = 12
"""Longer lists in a payload are cut off."""


def local_time(instant: datetime, zone: ZoneInfo) -> str:
    """Write an instant as "Sat 10 Oct 2026, 19:30:00", by the clocks of the zone."""
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S}"


def history_lines(history: SubjectHistory, zone: ZoneInfo, *, fan: str) -> Iterator[str]:
    """Yield a line for each fact, oldest first, then one that says what may be missing. `fan`: what fans are called."""
    for fact in history.facts:
        yield _fact_line(fact, zone, fan)
    if history.age.is_behind:
        yield _age_line(history.age, zone)


def _fact_line(fact: HistoryFact, zone: ZoneInfo, fan: str) -> str:
    actor = fan if fact.actor.startswith("person:") else fact.actor
    return f"{local_time(fact.at, zone)} {fact.topic} {_details(fact.payload)} by {actor}"


def _details(payload: str) -> str:
    """Write the payload as JSON; of a long list its first numbers and how many there are."""
    fields: dict[str, Any] = msgspec.json.decode(payload)
    for key, value in fields.items():
        if isinstance(value, list) and len(value) > MAX_NUMBERS:
            fields[key] = [*value[:MAX_NUMBERS], f"… {len(value)} in all"]
    return msgspec.json.format(msgspec.json.encode(fields), indent=0).decode()


def _age_line(age: HistoryAge, zone: ZoneInfo) -> str:
    since = f"As of {local_time(age.as_of, zone)}" if age.as_of else "Not complete yet"
    why = f"is stopped: {age.stopped}" if age.stopped else "has not read all of the journal"
    return f"{since}: the consumer “history” {why}. What happened lately may be missing."
