"""The drawn order: a permutation of the numbers 1 to n that a seed decides, computed for any one of them alone.

A balanced Feistel network of HMAC-SHA-256 over the smallest even number of bits that holds n (at least four), with
cycle-walking: what falls outside 0 to n − 1 goes through again (Black and Rogaway, "Ciphers with Arbitrary Finite
Domains", 2002). No table of the order exists anywhere: a place costs some forty hashes, fewer the more are remembered.

The same in the browser: assets/js/draw/permutation.js. Exact bytes: docs/draw.md. Test vectors:
docs/draw-vectors.json."""

import functools
import hashlib
import hmac

ROUNDS = 16
"""Ten are enough (docs/adr/0012); sixteen cost nothing that anybody would notice."""
CACHE_SIZE = 1 << 16
"""Words of the network: all of a draw of sixteen million, all of the last few of a hundred thousand."""


def place_in_order(seed: bytes, n: int, number: int) -> int:
    """The place, from 1, of `number`, which must be 1 to n. Different numbers have different places.

    Ends: a permutation leads every value within 0 to n − 1 back there, after fewer than four steps on average."""
    half = half_bits(n)
    at = number - 1
    while True:
        at = _through(seed, half, at)
        if at < n:
            return at + 1


def half_bits(n: int) -> int:
    """Bits of half a block: the smallest, but two at least, such that blocks number n or more."""
    return max(2, ((n - 1).bit_length() + 1) // 2)


def _through(seed: bytes, half: int, block: int) -> int:
    left, right = block >> half, block & ((1 << half) - 1)
    for step in range(ROUNDS):
        left, right = right, left ^ _round(seed, half, step, right)
    return left << half | right


@functools.lru_cache(CACHE_SIZE)
def _round(seed: bytes, half: int, step: int, right: int) -> int:
    word = hmac.digest(seed, step.to_bytes(1, "big") + right.to_bytes(8, "big"), hashlib.sha256)
    return int.from_bytes(word[:8], "big") & ((1 << half) - 1)
