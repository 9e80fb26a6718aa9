"""A draw that happened, for tests of what can be known of it: its download, as files and as an archive."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.waiting_room.draw.downloads import archive_chunks
from app.waiting_room.draw.entropy_source import NO_ENTROPY, EntropySource
from app.waiting_room.draw.records import read_room_draw
from app.waiting_room.draw.verbs import seal_draw
from db import pool
from db.transaction import transaction
from tests.waiting_room.scenarios import call_places, create_room
from tests.world import World


async def create_sealed_room(world: World, outside: EntropySource | None = NO_ENTROPY, **given: Any) -> int:
    """A room whose draw is sealed and whose on-sale has just come."""
    given = {"draws_at": datetime.now(UTC) - timedelta(seconds=1)} | given
    room = await create_room(world.preview, **given)
    async with transaction() as connection:
        await seal_draw(connection, room, outside, actor="staff:olga")
    return room


def fan_secret(fan: str) -> str:
    """What a fan's token holds, in these tests."""
    return sha256(b"secret of " + fan.encode()).hexdigest()[:32]


async def join_with_secrets(room: int, *fans: str) -> list[int]:
    """They come in this order, each with a leaf of their secret; returns their numbers."""
    leaves = [sha256(fan_secret(fan).encode()).digest() for fan in fans]
    rows = await pool.fetch("SELECT * FROM join_room($1, $2, $3, $4)", room, list(fans), leaves, [0] * len(fans))
    numbers = {row["person"]: row["number"] for row in rows}
    return [numbers[fan] for fan in fans]


async def download_archive(room: int) -> bytes:
    """draw.zip as it is now."""
    book = await read_room_draw(room)
    assert book is not None
    return b"".join([piece async for piece in archive_chunks(book)])


def unpack(archived: bytes) -> dict[str, bytes]:
    """Its files."""
    with zipfile.ZipFile(io.BytesIO(archived)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a folder."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


__all__ = [
    "call_places",
    "create_sealed_room",
    "download_archive",
    "fan_secret",
    "join_with_secrets",
    "unpack",
    "write_files",
]
