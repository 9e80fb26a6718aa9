"""The Merkle tree of RFC 6962, section 2.1 (Certificate Transparency): one root hash for many leaves in order.

A tree of n leaves is split at the largest power of two below n. The hashes of leaves and of nodes begin with different
bytes, so that a node cannot be presented as a leaf."""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(number: int, leaf: bytes) -> bytes:
    """Hash a visitor's number and leaf (32 bytes, the hash of their secret)."""
    return sha256(b"\0" + number.to_bytes(8, "big") + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbouring nodes into their parent."""
    return sha256(b"\1" + left + right).digest()


class MerkleTree:
    """A tree to which leaves are added one by one. It stores only its peaks: the roots of its full subtrees, one for
    each 1 in the binary digits of n."""

    def __init__(self) -> None:
        self.n = 0
        self._peaks: list[bytes] = []  # the largest subtree first

    def add(self, leaf: bytes) -> None:
        """Append one leaf, given by its `leaf_hash`."""
        self.n += 1
        node, size = leaf, self.n
        while size % 2 == 0:  # two subtrees of equal size become one
            node = node_hash(self._peaks.pop(), node)
            size //= 2
        self._peaks.append(node)

    def root(self) -> bytes:
        """Return the root of the leaves added so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root of the tree of these leaf hashes."""
    tree = MerkleTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the sibling hashes on the path from leaf `index` (counted from 0) up to the root, the lowest first."""
    if len(leaves) < 2:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*inclusion_proof(leaves[:split], index), merkle_root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), merkle_root(leaves[:split])]
