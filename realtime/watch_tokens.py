"""Signs watch tokens: the expiring right to watch a map or a queue. A page contains one, the same for all fans; a draft
has none, so it cannot be watched. It is no admission pass and does not let a fan buy."""

import functools
import hashlib
from datetime import datetime
from typing import NamedTuple

from itsdangerous import BadSignature, Signer

from realtime.keys import Keys

HOUR = 3600
MIN_LIFETIME = 12 * HOUR
QUEUE_PREFIX = "q"


class InvalidWatchToken(Exception):
    """The text is no watch token of ours, or has expired."""


class WatchToken(NamedTuple):
    """What may be watched: the map of performance `number`, or when `is_queue` the queue of waiting room `number`."""

    number: int
    is_queue: bool = False


@functools.lru_cache(maxsize=8)
def _signer(keys: Keys) -> Signer:
    newest_last = [*reversed(keys)]  # Signer signs with the last one
    return Signer(newest_last, salt="aisle.realtime.pass", key_derivation="hmac", digest_method=hashlib.sha256)


def _sign(keys: Keys, what: str, now: datetime) -> str:
    """Sign for at least twelve hours. The token is the same for a whole hour, so that pages may be cached."""
    expires = int(now.timestamp()) // HOUR * HOUR + HOUR + MIN_LIFETIME
    return _signer(keys).sign(f"{what}-{expires:x}").decode()


def sign_map_token(keys: Keys, performance_id: int, now: datetime) -> str:
    """Sign a token for one performance's map, valid for at least twelve hours, the same for a whole hour."""
    return _sign(keys, str(performance_id), now)


def sign_queue_token(keys: Keys, room: int, now: datetime) -> str:
    """Sign a token for one waiting room's queue, valid for at least twelve hours, the same for a whole hour."""
    return _sign(keys, f"{QUEUE_PREFIX}{room}", now)


def read_watch_token(keys: Keys, token: str, now: datetime) -> WatchToken:
    """Check a token, signed with any of `keys`, and return what it is for. Raises InvalidWatchToken."""
    try:
        what, _, expires = _signer(keys).unsign(token).decode().partition("-")
        watched, end = WatchToken(int(what.removeprefix(QUEUE_PREFIX)), what.startswith(QUEUE_PREFIX)), int(expires, 16)
    except (BadSignature, ValueError):
        raise InvalidWatchToken("this pass is not ours") from None
    if now.timestamp() >= end:
        raise InvalidWatchToken("this pass has expired")
    return watched
