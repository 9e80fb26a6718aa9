"""Sessions: a signed cookie with a random id of the person. The server stores nothing about a session. And cookies:
built with the same safe attributes everywhere, and encoded as headers."""

import functools
import hashlib
import secrets
from typing import Any

from itsdangerous import BadSignature, Signer
from litestar.datastructures import Cookie

from app.settings import settings
from app.web.parsing import AnyRequest
from realtime.keys import Keys, Purpose

YEAR_SECONDS = 365 * 24 * 3600


def cookie_name() -> str:
    """Return the cookie's name. In production with __Host-, so that browsers accept it only over HTTPS and from us."""
    return "__Host-aisle" if settings().production else "aisle"


@functools.lru_cache(maxsize=8)
def _signer(keys: Keys) -> Signer:
    newest_last = [*reversed(keys)]  # Signer signs with the last one
    return Signer(newest_last, salt="aisle.session", key_derivation="hmac", digest_method=hashlib.sha256)


def read_session(cookie: str | None) -> str | None:
    """Return the person in a session cookie; None without a cookie or with an altered one."""
    return _unsign(cookie, settings().keys(Purpose.SESSION)) if cookie else None


def is_signed_by_old_key(cookie: str | None) -> bool:
    """Return whether the first key did not sign this valid session cookie."""
    newest, *older = settings().keys(Purpose.SESSION)
    return bool(older) and cookie is not None and _unsign(cookie, (newest,)) is None


def _unsign(cookie: str, keys: Keys) -> str | None:
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


async def person_of(request: AnyRequest) -> str:
    """Return the person of the request. The response has a session cookie, from `add_session_cookie`, for a new person
    and for one whose cookie an old key signed: so the old key can be dropped later."""
    known = known_person(request)
    if known is None:
        return str(request.scope["state"].setdefault("session_of", secrets.token_urlsafe(16)))
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
