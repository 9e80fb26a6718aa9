"""Inclusion proofs: the path from one leaf to the root, for a browser that checks its own number without the download.

Only the roots of blocks of leaves are cached, about 120 kilobytes for a million visitors. For each proof the block that
contains the number is hashed again."""

import asyncio

import msgspec

from app.language.messages import message
from app.waiting_room.draw.leaf_reader import read_leaves
from app.waiting_room.draw.merkle import inclusion_proof, leaf_hash, merkle_root
from app.waiting_room.draw.records import Draw
from app.waiting_room.errors import NoSuchNumber, NotClosed
from app.web.cache import ImmutableCache

BLOCK_SIZE = 256
"""Leaves in a block; a power of two, so that a block is a subtree."""


class InclusionProof(msgspec.Struct, frozen=True):
    """The proof that the leaf of `number` is one of the `n` leaves under `root`; the JSON that browsers get.

    `path`: the sibling hashes from the leaf to the root, the lowest first. All hashes are in hex."""

    number: int
    leaf: str
    n: int
    root: str
    path: list[str]


async def get_inclusion_proof(draw: Draw, number: int) -> InclusionProof:
    """Compute the proof of one number. Raises NotClosed or NoSuchNumber."""
    if draw.n is None or draw.root is None:
        raise NotClosed()
    if not 1 <= number <= draw.n:
        raise NoSuchNumber(message("The numbers 1 to {n} took part in the draw.", n=draw.n))
    first = (number - 1) // BLOCK_SIZE * BLOCK_SIZE
    leaves = [leaf async for chunk in read_leaves(draw.room, min(first + BLOCK_SIZE, draw.n), first) for leaf in chunk]
    hashes = [leaf_hash(*leaf) for leaf in leaves]
    blocks = await block_roots((draw.room, draw.n))
    path = inclusion_proof(hashes, number - 1 - first) + inclusion_proof(blocks, first // BLOCK_SIZE)
    leaf = leaves[number - 1 - first][1]
    return InclusionProof(number, leaf.hex(), draw.n, draw.root.hex(), [sibling.hex() for sibling in path])


async def _read_block_roots(key: tuple[int, int]) -> list[bytes]:
    """Return the root of each block; the last block may be smaller."""
    room, n = key
    roots: list[bytes] = []
    pending: list[tuple[int, bytes]] = []
    async for chunk in read_leaves(room, n):
        pending += chunk
        full = len(pending) - (len(pending) % BLOCK_SIZE if pending[-1][0] < n else 0)
        roots += await asyncio.to_thread(_hash_blocks, pending[:full])
        pending = pending[full:]
    return roots


def _hash_blocks(leaves: list[tuple[int, bytes]]) -> list[bytes]:
    hashes = [leaf_hash(number, leaf) for number, leaf in leaves]
    return [merkle_root(hashes[start : start + BLOCK_SIZE]) for start in range(0, len(hashes), BLOCK_SIZE)]


block_roots: ImmutableCache[tuple[int, int], list[bytes]] = ImmutableCache(_read_block_roots, max_entries=16)
"""The roots of the blocks by (room id, n). They never change after the close."""
