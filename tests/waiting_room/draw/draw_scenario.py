"""Scenarios of a draw, sealed or finished, and its download: as an archive, as files, and with changed log lines."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.waiting_room.draw.downloads import archive_chunks
from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.draw_steps import close_draw, open_draw, seal_draw
from app.waiting_room.draw.entropy_source import NO_ENTROPY, EntropySource
from app.waiting_room.draw.records import read_room_draw
from app.waiting_room.draw.verify import Mismatch, verify
from app.waiting_room.rooms import read_room
from app.waiting_room.staff.let_through import let_through
from db import pool
from db.transaction import transaction
from tests.waiting_room.draw.tampering import Files, Rows, read_rows
from tests.waiting_room.scenarios import admit_place, call_places, create_room
from tests.world import World


async def create_sealed_room(world: World, outside: EntropySource | None = NO_ENTROPY, **given: Any) -> int:
    """Create a room whose draw is sealed and whose sale has just begun; return its id."""
    given = {"draws_at": datetime.now(UTC) - timedelta(seconds=1)} | given
    room = await create_room(world.preview, **given)
    async with transaction() as connection:
        await seal_draw(connection, room, outside, actor="staff:olga")
    return room


def fan_secret(fan: str) -> str:
    """Return the secret that these tests use for a fan's token."""
    return sha256(b"secret of " + fan.encode()).hexdigest()[:32]


async def join_with_secrets(room: int, *fans: str) -> list[int]:
    """Insert places for these fans in this order, each with the leaf of their secret; return their numbers."""
    leaves = [sha256(fan_secret(fan).encode()).digest() for fan in fans]
    rows = await pool.fetch("SELECT * FROM join_room($1, $2, $3, $4)", room, list(fans), leaves, [0] * len(fans))
    numbers = {row["person"]: row["number"] for row in rows}
    return [numbers[fan] for fan in fans]


async def download_archive(room: int) -> bytes:
    """Return the content of draw.zip as it is now."""
    room_draw = await read_room_draw(room)
    assert room_draw is not None
    return b"".join([piece async for piece in archive_chunks(room_draw)])


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive: name → content."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    """Write the files into a folder; return the folder."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


SIGNATURE = sha256(b"a signature").digest() + bytes(16)
FANS = [f"fan{n}" for n in range(1, 8)]


async def admit_numbers(room: int, *numbers: int) -> None:
    """Admit each of these numbers."""
    room_state = await read_room(room)
    assert room_state is not None
    for number in numbers:
        place = room_state.place_of(number)
        assert place is not None
        assert (await admit_place(room, number, f"fan{number}", place))["outcome"] == "admitted"


async def create_finished_draw(world: World, outside: EntropySource, value: bytes, signature: bytes | None) -> int:
    """Create a draw of seven fans and one who joins late; return the room's id.

    Five places are called, three of them admitted; one fan gives up, and one is let through by staff."""
    room = await create_sealed_room(world, outside)
    await join_with_secrets(room, *FANS)
    await close_draw(room)
    await join_with_secrets(room, "fan8")
    await open_draw(room, value, signature)
    room_state = await read_room(room)
    assert room_state is not None
    by_place = {room_state.place_of(number): number for number in range(1, 9)}
    for count in (2, 3):
        await call_places(room, count)
    await admit_numbers(room, *(by_place[place] for place in (2, 1, 5)))
    await let_through(room, by_place[7] or 0, 'Refused by mistake, "sorry"', actor="staff:olga")
    await admit_numbers(room, by_place[7] or 0)
    await pool.fetch("SELECT end_place($1, $2, 6, $3)", room, by_place[6], f"fan{by_place[6]}")
    return room


async def finished_draw_files(world: World) -> Files:
    """Return the download of a finished draw whose beacon's round came after the close."""
    later = QUICKNET.round_after(datetime.now(UTC) + timedelta(hours=1))
    beacon = EntropySource("beacon", chain=QUICKNET.hash, round=later)
    return unpack(
        await download_archive(await create_finished_draw(world, beacon, sha256(SIGNATURE).digest(), SIGNATURE))
    )


def verify_files(files: Files, **more: Any) -> list[str]:
    """Return the verifier's report on these files."""
    return verify(files.__getitem__, **more)


def is_valid(files: Files) -> bool:
    """Return whether the verifier accepts the files."""
    try:
        verify_files(files)
    except Mismatch:
        return False
    return True


def room_id_of(files: Files) -> int:
    """Return the id of the waiting room."""
    number: int = json.loads(files["draw.json"])["room"]
    return number


def kept_line(files: Files, n: int) -> str:
    """Return the number and the start of the hash of line n, as pages show it: LINE:HASH."""
    return f"{n}:{read_rows(files, 'log.csv')[n][7][:16]}"


def line_index(rows: Rows, what: str, n: int = 0) -> int:
    """Return the index of the nth line (from 0) of this kind."""
    return [at for at, row in enumerate(rows) if row[2] == what][n]


def swap_admission(rows: Rows) -> Rows:
    """Move the first admission before the first call."""
    rows.insert(line_index(rows, "called"), rows.pop(line_index(rows, "admitted")))
    return rows


def change_field(what: str, column: int, value: str, n: int = 0) -> Callable[[Rows], Rows]:
    """Return a function that changes one field of the nth line of this kind."""

    def changed(rows: Rows) -> Rows:
        rows[line_index(rows, what, n)][column] = value
        return rows

    return changed


def drop_line(what: str) -> Callable[[Rows], Rows]:
    """Return a function that removes the first line of this kind."""
    return lambda rows: [row for at, row in enumerate(rows) if at != line_index(rows, what)]


def late_admission(rows: Rows) -> Rows:
    """Change the time of the third admission to ten minutes after its call."""
    rows[line_index(rows, "admitted", 2)][1] = str(int(rows[line_index(rows, "called", 1)][1]) + 600_000_000)
    return rows
