"""Passes: the signed, expiring right to watch a map or a waiting line. It is printed in a page, the same for all;
a draft has none, so nobody can watch it. It lets nobody buy: that is another pass."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from itsdangerous import BadSignature, Signer

HOUR = 3600
MIN_LIFETIME = 12 * HOUR
QUEUE_PREFIX = "q"


class InvalidWatchToken(Exception):
    """Not signed by this house, or expired, or not a pass at all."""


class WatchToken(NamedTuple):
    """What may be watched: the map of a performance or, when `line`, the line of a waiting room."""

    number: int
    is_queue: bool = False


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="aisle.realtime.pass", key_derivation="hmac", digest_method=hashlib.sha256)


def _sign(secret: str, what: str, now: datetime) -> str:
    """It lives twelve hours at least and is the same for a whole hour: pages may be cached."""
    expires = int(now.timestamp()) // HOUR * HOUR + HOUR + MIN_LIFETIME
    return _signer(secret).sign(f"{what}-{expires:x}").decode()


def sign_map_token(secret: str, performance_id: int, now: datetime) -> str:
    """A pass for one performance's map: twelve hours at least, the same for a whole hour."""
    return _sign(secret, str(performance_id), now)


def sign_queue_token(secret: str, room: int, now: datetime) -> str:
    """A pass for one waiting room's line: twelve hours at least, the same for a whole hour."""
    return _sign(secret, f"{QUEUE_PREFIX}{room}", now)


def read_watch_token(secret: str, token: str, now: datetime) -> WatchToken:
    """What it is for. Raises BadPass."""
    try:
        what, _, expires = _signer(secret).unsign(token).decode().partition("-")
        found, end = WatchToken(int(what.removeprefix(QUEUE_PREFIX)), what.startswith(QUEUE_PREFIX)), int(expires, 16)
    except (BadSignature, ValueError):
        raise InvalidWatchToken("this pass is not ours") from None
    if now.timestamp() >= end:
        raise InvalidWatchToken("this pass has expired")
    return found
