"""CSRF tokens: a random text with a signature."""

import hmac
import secrets

from realtime.keys import Keys

RANDOM_LENGTH = 64
"""Hex digits of a token's random part; as many follow, its signature."""


def make_csrf_token(keys: Keys, random_part: str | None = None) -> str:
    """Return a token that the first key signs, with a new random part if none is given."""
    return _sign(random_part or secrets.token_hex(RANDOM_LENGTH // 2), keys[0])


def signed_part(token: str, keys: Keys) -> str | None:
    """Return the random part of a token that one of the keys signed; None for anything else."""
    if not token.isascii():
        return None
    random_part = token[:RANDOM_LENGTH]
    return random_part if any(hmac.compare_digest(token, _sign(random_part, key)) for key in keys) else None


def _sign(random_part: str, key: bytes) -> str:
    return random_part + hmac.digest(key, random_part.encode(), "sha256").hex()
