"""The check of an inclusion proof: computes the root from a leaf and its path."""

from collections.abc import Sequence

from app.waiting_room.draw.merkle import node_hash


def root_by_path(leaf: bytes, at: int, n: int, path: Sequence[bytes]) -> bytes | None:
    """Compute the root from a leaf hash at index `at` (from 0) of n leaves and its path; None if that is impossible."""
    sides: list[bool] = []  # whether the neighbour is on the left, from the top
    while n > 1:
        split = 1 << (n - 1).bit_length() - 1
        sides.append(at >= split)
        at, n = (at - split, n - split) if at >= split else (at, split)
    if n != 1 or at != 0 or len(path) != len(sides):
        return None
    for beside, on_left in zip(path, reversed(sides), strict=True):
        leaf = node_hash(beside, leaf) if on_left else node_hash(leaf, beside)
    return leaf
