"""A draw that happened, for tests of what can be known of it: its download, as files and as an archive."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.waiting_room.draw.downloads import archive
from app.waiting_room.draw.entropy_source import NOTHING, Outside
from app.waiting_room.draw.records import read_book
from app.waiting_room.draw.verbs import seal_draw
from db import pool
from db.transaction import transaction
from tests.waiting_room.scenarios import a_room, call
from tests.world import World


async def a_sealed_room(world: World, outside: Outside | None = NOTHING, **given: Any) -> int:
    """A room whose draw is sealed and whose on-sale has just come."""
    given = {"draws_at": datetime.now(UTC) - timedelta(seconds=1)} | given
    room = await a_room(world.preview, **given)
    async with transaction() as connection:
        await seal_draw(connection, room, outside, actor="staff:olga")
    return room


def secret_of(fan: str) -> str:
    """What a fan's token holds, in these tests."""
    return sha256(b"secret of " + fan.encode()).hexdigest()[:32]


async def wait(room: int, *fans: str) -> list[int]:
    """They come in this order, each with a leaf of their secret; returns their numbers."""
    leaves = [sha256(secret_of(fan).encode()).digest() for fan in fans]
    rows = await pool.fetch("SELECT * FROM join_room($1, $2, $3, $4)", room, list(fans), leaves, [0] * len(fans))
    numbers = {row["person"]: row["number"] for row in rows}
    return [numbers[fan] for fan in fans]


async def download(room: int) -> bytes:
    """draw.zip as it is now."""
    book = await read_book(room)
    assert book is not None
    return b"".join([piece async for piece in archive(book)])


def unpacked(archived: bytes) -> dict[str, bytes]:
    """Its files."""
    with zipfile.ZipFile(io.BytesIO(archived)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a folder."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


__all__ = ["a_sealed_room", "call", "download", "secret_of", "unpacked", "wait", "written"]
