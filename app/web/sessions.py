"""Sessions: a signed cookie with the id of the person. The server stores nothing about a session. And cookies: built
with the same safe attributes everywhere, and encoded as headers.

The id begins with the time at which it was issued, so that the signature of the cookie covers the time too."""

import base64
import functools
import hashlib
import secrets
import time
from typing import Any

from itsdangerous import BadSignature, Signer
from litestar.datastructures import Cookie

from app.settings import settings
from app.web.parsing import AnyRequest
from realtime.keys import Keys, Purpose

YEAR_SECONDS = 365 * 24 * 3600
TIME_BYTES, RANDOM_BYTES = 6, 10
"""Bytes of an id: the milliseconds since 1970, big-endian, and random ones. In base64 they are 8 + 14 characters."""
ID_LENGTH, TIME_LENGTH = 22, 8
MAX_COOKIE_LENGTH = 128
"""Characters of the longest session cookie that is read; ours have 66. Longer ones would fill the cache."""
NEW_FOR_MS = 1000
"""Milliseconds for which a session is new: a browser shows its page and a fan clicks no sooner."""


def cookie_name() -> str:
    """Return the cookie's name. In production with __Host-, so that browsers accept it only over HTTPS and from us."""
    return "__Host-aisle" if settings().production else "aisle"


@functools.lru_cache(maxsize=8)
def _signer(keys: Keys) -> Signer:
    newest_last = [*reversed(keys)]  # Signer signs with the last one
    return Signer(newest_last, salt="aisle.session", key_derivation="hmac", digest_method=hashlib.sha256)


def new_person() -> str:
    """Make the id of a new person, issued now: unguessable (80 random bits), and 22 characters long."""
    issued = now_ms().to_bytes(TIME_BYTES)
    return base64.urlsafe_b64encode(issued + secrets.token_bytes(RANDOM_BYTES)).decode()[:ID_LENGTH]


def is_new(person: str) -> bool:
    """Return whether this session was issued less than a second ago, by this server's clock.

    One that seems to come from the future was issued by a server whose clock is ahead, so it is not new. Nor is one
    from before ids had a time: its random bytes mean a time far in the past or in the future."""
    if len(person) != ID_LENGTH:
        return False
    try:
        issued = int.from_bytes(base64.urlsafe_b64decode(person[:TIME_LENGTH]))
    except ValueError:
        return False
    return 0 <= now_ms() - issued < NEW_FOR_MS


def now_ms() -> int:
    """Return the milliseconds since 1970, by the real clock, which `aisle dev clock` does not move."""
    return time.time_ns() // 1_000_000


def read_session(cookie: str | None) -> str | None:
    """Return the person in a session cookie; None without a cookie or with an altered one."""
    return _unsign(cookie, settings().keys(Purpose.SESSION)) if cookie else None


def is_signed_by_old_key(cookie: str | None) -> bool:
    """Return whether the first key did not sign this valid session cookie."""
    newest, *older = settings().keys(Purpose.SESSION)
    return bool(older) and cookie is not None and _unsign(cookie, (newest,)) is None


def _unsign(cookie: str, keys: Keys) -> str | None:
    return _unsign_cached(cookie, keys) if len(cookie) <= MAX_COOKIE_LENGTH else None


@functools.lru_cache(maxsize=4096)
def _unsign_cached(cookie: str, keys: Keys) -> str | None:  # each request asks several times
    try:
        return _signer(keys).unsign(cookie).decode()
    except (BadSignature, UnicodeDecodeError):
        return None


def make_cookie(name: str, value: str, max_age: int, *, script_may_read: bool = False) -> Cookie:
    """Build a cookie for the whole site, with SameSite=Lax, secure in production. `max_age`: seconds; 0 deletes it."""
    return Cookie(
        key=name,
        value=value,
        max_age=max_age,
        path="/",
        httponly=not script_may_read,
        samesite="lax",
        secure=settings().production,
    )


def session_cookie(person: str) -> Cookie:
    """Build the session cookie of this person; browsers keep it for a year."""
    return make_cookie(cookie_name(), _signer(settings().keys(Purpose.SESSION)).sign(person).decode(), YEAR_SECONDS)


def known_person(request: AnyRequest) -> str | None:
    """Return the person of the session cookie; None for a new person.

    A request may carry two cookies of this name, so all code reads it here, and always gets the same one."""
    return read_session(request.cookies.get(cookie_name()))


def was_seen_before(request: AnyRequest) -> bool:
    """Return whether the request brings the session of an earlier response, at least a second old."""
    person = known_person(request)
    return person is not None and not is_new(person)


async def person_of(request: AnyRequest) -> str:
    """Return the person of the request. The response has a session cookie, from `add_session_cookie`, for a new person
    and for one whose cookie an old key signed: so the old key can be dropped later."""
    known = known_person(request)
    if known is None:
        return str(request.scope["state"].setdefault("session_of", new_person()))
    if is_signed_by_old_key(request.cookies.get(cookie_name())):
        request.scope["state"]["session_of"] = known
    return known


def set_cookie(request: AnyRequest, cookie: Cookie) -> None:
    """Send this cookie with the response, also with an error response."""
    request.scope["state"].setdefault("cookies", []).append(cookie)


async def add_session_cookie(message: Any, scope: Any) -> None:
    """Add the session cookie, where `person_of` asks for it, and the cookies of `set_cookie`; a before_send hook."""
    if message["type"] != "http.response.start":
        return
    state = scope.get("state", {})
    person, cookies = state.pop("session_of", None), state.pop("cookies", [])
    for cookie in [session_cookie(person), *cookies] if person else cookies:
        message["headers"] = [*message["headers"], (b"set-cookie", cookie_header(cookie))]


def cookie_header(cookie: Cookie) -> bytes:
    """Encode a Set-Cookie header. The standard library would check whether to quote the value, which is slow; the
    values of this application never need quotes."""
    parts = [f"{cookie.key}={cookie.value}", f"Path={cookie.path}", f"SameSite={cookie.samesite}"]
    parts += [f"Max-Age={cookie.max_age}"] if cookie.max_age is not None else []
    parts += ["HttpOnly"] if cookie.httponly else []
    return "; ".join([*parts, "Secure"] if cookie.secure else parts).encode()
