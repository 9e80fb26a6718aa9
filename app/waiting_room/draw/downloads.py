"""Public downloads of a draw and of the admission log: three files, and an archive of them with the script that checks
them. They contain no name of a person. All are written in chunks, because they may be long."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from app.waiting_room.draw.leaf_reader import CHUNK_ROWS, read_leaves
from app.waiting_room.draw.merkle import leaf_hash
from app.waiting_room.draw.records import Draw, RoomDraw
from app.web.file_cache import CachedFile, CacheKey, FileCache
from db.pool import fetch

VERIFY_SCRIPT = Path(__file__).parent / "verify.py"
SELECT_LOG_LINES = """
    SELECT n, floor(extract(epoch FROM at) * 1000000)::bigint, what, number, place, serving, detail, encode(hash, 'hex')
    FROM queue_log WHERE room = $1 AND n > $2 AND n <= $3 ORDER BY n LIMIT $4
"""


def draw_facts_json(room_draw: RoomDraw) -> bytes:
    """Return draw.json: everything that is published about the draw so far, and the last line of the log."""
    facts = {
        "version": 1,
        "room": room_draw.room,
        "come_in_minutes": room_draw.come_in_minutes,
        "last_number": room_draw.last_number,
        "draw": _draw_facts(room_draw.draw) if room_draw.draw else None,
        "log": {"n": room_draw.log_n, "hash": room_draw.log_hash.hex()},
    }
    return (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode()


async def leaves_csv_chunks(room_draw: RoomDraw) -> AsyncIterator[bytes]:
    """Yield leaves.csv: each number in the draw, its leaf, and the hash of both. Before the close only the header."""
    yield b"number,leaf,hash\r\n"
    async for chunk in read_leaves(room_draw.room, (room_draw.draw and room_draw.draw.n) or 0):
        yield await asyncio.to_thread(_leaves_csv_rows, chunk)


async def log_csv_chunks(room_draw: RoomDraw) -> AsyncIterator[bytes]:
    """Yield log.csv: the admission log from its first line to the last one at the time `room_draw` was read."""
    yield b"n,at,what,number,place,serving,detail,hash\r\n"
    after = 0
    while rows := await fetch(SELECT_LOG_LINES, room_draw.room, after, room_draw.log_n, CHUNK_ROWS):
        yield await asyncio.to_thread(_csv_rows, rows)
        after = rows[-1]["n"]


async def archive_chunks(room_draw: RoomDraw) -> AsyncIterator[bytes]:
    """Yield draw.zip: all files as of one moment, and the script that checks them."""
    async for chunk in (await cached_archive(room_draw)).chunks():
        yield chunk


async def _write_leaves(room_draw: RoomDraw, file: IO[bytes]) -> None:
    async for chunk in leaves_csv_chunks(room_draw):
        await asyncio.to_thread(file.write, chunk)


async def _write_log(room_draw: RoomDraw, file: IO[bytes]) -> None:
    async for chunk in log_csv_chunks(room_draw):
        await asyncio.to_thread(file.write, chunk)


async def _write_leaves_zip(room_draw: RoomDraw, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        await _add_entry(archive, "leaves.csv", leaves_csv_chunks(room_draw))


async def _write_archive(source: tuple[RoomDraw, CachedFile | None], file: IO[bytes]) -> None:
    room_draw, leaves = source
    if leaves is not None:
        async for chunk in leaves.chunks():
            await asyncio.to_thread(file.write, chunk)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(_zip_info("draw.json"), draw_facts_json(room_draw))
        await _add_entry(archive, "log.csv", log_csv_chunks(room_draw))
        archive.writestr(_zip_info("verify_draw.py"), VERIFY_SCRIPT.read_bytes())


async def _add_entry(archive: zipfile.ZipFile, name: str, chunks: AsyncIterator[bytes]) -> None:
    with archive.open(_zip_info(name), "w", force_zip64=True) as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)


def _zip_info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def _leaves_key(room_draw: RoomDraw) -> CacheKey:
    """Return the cache key of leaves.csv, which never changes after the close."""
    return CacheKey(b"%d %b" % (room_draw.room, (room_draw.draw and room_draw.draw.root) or b""))


def _log_key(room_draw: RoomDraw) -> CacheKey:
    """Return the cache key of log.csv and draw.zip, which change with each line of the log."""
    draw = json.dumps(room_draw.draw and _draw_facts(room_draw.draw)).encode()
    return CacheKey(b"%d " % room_draw.room + draw, draw_facts_json(room_draw))


leaves_csv_cache: FileCache[RoomDraw] = FileCache(_write_leaves, _leaves_key)
"""leaves.csv of a draw that is closed."""
log_csv_cache: FileCache[RoomDraw] = FileCache(_write_log, _log_key)
"""log.csv of a room."""
leaves_zip_cache: FileCache[RoomDraw] = FileCache(_write_leaves_zip, _leaves_key)
_archives: FileCache[tuple[RoomDraw, CachedFile | None]] = FileCache(_write_archive, lambda source: _log_key(source[0]))


async def cached_archive(room_draw: RoomDraw) -> CachedFile:
    """Return draw.zip. The leaves, its largest part by far, are compressed only once, after the close."""
    is_closed = room_draw.draw is not None and room_draw.draw.closed_at is not None
    return await _archives((room_draw, await leaves_zip_cache(room_draw) if is_closed else None))


def _leaves_csv_rows(chunk: Sequence[tuple[int, bytes]]) -> bytes:
    return _csv_rows((number, leaf.hex(), leaf_hash(number, leaf).hex()) for number, leaf in chunk)


def _csv_rows(rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _draw_facts(draw: Draw) -> dict[str, Any]:
    return {
        "seal": draw.seal.hex(),
        "sealed_at": _time(draw.sealed_at),
        "outside": draw.outside.kind,
        "chain": draw.outside.chain,
        "round": draw.outside.round,
        "witness": draw.outside.witness,
        "witness_seal": _hex(draw.outside.witness_seal),
        "closed_at": _time(draw.closed_at),
        "n": draw.n,
        "root": _hex(draw.root),
        "outside_value": _hex(draw.outside_value),
        "outside_signature": _hex(draw.outside_signature),
        "without": draw.without,
        "opened_at": _time(draw.opened_at),
        "key": _hex(draw.key) if draw.opened_at else None,
        "seed": _hex(draw.seed),
    }


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def _time(at: datetime | None) -> str | None:
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
