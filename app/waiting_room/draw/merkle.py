"""One hash that stands for many leaves in their order: the tree of RFC 6962, section 2.1 (Certificate Transparency).

A tree of n leaves is split at the largest power of two below n. Leaves and nodes are hashed with different first bytes,
so that no node can be passed off as a leaf."""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""The root of no leaves."""


def leaf_hash(number: int, leaf: bytes) -> bytes:
    """The hash of a visitor's leaf: their number and the 32 bytes of their secret's own hash."""
    return sha256(b"\0" + number.to_bytes(8, "big") + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two that stand beside each other."""
    return sha256(b"\1" + left + right).digest()


class MerkleTree:
    """Grows leaf by leaf and remembers only its peaks: the roots of its full parts, as many as n has ones in binary."""

    def __init__(self) -> None:
        self.n = 0
        self._peaks: list[bytes] = []  # the largest part first

    def add(self, leaf: bytes) -> None:
        """One leaf more, by its hash, at the end."""
        self.n += 1
        part = self.n
        while part % 2 == 0:  # two parts of one size become one
            leaf = node_hash(self._peaks.pop(), leaf)
            part //= 2
        self._peaks.append(leaf)

    def root(self) -> bytes:
        """Of what was added so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root of these leaf hashes."""
    tree = MerkleTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What stands beside the way from leaf `at` (from 0) up to the root; the lowest first."""
    if len(leaves) < 2:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*inclusion_proof(leaves[:split], index), merkle_root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), merkle_root(leaves[:split])]
