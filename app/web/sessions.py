"""Who is asking. A session is a signed cookie with a random id; nothing about it lives on the server."""

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
    """In production the browser itself sees to it that the cookie is secure and this host's alone."""
    return "__Host-aisle" if settings().production else "aisle"


@functools.lru_cache(maxsize=4)
def _signer(secret: str) -> Signer:
    return Signer(secret, salt="aisle.session", key_derivation="hmac", digest_method=hashlib.sha256)


def read_session(cookie: str | None) -> str | None:
    """The person in a session cookie; None when there is none, or it was altered."""
    try:
        return _signer(settings().aisle_secret).unsign(cookie).decode() if cookie else None
    except (BadSignature, UnicodeDecodeError):
        return None


def session_cookie(person: str) -> Cookie:
    """The cookie that makes the browser this person for a year."""
    return Cookie(
        key=cookie_name(), value=_signer(settings().aisle_secret).sign(person).decode(), max_age=YEAR_SECONDS, path="/",
        httponly=True, samesite="lax", secure=settings().production,
    )  # fmt: skip


def known_person(request: AnyRequest) -> str | None:
    """The person asking, as their session cookie says; None for somebody new. All that ask who is there ask here, so
    that of two cookies of one name everybody believes the same."""
    return read_session(request.cookies.get(cookie_name()))


async def person_of(request: AnyRequest) -> str:
    """The person asking, new ones included. `send_session` gives a new one their cookie with the answer."""
    known = known_person(request)
    if known is not None:
        return known
    new: str = request.scope["state"].setdefault("new_person", secrets.token_urlsafe(16))
    return new


def set_cookie(request: AnyRequest, cookie: Cookie) -> None:
    """Sends this cookie with the answer, whatever that will be."""
    request.scope["state"].setdefault("cookies", []).append(cookie)


async def add_session_cookie(message: Any, scope: Any) -> None:
    """A before_send hook: adds the session cookie where `person_of` met somebody new, and what was given."""
    if message["type"] != "http.response.start":
        return
    state = scope.get("state", {})
    person, cookies = state.pop("new_person", None), state.pop("cookies", [])
    for cookie in [session_cookie(person), *cookies] if person else cookies:
        message["headers"] = [*message["headers"], (b"set-cookie", cookie_header(cookie))]


def cookie_header(cookie: Cookie) -> bytes:
    """As a browser reads it. What our cookies hold needs no quotes, and the standard library takes long to find that
    out."""
    says = [f"{cookie.key}={cookie.value}", f"Path={cookie.path}", f"SameSite={cookie.samesite}"]
    says += [f"Max-Age={cookie.max_age}"] if cookie.max_age is not None else []
    says += ["HttpOnly"] if cookie.httponly else []
    return "; ".join([*says, "Secure"] if cookie.secure else says).encode()
