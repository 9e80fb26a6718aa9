"""Anybody can check a draw without asking the house; and whatever is altered in it, that is found."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_asyncio

from app.waiting_room.draw import verify
from app.waiting_room.draw.downloads import VERIFIER
from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.entropy_source import Outside
from app.waiting_room.draw.verbs import close_draw, open_draw
from app.waiting_room.draw.verify import Wrong
from tests.waiting_room.draw.draw_scenario import a_sealed_room, download, secret_of, unpacked, written
from tests.waiting_room.draw.finished_draw import (
    an_evenings_files,
    change,
    come_in,
    found_in,
    is_whole,
    late,
    line,
    room_of,
    swap_admission,
    without,
)
from tests.waiting_room.draw.tampering import (
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
from tests.waiting_room.scenarios import a_room, call, wait_in
from tests.world import World


@pytest_asyncio.fixture
async def files(world: World) -> Files:
    return await an_evenings_files(world)


def test_a_whole_draw_is_told_to_be_whole_and_what_that_proves(files: Files) -> None:
    told = "\n".join(found_in(files))
    assert "7 leaves, none missing" in told
    assert "each bound to the one before: 2 calls." in told
    assert "4 admitted in that order, 1 of them let through by staff" in told
    assert "8 numbers given, 5 of them called, 0 admitted after their time" in told
    assert "Not proven: that a number is one person" in told


def test_every_single_alteration_is_found(files: Files) -> None:
    forged = [*altered_tables(files, "leaves.csv"), *altered_tables(files, "log.csv"), *altered_facts(files)]
    forged += one_more(files)
    assert len(forged) > 200
    assert [what for what, changed in forged if is_whole(changed)] == []


def test_every_altered_byte_is_found(files: Files) -> None:
    said = files["draw.json"].index(b'"last_number": ') + 15  # the house's word: how many joined after the close
    assert [what for what, changed in altered_bytes(files) if is_whole(changed)] == [f"draw.json byte {said}"]


def test_a_wrong_line_is_named(files: Files) -> None:
    leaves = rows_of(files, "leaves.csv")
    leaves[3][1] = other(leaves[3][1])
    with pytest.raises(Wrong, match=r"leaves\.csv, line 4: the hash"):
        found_in(with_rows(files, "leaves.csv", leaves))
    log = rows_of(files, "log.csv")
    log[5][5] = other(log[5][5])
    with pytest.raises(Wrong, match=r"log\.csv, line 6: the hash"):
        found_in(with_rows(files, "log.csv", log))


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
    kept = f"3:{rows_of(files, 'log.csv')[3][7][:16]}"
    found_in(files, kept=kept)
    forged = rewritten(files, lambda rows: [rows[0], ["", rows[0][1], "message", "", "", "", "hello"], *rows[1:]])
    found_in(forged)
    with pytest.raises(Wrong, match="the hash that you kept"):
        found_in(forged, kept=kept)


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


async def test_a_draw_without_what_was_named_is_whole_and_said_to_prove_less(world: World) -> None:
    room = await a_sealed_room(world, Outside("beacon", chain=QUICKNET.hash, round=1000))
    await close_draw(room)
    await open_draw(room, without="No beacon tonight")
    assert "(No beacon tonight)" in "\n".join(found_in(unpacked(await download(room))))


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The script alone, in an empty environment, where nothing of the house can be imported."""
    command = [sys.executable, "-I", "-S", *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/", env={})


def test_the_script_runs_alone_and_ends_with_its_verdict(files: Files, tmp_path: Path) -> None:
    folder = written(tmp_path, files)
    assert files[VERIFIER.name] == VERIFIER.read_bytes()
    whole = run(
        folder / VERIFIER.name, folder, "--number", "8", "--token", f"{room_of(files)}.3.{secret_of('fan3')}.x.y"
    )
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
    assert verify.main([str(written(tmp_path, files))]) == 0
    assert "Checked: 7 leaves" in capsys.readouterr().out
