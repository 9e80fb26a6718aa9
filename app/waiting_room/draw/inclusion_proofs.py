"""The way from one leaf to the root, for a browser that checks its own number without the download.

Of the tree only the roots of blocks of leaves are kept, so a million visitors cost a few kilobytes; a block is hashed
again when somebody asks for a number in it."""

import asyncio
from typing import Any

from app.waiting_room.draw.leaf_reader import read_leaves
from app.waiting_room.draw.merkle import inclusion_proof, leaf_hash, merkle_root
from app.waiting_room.draw.records import Draw
from app.waiting_room.errors import NoSuchNumber, NotClosed
from app.web.cache import ImmutableCache

BLOCK_SIZE = 256
"""A power of two: a block is then a part of the tree."""


async def get_inclusion_proof(draw: Draw, number: int) -> dict[str, Any]:
    """The leaf of a number and what stands beside its way to the root, in hex. Raises NotClosed or NoSuchNumber."""
    if draw.n is None or draw.root is None:
        raise NotClosed()
    if not 1 <= number <= draw.n:
        raise NoSuchNumber(f"The numbers 1 to {draw.n} took part in the draw.")
    first = (number - 1) // BLOCK_SIZE * BLOCK_SIZE
    leaves = [leaf async for chunk in read_leaves(draw.room, min(first + BLOCK_SIZE, draw.n), first) for leaf in chunk]
    hashes = [leaf_hash(*leaf) for leaf in leaves]
    blocks = await block_roots((draw.room, draw.n))
    path = inclusion_proof(hashes, number - 1 - first) + inclusion_proof(blocks, first // BLOCK_SIZE)
    leaf = leaves[number - 1 - first][1]
    return {
        "number": number,
        "leaf": leaf.hex(),
        "n": draw.n,
        "root": draw.root.hex(),
        "path": [at.hex() for at in path],
    }


async def _read_blocks(drawn: tuple[int, int]) -> list[bytes]:
    """The root of each block; the last one may be smaller."""
    room, n = drawn
    roots: list[bytes] = []
    left: list[tuple[int, bytes]] = []
    async for chunk in read_leaves(room, n):
        left += chunk
        full = len(left) - (len(left) % BLOCK_SIZE if left[-1][0] < n else 0)
        roots += await asyncio.to_thread(_roots, left[:full])
        left = left[full:]
    return roots


def _roots(leaves: list[tuple[int, bytes]]) -> list[bytes]:
    hashes = [leaf_hash(number, leaf) for number, leaf in leaves]
    return [merkle_root(hashes[at : at + BLOCK_SIZE]) for at in range(0, len(hashes), BLOCK_SIZE)]


block_roots: ImmutableCache[tuple[int, int], list[bytes]] = ImmutableCache(_read_blocks, max_entries=16)
"""By room and how many took part: that never changes."""
