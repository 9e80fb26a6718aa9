"""Who is inside, told by what a request brings alone: for the guard of a house that is full."""

from datetime import UTC, datetime
from typing import Any

from litestar import Request

from app.waiting_room.admission.tokens import MOST_DIGITS, BadWord, read_pass
from app.web.sessions import known_person

MOST = 8
"""Passes of one browser that are looked at: nobody is in more rooms at once."""


def is_inside(scope: Any) -> bool:
    """Whether this browser brings a pass that the house signed for it, and whose time is not over. Any room's."""
    scope.setdefault("state", {})
    request: Request[Any, Any, Any] = Request(scope)
    person, now = known_person(request), datetime.now(UTC)
    if person is None:
        return False
    shown = [name.removeprefix("pass-") for name in request.cookies if name.startswith("pass-")]
    rooms = [int(word) for word in shown if word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS]
    return any(_is_good(request, room, person, now) for room in rooms[:MOST])


def _is_good(request: Request[Any, Any, Any], room: int, person: str, now: datetime) -> bool:
    try:
        return not read_pass(request.cookies.get(f"pass-{room}"), room, person).over(now)
    except BadWord:
        return False
