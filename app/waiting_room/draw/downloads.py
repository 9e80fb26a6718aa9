"""What anybody may download of a draw and of the admission log, however long it is.

Three files, and an archive of them with the script that checks them. Nothing in them is a person's."""

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


def draw_facts_json(book: RoomDraw) -> bytes:
    """draw.json: everything that is known of the draw by now, and where the log ends."""
    told = {
        "version": 1,
        "room": book.room,
        "come_in_minutes": book.come_in_minutes,
        "last_number": book.last_number,
        "draw": _told(book.draw) if book.draw else None,
        "log": {"n": book.log_n, "hash": book.log_hash.hex()},
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


async def leaves_csv_chunks(book: RoomDraw) -> AsyncIterator[bytes]:
    """leaves.csv: every number that took part, its leaf, and the hash of both. Nothing before the close."""
    yield b"number,leaf,hash\r\n"
    async for chunk in read_leaves(book.room, (book.draw and book.draw.n) or 0):
        yield await asyncio.to_thread(_leaf_rows, chunk)


async def log_csv_chunks(book: RoomDraw) -> AsyncIterator[bytes]:
    """log.csv: the admission log from its first line to the book's last."""
    yield b"n,at,what,number,place,serving,detail,hash\r\n"
    after = 0
    while rows := await fetch(SELECT_LOG_LINES, book.room, after, book.log_n, CHUNK_ROWS):
        yield await asyncio.to_thread(_table, rows)
        after = rows[-1]["n"]


async def archive_chunks(book: RoomDraw) -> AsyncIterator[bytes]:
    """draw.zip: all files of one moment, and the script that checks them."""
    async for piece in (await cached_archive(book)).chunks():
        yield piece


async def _write_leaves(book: RoomDraw, file: IO[bytes]) -> None:
    async for chunk in leaves_csv_chunks(book):
        await asyncio.to_thread(file.write, chunk)


async def _write_log(book: RoomDraw, file: IO[bytes]) -> None:
    async for chunk in log_csv_chunks(book):
        await asyncio.to_thread(file.write, chunk)


async def _pack_leaves(book: RoomDraw, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        await _put(packed, "leaves.csv", leaves_csv_chunks(book))


async def _pack(wish: tuple[RoomDraw, CachedFile | None], file: IO[bytes]) -> None:
    book, leaves = wish
    if leaves is not None:
        async for piece in leaves.chunks():
            await asyncio.to_thread(file.write, piece)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(_entry("draw.json"), draw_facts_json(book))
        await _put(packed, "log.csv", log_csv_chunks(book))
        packed.writestr(_entry("verify_draw.py"), VERIFY_SCRIPT.read_bytes())


async def _put(packed: zipfile.ZipFile, name: str, chunks: AsyncIterator[bytes]) -> None:
    with packed.open(_entry(name), "w", force_zip64=True) as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def _closed(book: RoomDraw) -> CacheKey:
    """What leaves are of: after the close they never change."""
    return CacheKey(b"%d %b" % (book.room, (book.draw and book.draw.root) or b""))


def _now(book: RoomDraw) -> CacheKey:
    """What a log is of, and where it ends."""
    return CacheKey(b"%d " % book.room + json.dumps(book.draw and _told(book.draw)).encode(), draw_facts_json(book))


leaves_csv_cache: FileCache[RoomDraw] = FileCache(_write_leaves, _closed)
"""leaves.csv of a book that is closed."""
log_csv_cache: FileCache[RoomDraw] = FileCache(_write_log, _now)
"""log.csv."""
leaves_zip_cache: FileCache[RoomDraw] = FileCache(_pack_leaves, _closed)
_archives: FileCache[tuple[RoomDraw, CachedFile | None]] = FileCache(_pack, lambda wish: _now(wish[0]))


async def cached_archive(book: RoomDraw) -> CachedFile:
    """draw.zip. The leaves, which are nearly all of it, are packed once."""
    return await _archives((book, await leaves_zip_cache(book) if book.draw and book.draw.closed_at else None))


def _leaf_rows(chunk: Sequence[tuple[int, bytes]]) -> bytes:
    return _table((number, leaf.hex(), leaf_hash(number, leaf).hex()) for number, leaf in chunk)


def _table(rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _told(draw: Draw) -> dict[str, Any]:
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
