"""Cookies: made with the same safe attributes everywhere, and encoded as headers."""

from litestar.datastructures import Cookie

from app.settings import settings


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


def cookie_header(cookie: Cookie) -> bytes:
    """Encode a Set-Cookie header. The standard library would check whether to quote the value, which is slow; the
    values of this application never need quotes."""
    parts = [f"{cookie.key}={cookie.value}", f"Path={cookie.path}", f"SameSite={cookie.samesite}"]
    parts += [f"Max-Age={cookie.max_age}"] if cookie.max_age is not None else []
    parts += ["HttpOnly"] if cookie.httponly else []
    return "; ".join([*parts, "Secure"] if cookie.secure else parts).encode()
