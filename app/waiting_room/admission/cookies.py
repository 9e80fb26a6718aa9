"""The two cookies of somebody who waits or is inside: their place, which the page's script may read, and their pass."""

from datetime import datetime

from litestar.datastructures import Cookie

from app.settings import settings
from app.waiting_room.admission.tokens import sign_admission_pass

PLACE_COOKIE_SECONDS = 7 * 24 * 3600
PASS_COOKIE_SECONDS = 2 * 3600
"""Seconds a pass stays in the browser: longer than it is good for, so that the house can say that it is over."""


def place_cookie(room_id: int, token: str) -> Cookie:
    """The place's token."""
    return _cookie(f"place-{room_id}", token, PLACE_COOKIE_SECONDS, readable=True)


def pass_cookie(room_id: int, number: int, person: str, until: datetime) -> Cookie:
    """The pass of this number."""
    return _cookie(f"pass-{room_id}", sign_admission_pass(room_id, number, person, until), PASS_COOKIE_SECONDS)


def expired_cookies(room_id: int) -> list[Cookie]:
    """Takes both away."""
    return [_cookie(f"place-{room_id}", "", 0, readable=True), _cookie(f"pass-{room_id}", "", 0)]


def _cookie(key: str, value: str, seconds: int, *, readable: bool = False) -> Cookie:
    return Cookie(
        key=key, value=value, max_age=seconds, path="/", httponly=not readable, samesite="lax",
        secure=settings().production,
    )  # fmt: skip
