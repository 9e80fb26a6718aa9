"""Sessions: a signed cookie with a random id of the person; the server stores nothing about it."""

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
    """Return the cookie's name; in production with __Host-, which browsers accept only if secure and of this host."""
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


def session_cookie(person: str) -> Cookie:
    """Build the cookie that keeps a browser this person for a year."""
    return Cookie(
        key=cookie_name(), value=_signer(settings().aisle_secret).sign(person).decode(), max_age=YEAR_SECONDS, path="/",
        httponly=True, samesite="lax", secure=settings().production,
    )  # fmt: skip


def known_person(request: AnyRequest) -> str | None:
    """Return the person of the session cookie, None for a new one; read only here: two cookies may have its name."""
    return read_session(request.cookies.get(cookie_name()))


async def person_of(request: AnyRequest) -> str:
    """Return the person of the request; a new one gets a cookie with the response, by `add_session_cookie`."""
    if (known := known_person(request)) is not None:
        return known
    return str(request.scope["state"].setdefault("new_person", secrets.token_urlsafe(16)))


def set_cookie(request: AnyRequest, cookie: Cookie) -> None:
    """Send this cookie with the response, even if it is an error."""
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
    """Encode a Set-Cookie header. Our values need no quotes, and the standard library is slow to find that out."""
    parts = [f"{cookie.key}={cookie.value}", f"Path={cookie.path}", f"SameSite={cookie.samesite}"]
    parts += [f"Max-Age={cookie.max_age}"] if cookie.max_age is not None else []
    parts += ["HttpOnly"] if cookie.httponly else []
    return "; ".join([*parts, "Secure"] if cookie.secure else parts).encode()
