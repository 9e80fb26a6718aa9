"""An evening that happened, from the seal to the last admission, as somebody else finds it in the download."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.entropy_source import Outside
from app.waiting_room.draw.verbs import close_draw, open_draw
from app.waiting_room.draw.verify import Wrong, verify
from app.waiting_room.rooms import read_room
from app.waiting_room.staff.let_through import let_through
from db import pool
from tests.waiting_room.draw.draw_scenario import a_sealed_room, download, unpacked, wait
from tests.waiting_room.draw.tampering import Files, Rows, rows_of
from tests.waiting_room.scenarios import admit, call
from tests.world import World

SIGNATURE = sha256(b"a signature").digest() + bytes(16)
FANS = [f"fan{n}" for n in range(1, 8)]


async def come_in(room: int, *numbers: int) -> None:
    """The door lets each of them in."""
    found = await read_room(room)
    assert found is not None
    for number in numbers:
        place = found.place_of(number)
        assert place is not None
        assert (await admit(room, number, f"fan{number}", place))["outcome"] == "admitted"


async def an_evening(world: World, outside: Outside, value: bytes, signature: bytes | None) -> int:
    """Seven fans and a late one; five places are called, three come in, one gives up, one is let through by staff."""
    room = await a_sealed_room(world, outside)
    await wait(room, *FANS)
    await close_draw(room)
    await wait(room, "fan8")
    await open_draw(room, value, signature)
    found = await read_room(room)
    assert found is not None
    by_place = {found.place_of(number): number for number in range(1, 9)}
    for count in (2, 3):
        await call(room, count)
    await come_in(room, *(by_place[place] for place in (2, 1, 5)))
    await let_through(room, by_place[7] or 0, 'Refused by mistake, "sorry"', actor="staff:olga")
    await come_in(room, by_place[7] or 0)
    await pool.fetch("SELECT end_place($1, $2, 6, $3)", room, by_place[6], f"fan{by_place[6]}")
    return room


async def an_evenings_files(world: World) -> Files:
    """The download of an evening whose beacon came after the close."""
    later = QUICKNET.round_after(datetime.now(UTC) + timedelta(hours=1))
    beacon = Outside("beacon", chain=QUICKNET.hash, round=later)
    return unpacked(await download(await an_evening(world, beacon, sha256(SIGNATURE).digest(), SIGNATURE)))


def found_in(files: Files, **more: Any) -> list[str]:
    """What the verifier says of these files."""
    return verify(files.__getitem__, **more)


def is_whole(files: Files) -> bool:
    """Whether the verifier finds nothing wrong."""
    try:
        found_in(files)
    except Wrong:
        return False
    return True


def room_of(files: Files) -> int:
    """The number of its waiting room."""
    number: int = json.loads(files["draw.json"])["room"]
    return number


def kept_of(files: Files, n: int) -> str:
    """What a page says of line n."""
    return f"{n}:{rows_of(files, 'log.csv')[n][7][:16]}"


def line(rows: Rows, what: str, n: int = 0) -> int:
    """Where the nth line of that kind is."""
    return [at for at, row in enumerate(rows) if row[2] == what][n]


def swap_admission(rows: Rows) -> Rows:
    """The first one admitted before anybody was called."""
    rows.insert(line(rows, "called"), rows.pop(line(rows, "admitted")))
    return rows


def change(what: str, column: int, value: str, n: int = 0) -> Callable[[Rows], Rows]:
    """One field of the nth line of that kind."""

    def changed(rows: Rows) -> Rows:
        rows[line(rows, what, n)][column] = value
        return rows

    return changed


def without(what: str) -> Callable[[Rows], Rows]:
    """Not the first line of that kind."""
    return lambda rows: [row for at, row in enumerate(rows) if at != line(rows, what)]


def late(rows: Rows) -> Rows:
    """The third admission ten minutes after its call."""
    rows[line(rows, "admitted", 2)][1] = str(int(rows[line(rows, "called", 1)][1]) + 600_000_000)
    return rows
