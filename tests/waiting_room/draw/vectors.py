"""Test vectors of the draw, for every program that computes it.

`python -m tests.waiting_room.draw.vectors` writes docs/draw-vectors.json."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.waiting_room.draw.commitment import commitment, derive_seed
from app.waiting_room.draw.merkle import inclusion_proof, leaf_hash, merkle_root
from app.waiting_room.draw.permutation import place_in_order

FILE = Path(__file__).parents[3] / "docs" / "draw-vectors.json"
ABOUT = """Vectors of the draw (docs/draw.md). All bytes are in hex. The secret of visitor number k is the first 32 hex
digits of SHA-256 of the ASCII text "visitor k", its leaf is SHA-256 of the secret as ASCII. "path" leads from a leaf's
hash to the root. "places" are those of the numbers 1 to n."""
KEYS = {
    1: bytes(32),
    7: bytes(range(32)),
    65536: sha256(b"a key").digest(),
    2**40: bytes.fromhex("ff" * 32),
}
OUTSIDE = {
    "none": b"",
    "beacon": bytes.fromhex("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"),
    "witness": sha256(b"a witness's key").digest(),
}
SIZES = (0, 1, 2, 3, 1000)
LISTED_NUMBERS = (1, 2, 3, 256, 257, 513, 999, 1000)


def visitor_leaf(number: int) -> bytes:
    """Return the leaf of the visitor with this number."""
    secret = sha256(f"visitor {number}".encode()).hexdigest()[:32]
    return sha256(secret.encode()).digest()


def make_vectors() -> Iterator[dict[str, Any]]:
    """Yield vectors: each key with a few sizes, with all kinds of outside value."""
    kinds = list(OUTSIDE)
    for at, (room, key) in enumerate(KEYS.items()):
        for size in SIZES if at % 2 else SIZES[:4]:
            yield make_vector(room, key, kinds[(at + size) % 3], size)


def make_vector(room: int, key: bytes, kind: str, n: int) -> dict[str, Any]:
    """Compute one vector: a draw of n visitors with this key and this kind of outside value."""
    hashes = [leaf_hash(number, visitor_leaf(number)) for number in range(1, n + 1)]
    root = merkle_root(hashes)
    seed = derive_seed(key, root, n, OUTSIDE[kind])
    leaves = [
        {
            "number": k,
            "leaf": visitor_leaf(k).hex(),
            "hash": hashes[k - 1].hex(),
            "path": [h.hex() for h in inclusion_proof(hashes, k - 1)],
        }
        for k in LISTED_NUMBERS
        if k <= n
    ]
    return {
        "room": room,
        "key": key.hex(),
        "seal": commitment(key, room).hex(),
        "outside": kind,
        "value": OUTSIDE[kind].hex(),
        "n": n,
        "leaves": leaves,
        "root": root.hex(),
        "seed": seed.hex(),
        "places": [place_in_order(seed, n, number) for number in range(1, n + 1)],
    }


def published_vectors() -> list[dict[str, Any]]:
    """Read the vectors of the file."""
    draws: list[dict[str, Any]] = json.loads(FILE.read_text())["draws"]
    return draws


if __name__ == "__main__":
    draws = ",\n".join(json.dumps(one) for one in make_vectors())
    FILE.write_text(f'{{"version": 1, "about": {json.dumps(" ".join(ABOUT.split()))}, "draws": [\n{draws}\n]}}\n')
