"""Anybody can check a draw without asking the house; and whatever is altered in it, that is found."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.waiting_room import verify_draw
from app.waiting_room.beacon import QUICKNET
from app.waiting_room.draw_files import VERIFIER
from app.waiting_room.draws import close_draw, open_draw, seal_draw
from app.waiting_room.letting_through import let_through
from app.waiting_room.outside import Outside, sealed_by
from app.waiting_room.proof import seal_of
from app.waiting_room.rooms import read_room
from app.waiting_room.verify_draw import Wrong, verify
from db import pool
from db.transaction import transaction
from tests.waiting_room.drawing import a_sealed_room, download, secret_of, unpacked, wait, written
from tests.waiting_room.forging import (
    Files,
    Rows,
    altered_bytes,
    altered_facts,
    altered_tables,
    one_more,
    other,
    rewritten,
    rows_of,
    with_facts,
    with_rows,
)
from tests.waiting_room.opening import a_room, admit, call, wait_in
from tests.world import World

SIGNATURE = sha256(b"a signature").digest() + bytes(16)
FANS = [f"fan{n}" for n in range(1, 8)]


async def come_in(room: int, *numbers: int) -> None:
    """The door's answer to each of them."""
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


@pytest_asyncio.fixture
async def files(world: World) -> Files:
    """The download of an evening whose beacon came after the close."""
    later = QUICKNET.round_after(datetime.now(UTC) + timedelta(hours=1))
    beacon = Outside("beacon", chain=QUICKNET.hash, round=later)
    return unpacked(await download(await an_evening(world, beacon, sha256(SIGNATURE).digest(), SIGNATURE)))


def found_in(files: Files, **more: Any) -> list[str]:
    """What the verifier says of these files."""
    return verify(files.__getitem__, **more)


def test_a_whole_draw_is_told_to_be_whole_and_what_that_proves(files: Files) -> None:
    told = "\n".join(found_in(files))
    assert "7 leaves, none missing" in told
    assert "2 calls, 4 admitted in that order, 1 let through by staff" in told
    assert "Proven, if the value of round" in told
    assert "NOT proven" not in told
    assert "Not proven: that a number is one person" in told


def test_every_single_alteration_is_found(files: Files) -> None:
    forged = [*altered_tables(files, "leaves.csv"), *altered_tables(files, "log.csv"), *altered_facts(files)]
    forged += one_more(files)
    assert len(forged) > 200
    assert [what for what, changed in forged if is_whole(changed)] == []


def test_every_altered_byte_is_found(files: Files) -> None:
    assert [what for what, changed in altered_bytes(files) if is_whole(changed)] == []


def is_whole(files: Files) -> bool:
    try:
        found_in(files)
    except Wrong:
        return False
    return True


def test_a_wrong_line_is_named(files: Files) -> None:
    leaves = rows_of(files, "leaves.csv")
    leaves[3][1] = other(leaves[3][1])
    with pytest.raises(Wrong, match=r"leaves\.csv, line 4: the hash"):
        found_in(with_rows(files, "leaves.csv", leaves))
    log = rows_of(files, "log.csv")
    log[5][5] = other(log[5][5])
    with pytest.raises(Wrong, match=r"log\.csv, line 6: the hash"):
        found_in(with_rows(files, "log.csv", log))


def line(rows: Rows, what: str, n: int = 0) -> int:
    return [at for at, row in enumerate(rows) if row[2] == what][n]


def swap_admission(rows: Rows) -> Rows:
    """The first one admitted before anybody was called."""
    rows.insert(line(rows, "called"), rows.pop(line(rows, "admitted")))
    return rows


def change(what: str, column: int, value: str, n: int = 0) -> Callable[[Rows], Rows]:
    def changed(rows: Rows) -> Rows:
        rows[line(rows, what, n)][column] = value
        return rows

    return changed


def without(what: str) -> Callable[[Rows], Rows]:
    return lambda rows: [row for at, row in enumerate(rows) if at != line(rows, what)]


def late(rows: Rows) -> Rows:
    """The third admission ten minutes after its call."""
    rows[line(rows, "admitted", 2)][1] = str(int(rows[line(rows, "called", 1)][1]) + 600_000_000)
    return rows


FORGERIES: dict[str, Callable[[Rows], Rows]] = {
    "admitted before it was called": swap_admission,
    "admitted twice": lambda rows: [*rows, rows[line(rows, "admitted")]],
    "admitted after its time": late,
    "a place that is not drawn": change("admitted", 4, "4"),
    "a number that is not drawn so": change("admitted", 3, "8"),
    "let through, and nobody said so": without("let_through"),
    "let through without saying": change("admitted", 6, "", 3),
    "called downwards": change("called", 5, "1", 1),
    "never called": lambda rows: [row for row in rows if row[2] != "called"],
    "never sealed": without("sealed"),
    "never closed": without("closed"),
    "called before the draw": lambda rows: [*rows[:2], rows[line(rows, "called")], *rows[2:]],
    "closed with another root": lambda rows: change("closed", 6, other(rows[line(rows, "closed")][6]))(rows),
    "drawn twice": lambda rows: [*rows, rows[line(rows, "drawn")]],
    "sealed again afterwards": lambda rows: [*rows, rows[line(rows, "sealed")]],
    "sealed at another time": change("sealed", 1, "1"),
    "something unheard of": change("called", 2, "favoured"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_log_that_was_made_anew_still_has_to_follow_the_order(files: Files, forgery: str) -> None:
    assert is_whole(rewritten(files, lambda rows: rows))
    with pytest.raises(Wrong):
        found_in(rewritten(files, FORGERIES[forgery]))


def test_a_log_made_anew_is_found_by_whoever_kept_one_hash(files: Files) -> None:
    kept = (3, rows_of(files, "log.csv")[3][7][:16])
    found_in(files, kept=kept)
    for forged in (rewritten(files, lambda rows: [*rows[:1], ["", "5", "message", "", "", "", "hello"], *rows[1:]]),):
        found_in(forged)
        with pytest.raises(Wrong, match="the hash that you kept"):
            found_in(forged, kept=kept)
    with pytest.raises(Wrong):
        found_in(files, kept=(99, ""))


def test_another_key_beacon_or_seed_with_everything_that_follows_is_still_found(files: Files) -> None:
    for name in ("key", "seed", "root", "outside_value", "seal"):
        told = with_facts(files, lambda all_, n=name: all_["draw"].update({n: other(all_["draw"][n])}))
        with pytest.raises(Wrong):
            found_in(told)


@pytest.mark.parametrize("name", ["draw.json", "leaves.csv", "log.csv"])
def test_what_is_missing_or_no_text_is_named(files: Files, name: str) -> None:
    with pytest.raises(Wrong, match=name):
        found_in({other_: content for other_, content in files.items() if other_ != name})
    with pytest.raises(Wrong, match=name):
        found_in(files | {name: b"\xff\xfe"})


def test_a_visitors_own_leaf_is_found_among_them(files: Files) -> None:
    mine = (3, sha256(secret_of("fan3").encode()).hexdigest())
    found_in(files, mine=mine)
    with pytest.raises(Wrong, match="the leaf of number 4"):
        found_in(files, mine=(4, mine[1]))


async def test_before_the_draw_it_says_that_nothing_is_drawn(world: World) -> None:
    room = await a_sealed_room(world)
    await wait_in(room, "ana")
    assert "Nothing is drawn in this download." in found_in(unpacked(await download(room)))
    await close_draw(room)
    assert "Nothing is drawn in this download." in found_in(unpacked(await download(room)))


async def test_a_draw_of_nobody_is_whole(world: World) -> None:
    room = await a_sealed_room(world)
    await close_draw(room)
    await open_draw(room)
    assert "Checked: 0 leaves" in found_in(unpacked(await download(room)))[0]


async def test_a_room_without_a_draw_has_a_log_to_check(world: World) -> None:
    room = await a_room(world.preview)
    await wait_in(room, "fan1", "fan2")
    await call(room, 2)
    await come_in(room, 2, 1)
    files = unpacked(await download(room))
    assert "first come" in found_in(files)[-1]
    with pytest.raises(Wrong):
        found_in(rewritten(files, swap_admission))


async def test_what_is_not_proven_is_said(world: World) -> None:
    beacon = Outside("beacon", chain=QUICKNET.hash, round=1000)
    room = await an_evening(world, beacon, sha256(SIGNATURE).digest(), SIGNATURE)
    assert "NOT proven: that nobody steered the order (the close came after the round)" in "\n".join(
        found_in(unpacked(await download(room)))
    )


async def test_a_draw_without_what_was_named_is_whole_and_said_to_prove_less(world: World) -> None:
    room = await a_sealed_room(world, Outside("beacon", chain=QUICKNET.hash, round=1000))
    await close_draw(room)
    await open_draw(room, without="No beacon tonight")
    assert "(No beacon tonight)" in "\n".join(found_in(unpacked(await download(room))))


async def test_a_witnesss_key_is_checked_against_their_seal(world: World) -> None:
    room = await a_sealed_room(world)
    async with transaction() as connection:
        witness = sealed_by("Notary Vaz", seal_of(b"w" * 32, room).hex())
        await seal_draw(connection, room, witness, actor="staff:olga")
    await wait(room, *FANS)
    await close_draw(room)
    await open_draw(room, b"w" * 32)
    files = unpacked(await download(room))
    assert "Proven, if Notary Vaz told nobody the key" in "\n".join(found_in(files))
    assert [what for what, changed in altered_facts(files) if is_whole(changed)] == []


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The script alone, in an empty environment, where nothing of the house can be imported."""
    command = [sys.executable, "-I", "-S", *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/", env={})


def test_the_script_runs_alone_and_ends_with_its_verdict(files: Files, tmp_path: Path) -> None:
    folder = written(tmp_path, files)
    assert files[VERIFIER.name] == VERIFIER.read_bytes()
    whole = run(folder / VERIFIER.name, folder, "--number", "8", "--token", f"1.3.{secret_of('fan3')}.x.y")
    assert (whole.returncode, whole.stderr) == (0, "")
    assert "Number 8 has place 8." in whole.stdout
    (folder / "leaves.csv").write_bytes(files["leaves.csv"].replace(b"\n3,", b"\n4,"))
    wrong = run(folder / VERIFIER.name, folder)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("WRONG: leaves.csv, line 4: number 4 where 3 belongs")


async def test_it_reads_the_archive_too_and_says_what_is_none(world: World, tmp_path: Path) -> None:
    archive = tmp_path / "draw.zip"
    archive.write_bytes(await download(await a_sealed_room(world)))
    assert run(VERIFIER, archive).returncode == 0
    archive.write_bytes(b"PK")
    assert run(VERIFIER, archive).stderr.startswith("WRONG: ")
    assert run(VERIFIER, tmp_path / "nothing").returncode == 1


def test_the_command_line_is_the_same_program(files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_draw.main([str(written(tmp_path, files))]) == 0
    assert "Checked: 7 leaves" in capsys.readouterr().out
