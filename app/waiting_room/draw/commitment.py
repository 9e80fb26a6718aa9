"""The draw's commitment scheme: the seal that commits to a secret key, and the seed derived from the opened key.

assets/js/draw/commitment.js implements the same for browsers; draw/verify.py checks a download without this module.
Exact bytes: docs/draw.md. Test vectors: docs/draw-vectors.json."""

import hashlib
import hmac


def commitment(key: bytes, room: int) -> bytes:
    """Return the seal (32 bytes) of a key (32 bytes) for a waiting room. It does not reveal the key.

    A witness's key is sealed in the same way."""
    return hashlib.sha256(key + room.to_bytes(8, "big")).digest()


def derive_seed(key: bytes, root: bytes, n: int, outside: bytes) -> bytes:
    """Return the seed (32 bytes) of the order of the numbers 1 to n. `root`: of the leaves. `outside`: the value of the
    beacon or the witness, empty if there is none."""
    return hmac.digest(key, root + n.to_bytes(8, "big") + outside, hashlib.sha256)
