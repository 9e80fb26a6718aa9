"""The drawn order: a permutation of the numbers 1 to n, decided by a seed and computed for one number at a time.

A balanced Feistel network of HMAC-SHA-256 over the smallest even number of bits that holds n (at least four), with
cycle-walking: a result outside 0 to n − 1 is permuted again (Black and Rogaway, "Ciphers with Arbitrary Finite
Domains", 2002). There is no table of the order: one place costs about forty hashes, fewer if some are cached.

assets/js/draw/permutation.js implements the same for browsers. Exact bytes: docs/draw.md. Test vectors:
docs/draw-vectors.json."""

import functools
import hashlib
import hmac

ROUNDS = 16
"""Rounds of the Feistel network. Ten are enough (docs/adr/0012); sixteen cost little more."""
CACHE_SIZE = 1 << 16
"""Cached round outputs: all of one draw of sixteen million numbers, or of a few draws of a hundred thousand."""


def place_in_order(seed: bytes, n: int, number: int) -> int:
    """Return the place (1 to n) of `number` (1 to n). Different numbers have different places.

    The loop ends, because repeated permutation leads every value of 0 to n − 1 back into that range, after fewer than
    four steps on average."""
    half = half_bits(n)
    block = number - 1
    while True:
        block = _permute(seed, half, block)
        if block < n:
            return block + 1


def half_bits(n: int) -> int:
    """Return the number of bits of half a block: the smallest, but at least 2, that gives n or more blocks."""
    return max(2, ((n - 1).bit_length() + 1) // 2)


def _permute(seed: bytes, half: int, block: int) -> int:
    left, right = block >> half, block & ((1 << half) - 1)
    for step in range(ROUNDS):
        left, right = right, left ^ _round(seed, half, step, right)
    return left << half | right


@functools.lru_cache(CACHE_SIZE)
def _round(seed: bytes, half: int, step: int, right: int) -> int:
    word = hmac.digest(seed, step.to_bytes(1, "big") + right.to_bytes(8, "big"), hashlib.sha256)
    return int.from_bytes(word[:8], "big") & ((1 << half) - 1)
