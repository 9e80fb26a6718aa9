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

from app.waiting_room.draw.leaf_reader import CHUNK, leaves_of
from app.waiting_room.draw.merkle import leaf_hash
from app.waiting_room.draw.records import Book, Draw
from app.web.file_cache import Made, MadeFiles, Moment
from db.pool import fetch

VERIFIER = Path(__file__).parent / "verify.py"
LINES = """
    SELECT n, floor(extract(epoch FROM at) * 1000000)::bigint, what, number, place, serving, detail, encode(hash, 'hex')
    FROM queue_log WHERE room = $1 AND n > $2 AND n <= $3 ORDER BY n LIMIT $4
"""


def facts_of(book: Book) -> bytes:
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


async def leaves_file(book: Book) -> AsyncIterator[bytes]:
    """leaves.csv: every number that took part, its leaf, and the hash of both. Nothing before the close."""
    yield b"number,leaf,hash\r\n"
    async for chunk in leaves_of(book.room, (book.draw and book.draw.n) or 0):
        yield await asyncio.to_thread(_leaf_rows, chunk)


async def log_file(book: Book) -> AsyncIterator[bytes]:
    """log.csv: the admission log from its first line to the book's last."""
    yield b"n,at,what,number,place,serving,detail,hash\r\n"
    after = 0
    while rows := await fetch(LINES, book.room, after, book.log_n, CHUNK):
        yield await asyncio.to_thread(_table, rows)
        after = rows[-1]["n"]


async def archive(book: Book) -> AsyncIterator[bytes]:
    """draw.zip: all files of one moment, and the script that checks them."""
    async for piece in (await archives(book)).pieces():
        yield piece


async def _write_leaves(book: Book, file: IO[bytes]) -> None:
    async for chunk in leaves_file(book):
        await asyncio.to_thread(file.write, chunk)


async def _write_log(book: Book, file: IO[bytes]) -> None:
    async for chunk in log_file(book):
        await asyncio.to_thread(file.write, chunk)


async def _pack_leaves(book: Book, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        await _put(packed, "leaves.csv", leaves_file(book))


async def _pack(wish: tuple[Book, Made | None], file: IO[bytes]) -> None:
    book, leaves = wish
    if leaves is not None:
        async for piece in leaves.pieces():
            await asyncio.to_thread(file.write, piece)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(_entry("draw.json"), facts_of(book))
        await _put(packed, "log.csv", log_file(book))
        packed.writestr(_entry("verify_draw.py"), VERIFIER.read_bytes())


async def _put(packed: zipfile.ZipFile, name: str, chunks: AsyncIterator[bytes]) -> None:
    with packed.open(_entry(name), "w", force_zip64=True) as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def _closed(book: Book) -> Moment:
    """What leaves are of: after the close they never change."""
    return Moment(b"%d %b" % (book.room, (book.draw and book.draw.root) or b""))


def _now(book: Book) -> Moment:
    """What a log is of, and where it ends."""
    return Moment(b"%d " % book.room + json.dumps(book.draw and _told(book.draw)).encode(), facts_of(book))


leaves_files: MadeFiles[Book] = MadeFiles(_write_leaves, _closed)
"""leaves.csv of a book that is closed."""
log_files: MadeFiles[Book] = MadeFiles(_write_log, _now)
"""log.csv."""
packed_leaves: MadeFiles[Book] = MadeFiles(_pack_leaves, _closed)
_archives: MadeFiles[tuple[Book, Made | None]] = MadeFiles(_pack, lambda wish: _now(wish[0]))


async def archives(book: Book) -> Made:
    """draw.zip. The leaves, which are nearly all of it, are packed once."""
    return await _archives((book, await packed_leaves(book) if book.draw and book.draw.closed_at else None))


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
