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

YEAR_SECONDS = 365 * 24 * 3600


def cookie_name() -> str:
    """Return the cookie's name. In production with __Host-, so that browsers accept it only over HTTPS and from us."""
    return "__Host-aisle" if settings().production else "aisle"


@functools.lru_cache(maxsize=4)
def _signer(secret: str) -> Signer:
    return Signer(secret, salt="aisle.session", key_derivation="hmac", digest_method=hashlib.sha256)


def read_session(cookie: str | None) -> str | None:
    """Return the person in a session cookie; None without a cookie or with an altered one."""
    try:
        return _signer(settings().aisle_secret).unsign(cookie).decode() if cookie else None
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
    return make_cookie(cookie_name(), _signer(settings().aisle_secret).sign(person).decode(), YEAR_SECONDS)


def known_person(request: AnyRequest) -> str | None:
    """Return the person of the session cookie; None for a new person.

    A request may carry two cookies of this name, so all code reads it here, and always gets the same one."""
    return read_session(request.cookies.get(cookie_name()))


async def person_of(request: AnyRequest) -> str:
    """Return the person of the request. A new person gets a cookie with the response, from `add_session_cookie`."""
    if (known := known_person(request)) is not None:
        return known
    return str(request.scope["state"].setdefault("new_person", secrets.token_urlsafe(16)))


def set_cookie(request: AnyRequest, cookie: Cookie) -> None:
    """Send this cookie with the response, also with an error response."""
    request.scope["state"].setdefault("cookies", []).append(cookie)


async def add_session_cookie(message: Any, scope: Any) -> None:
    """Add the cookie of a new person and the cookies of `set_cookie`; a before_send hook."""
    if message["type"] != "http.response.start":
        return
    state = scope.get("state", {})
    person, cookies = state.pop("new_person", None), state.pop("cookies", [])
    for cookie in [session_cookie(person), *cookies] if person else cookies:
        message["headers"] = [*message["headers"], (b"set-cookie", cookie_header(cookie))]


def cookie_header(cookie: Cookie) -> bytes:
    """Encode a Set-Cookie header. The standard library would check whether to quote the value, which is slow; the
    values of this application never need quotes."""
    parts = [f"{cookie.key}={cookie.value}", f"Path={cookie.path}", f"SameSite={cookie.samesite}"]
    parts += [f"Max-Age={cookie.max_age}"] if cookie.max_age is not None else []
    parts += ["HttpOnly"] if cookie.httponly else []
    return "; ".join([*parts, "Secure"] if cookie.secure else parts).encode()
