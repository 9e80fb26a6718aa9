"""An evening that happened, from the seal to the last admission, as somebody else finds it in the download."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.entropy_source import EntropySource
from app.waiting_room.draw.verbs import close_draw, open_draw
from app.waiting_room.draw.verify import Mismatch, verify
from app.waiting_room.rooms import read_room
from app.waiting_room.staff.let_through import let_through
from db import pool
from tests.waiting_room.draw.draw_scenario import create_sealed_room, download_archive, join_with_secrets, unpack
from tests.waiting_room.draw.tampering import Files, Rows, read_rows
from tests.waiting_room.scenarios import admit_place, call_places
from tests.world import World

SIGNATURE = sha256(b"a signature").digest() + bytes(16)
FANS = [f"fan{n}" for n in range(1, 8)]


async def admit_numbers(room: int, *numbers: int) -> None:
    """The door lets each of them in."""
    room_state = await read_room(room)
    assert room_state is not None
    for number in numbers:
        place = room_state.place_of(number)
        assert place is not None
        assert (await admit_place(room, number, f"fan{number}", place))["outcome"] == "admitted"


async def create_finished_draw(world: World, outside: EntropySource, value: bytes, signature: bytes | None) -> int:
    """Seven fans and a late one; five places are called, three come in, one gives up, one is let through by staff."""
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
    """The download of an evening whose beacon came after the close."""
    later = QUICKNET.round_after(datetime.now(UTC) + timedelta(hours=1))
    beacon = EntropySource("beacon", chain=QUICKNET.hash, round=later)
    return unpack(
        await download_archive(await create_finished_draw(world, beacon, sha256(SIGNATURE).digest(), SIGNATURE))
    )


def verify_files(files: Files, **more: Any) -> list[str]:
    """What the verifier says of these files."""
    return verify(files.__getitem__, **more)


def is_valid(files: Files) -> bool:
    """Whether the verifier finds nothing wrong."""
    try:
        verify_files(files)
    except Mismatch:
        return False
    return True


def room_id_of(files: Files) -> int:
    """The number of its waiting room."""
    number: int = json.loads(files["draw.json"])["room"]
    return number


def kept_line(files: Files, n: int) -> str:
    """What a page says of line n."""
    return f"{n}:{read_rows(files, 'log.csv')[n][7][:16]}"


def line_index(rows: Rows, what: str, n: int = 0) -> int:
    """Where the nth line of that kind is."""
    return [at for at, row in enumerate(rows) if row[2] == what][n]


def swap_admission(rows: Rows) -> Rows:
    """The first one admitted before anybody was called."""
    rows.insert(line_index(rows, "called"), rows.pop(line_index(rows, "admitted")))
    return rows


def change_field(what: str, column: int, value: str, n: int = 0) -> Callable[[Rows], Rows]:
    """One field of the nth line of that kind."""

    def changed(rows: Rows) -> Rows:
        rows[line_index(rows, what, n)][column] = value
        return rows

    return changed


def drop_line(what: str) -> Callable[[Rows], Rows]:
    """Not the first line of that kind."""
    return lambda rows: [row for at, row in enumerate(rows) if at != line_index(rows, what)]


def late_admission(rows: Rows) -> Rows:
    """The third admission ten minutes after its call."""
    rows[line_index(rows, "admitted", 2)][1] = str(int(rows[line_index(rows, "called", 1)][1]) + 600_000_000)
    return rows
