"""What the draw is proven with: a seal that binds a key nobody has seen, and the seed that the opened key gives.

Exact bytes: docs/draw.md. Test vectors: docs/draw-vectors.json. verify_draw.py checks a download by itself."""

import hashlib
import hmac


def commitment(key: bytes, room: int) -> bytes:
    """Binds a key of 32 bytes to a waiting room without telling it. A witness's key is sealed in the same way."""
    return hashlib.sha256(key + room.to_bytes(8, "big")).digest()


def derive_seed(key: bytes, root: bytes, n: int, outside: bytes) -> bytes:
    """What orders the numbers 1 to n. `outside`: the beacon's or the witness's value, empty where there is none."""
    return hmac.digest(key, root + n.to_bytes(8, "big") + outside, hashlib.sha256)
