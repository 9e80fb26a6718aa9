"""Passes: the signed, expiring right to watch a room. A public map's pass is printed in its page, the same for all;
a draft has none, so nobody can watch it."""

import hashlib
from datetime import datetime

from itsdangerous import BadSignature, Signer

HOUR = 3600
LIVES = 12 * HOUR


class BadPass(Exception):
    """Not signed by this house, or expired, or not a pass at all."""


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="aisle.realtime.pass", key_derivation="hmac", digest_method=hashlib.sha256)


def sign_pass(secret: str, performance_id: int, now: datetime) -> str:
    """A pass for one room. It lives twelve hours at least and is the same for a whole hour: pages may be cached."""
    expires = int(now.timestamp()) // HOUR * HOUR + HOUR + LIVES
    return _signer(secret).sign(f"{performance_id}-{expires:x}").decode()


def read_pass(secret: str, token: str, now: datetime) -> int:
    """The performance it is for. Raises BadPass."""
    try:
        performance, _, expires = _signer(secret).unsign(token).decode().partition("-")
        number, end = int(performance), int(expires, 16)
    except (BadSignature, ValueError):
        raise BadPass("this pass is not ours") from None
    if now.timestamp() >= end:
        raise BadPass("this pass has expired")
    return number
