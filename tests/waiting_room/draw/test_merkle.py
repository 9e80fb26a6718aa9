"""The Merkle tree: any alteration of the leaves changes the root, and a short path proves that a leaf is under it."""

from hashlib import sha256

import pytest

from app.waiting_room.draw.merkle import EMPTY_ROOT, MerkleTree, inclusion_proof, leaf_hash, merkle_root, node_hash
from tests.waiting_room.draw.inclusion_proof import root_by_path

LEAVES = [leaf_hash(number, sha256(bytes([number])).digest()) for number in range(1, 34)]


def by_definition(leaves: list[bytes]) -> bytes:
    """Return the root by the recursive definition in RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


def test_it_is_the_tree_of_the_rfc_at_every_size() -> None:
    tree = MerkleTree()
    assert tree.root() == by_definition([]) == EMPTY_ROOT
    for size, leaf in enumerate(LEAVES, 1):
        tree.add(leaf)
        assert (tree.n, tree.root()) == (size, by_definition(LEAVES[:size]))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8, 15, 16, 17, 33])
def test_each_leaf_has_a_way_to_the_root_and_no_other_leaf_has_it(n: int) -> None:
    root = merkle_root(LEAVES[:n])
    for at in range(n):
        path = inclusion_proof(LEAVES[:n], at)
        assert root_by_path(LEAVES[at], at, n, path) == root
        assert root_by_path(LEAVES[at - 1] if at else bytes(32), at, n, path) != root
        for other in range(n):
            assert other == at or root_by_path(LEAVES[at], other, n, path) != root


def test_a_way_that_cannot_be_one_leads_nowhere() -> None:
    path = inclusion_proof(LEAVES[:5], 4)
    for at, n, way in ((4, 5, [*path, path[0]]), (4, 5, path[1:]), (5, 5, path), (0, 0, []), (-1, 5, path)):
        assert root_by_path(LEAVES[4], at, n, way) != merkle_root(LEAVES[:5])


def test_a_leaf_added_removed_or_moved_gives_another_root() -> None:
    roots = {merkle_root(LEAVES)}
    roots |= {merkle_root(LEAVES[:at] + LEAVES[at + 1 :]) for at in range(33)}
    roots |= {merkle_root([*LEAVES[:at], LEAVES[at + 1], LEAVES[at], *LEAVES[at + 2 :]]) for at in range(32)}
    roots |= {merkle_root([*LEAVES[:at], bytes(32), *LEAVES[at:]]) for at in range(34)}
    assert len(roots) == 1 + 33 + 32 + 34


def test_a_node_is_never_a_leaf() -> None:
    leaf = sha256(b"x").digest()
    assert leaf_hash(1, leaf) != node_hash((1).to_bytes(8, "big"), leaf)
    # A node's hash in place of its two leaves gives the same root, so the hash of a leaf must begin differently.
    assert merkle_root([node_hash(LEAVES[0], LEAVES[1])]) == merkle_root(LEAVES[:2])
