"""What anybody may download of a draw and of the admission log, piece by piece, however long it is.

Three files, and an archive of them with the script that checks them. Nothing in them is a person's."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.waiting_room.draw_rows import Book, Draw
from app.waiting_room.leaves import CHUNK, leaves_of
from app.waiting_room.merkle import leaf_hash
from db.pool import fetch

VERIFIER = Path(__file__).parent / "verify_draw.py"
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
    """draw.zip, made as it is sent: no more than a chunk of it is in memory."""
    files = {
        "draw.json": _whole(facts_of(book)),
        "log.csv": log_file(book),
        VERIFIER.name: _whole(VERIFIER.read_bytes()),
    }
    if book.draw and book.draw.closed_at:
        files["leaves.csv"] = leaves_file(book)
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as packed:
        for name, chunks in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with packed.open(entry, "w", force_zip64=True) as file:
                async for chunk in chunks:
                    await asyncio.to_thread(file.write, chunk)
                    yield pipe.take()
    yield pipe.take()


class _Pipe(io.RawIOBase):
    """Where an archive is written to and taken from; it cannot go back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


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
