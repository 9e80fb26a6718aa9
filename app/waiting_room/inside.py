"""Who is inside, told by what a request brings alone: for the guard of a house that is full."""

from datetime import UTC, datetime
from typing import Any

from litestar import Request

from app.waiting_room.admission.tokens import MAX_DIGITS, InvalidToken, read_admission_pass
from app.web.sessions import known_person

MAX_PASSES = 8
"""Passes of one browser that are looked at: nobody is in more rooms at once."""


def has_valid_pass(scope: Any) -> bool:
    """Whether this browser brings a pass that the house signed for it, and whose time is not over. Any room's."""
    scope.setdefault("state", {})
    request: Request[Any, Any, Any] = Request(scope)
    person, now = known_person(request), datetime.now(UTC)
    if person is None:
        return False
    shown = [name.removeprefix("pass-") for name in request.cookies if name.startswith("pass-")]
    rooms = [int(word) for word in shown if word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS]
    return any(_is_good(request, room, person, now) for room in rooms[:MAX_PASSES])


def _is_good(request: Request[Any, Any, Any], room: int, person: str, now: datetime) -> bool:
    try:
        return not read_admission_pass(request.cookies.get(f"pass-{room}"), room, person).is_expired(now)
    except InvalidToken:
        return False
