"""The verifier checks a draw without the server, and finds every alteration."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_asyncio

from app.waiting_room.draw import verify
from app.waiting_room.draw.downloads import VERIFY_SCRIPT
from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.draw_steps import close_draw, open_draw
from app.waiting_room.draw.entropy_source import EntropySource
from app.waiting_room.draw.verify import Mismatch
from tests.waiting_room.draw.draw_scenario import (
    admit_numbers,
    change_field,
    create_sealed_room,
    download_archive,
    drop_line,
    fan_secret,
    finished_draw_files,
    is_valid,
    late_admission,
    line_index,
    room_id_of,
    swap_admission,
    unpack,
    verify_files,
    write_files,
)
from tests.waiting_room.draw.tampering import (
    Files,
    Rows,
    altered_bytes,
    altered_facts,
    altered_tables,
    altered_value,
    read_rows,
    rewrite_log,
    with_extra_leaf,
    with_facts,
    with_rows,
)
from tests.waiting_room.scenarios import call_places, create_room, join_fans
from tests.world import World


@pytest_asyncio.fixture
async def files(world: World) -> Files:
    """Return the download of a finished draw."""
    return await finished_draw_files(world)


def test_a_whole_draw_is_told_to_be_whole_and_what_that_proves(files: Files) -> None:
    report = "\n".join(verify_files(files))
    assert "7 leaves, none missing" in report
    assert "each bound to the one before: 2 calls." in report
    assert "4 admitted in that order, 1 of them let through by staff" in report
    assert "8 numbers given, 5 of them called, 0 admitted after their time" in report
    assert "Not proven: that a number is one person" in report


def test_every_single_alteration_is_found(files: Files) -> None:
    forged = [*altered_tables(files, "leaves.csv"), *altered_tables(files, "log.csv"), *altered_facts(files)]
    forged += with_extra_leaf(files)
    assert len(forged) > 200
    assert [what for what, changed in forged if is_valid(changed)] == []


def test_every_altered_byte_is_found(files: Files) -> None:
    # The verifier cannot check how many joined after the close: draw.json only states it.
    offset = files["draw.json"].index(b'"last_number": ') + 15
    assert [what for what, changed in altered_bytes(files) if is_valid(changed)] == [f"draw.json byte {offset}"]


def test_a_wrong_line_is_named(files: Files) -> None:
    leaves = read_rows(files, "leaves.csv")
    leaves[3][1] = altered_value(leaves[3][1])
    with pytest.raises(Mismatch, match=r"leaves\.csv, line 4: the hash"):
        verify_files(with_rows(files, "leaves.csv", leaves))
    log = read_rows(files, "log.csv")
    log[5][5] = altered_value(log[5][5])
    with pytest.raises(Mismatch, match=r"log\.csv, line 6: the hash"):
        verify_files(with_rows(files, "log.csv", log))


FORGERIES: dict[str, Callable[[Rows], Rows]] = {
    "admitted before it was called": swap_admission,
    "admitted twice": lambda rows: [*rows, rows[line_index(rows, "admitted")]],
    "admitted after its time": late_admission,
    "a place that is not drawn": change_field("admitted", 4, "4"),
    "a number that is not drawn so": change_field("admitted", 3, "8"),
    "let through, and nobody said so": drop_line("let_through"),
    "let through without saying": change_field("admitted", 6, "", 3),
    "called downwards": change_field("called", 5, "1", 1),
    "never called": lambda rows: [row for row in rows if row[2] != "called"],
    "never sealed": drop_line("sealed"),
    "never closed": drop_line("closed"),
    "called before the draw": lambda rows: [*rows[:2], rows[line_index(rows, "called")], *rows[2:]],
    "closed with another root": lambda rows: change_field(
        "closed", 6, altered_value(rows[line_index(rows, "closed")][6])
    )(rows),
    "drawn twice": lambda rows: [*rows, rows[line_index(rows, "drawn")]],
    "sealed again afterwards": lambda rows: [*rows, rows[line_index(rows, "sealed")]],
    "sealed at another time": change_field("sealed", 1, "1"),
    "something unheard of": change_field("called", 2, "favoured"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_log_that_was_made_anew_still_has_to_follow_the_order(files: Files, forgery: str) -> None:
    assert is_valid(rewrite_log(files, lambda rows: rows))
    with pytest.raises(Mismatch):
        verify_files(rewrite_log(files, FORGERIES[forgery]))


def test_a_log_made_anew_is_found_by_whoever_kept_one_hash(files: Files) -> None:
    line = f"3:{read_rows(files, 'log.csv')[3][7][:16]}"
    verify_files(files, kept=line)
    forged = rewrite_log(files, lambda rows: [rows[0], ["", rows[0][1], "message", "", "", "", "hello"], *rows[1:]])
    verify_files(forged)
    with pytest.raises(Mismatch, match="the hash that you kept"):
        verify_files(forged, kept=line)


def test_another_key_beacon_or_seed_with_everything_that_follows_is_still_found(files: Files) -> None:
    for name in ("key", "seed", "root", "outside_value", "seal"):
        changed = with_facts(files, lambda all_, n=name: all_["draw"].update({n: altered_value(all_["draw"][n])}))
        with pytest.raises(Mismatch):
            verify_files(changed)


@pytest.mark.parametrize("name", ["draw.json", "leaves.csv", "log.csv"])
def test_what_is_missing_or_no_text_is_named(files: Files, name: str) -> None:
    with pytest.raises(Mismatch, match=name):
        verify_files({other_: content for other_, content in files.items() if other_ != name})
    with pytest.raises(Mismatch, match=name):
        verify_files(files | {name: b"\xff\xfe"})


async def test_before_the_draw_it_says_that_nothing_is_drawn(world: World) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, "ana")
    assert "Nothing is drawn in this download." in verify_files(unpack(await download_archive(room)))
    await close_draw(room)
    assert "Nothing is drawn in this download." in verify_files(unpack(await download_archive(room)))


async def test_a_draw_of_nobody_is_whole(world: World) -> None:
    room = await create_sealed_room(world)
    await close_draw(room)
    await open_draw(room)
    assert "Checked: 0 leaves" in verify_files(unpack(await download_archive(room)))[0]


async def test_a_room_without_a_draw_has_a_log_to_check(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "fan1", "fan2")
    await call_places(room, 2)
    await admit_numbers(room, 2, 1)
    files = unpack(await download_archive(room))
    assert "first come" in verify_files(files)[-1]
    with pytest.raises(Mismatch):
        verify_files(rewrite_log(files, swap_admission))


async def test_a_draw_without_what_was_named_is_whole_and_said_to_prove_less(world: World) -> None:
    room = await create_sealed_room(world, EntropySource("beacon", chain=QUICKNET.hash, round=1000))
    await close_draw(room)
    await open_draw(room, without="No beacon tonight")
    assert "(No beacon tonight)" in "\n".join(verify_files(unpack(await download_archive(room))))


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script in an empty environment, in which it cannot import any of our modules."""
    command = [sys.executable, "-I", "-S", *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/", env={})


def test_the_script_runs_alone_and_ends_with_its_verdict(files: Files, tmp_path: Path) -> None:
    folder = write_files(tmp_path, files)
    assert files["verify_draw.py"] == VERIFY_SCRIPT.read_bytes()
    token = f"{room_id_of(files)}.3.{fan_secret('fan3')}.x.y"
    whole = run(folder / "verify_draw.py", folder, "--number", "8", "--token", token)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert "Number 8 has place 8." in whole.stdout
    (folder / "leaves.csv").write_bytes(files["leaves.csv"].replace(b"\n3,", b"\n4,"))
    wrong = run(folder / "verify_draw.py", folder)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("WRONG: leaves.csv, line 4: number 4 where 3 belongs")


async def test_it_reads_the_archive_too_and_says_what_is_none(world: World, tmp_path: Path) -> None:
    archive = tmp_path / "draw.zip"
    archive.write_bytes(await download_archive(await create_sealed_room(world)))
    assert run(VERIFY_SCRIPT, archive).returncode == 0
    archive.write_bytes(b"PK")
    assert run(VERIFY_SCRIPT, archive).stderr.startswith("WRONG: ")
    assert run(VERIFY_SCRIPT, tmp_path / "nothing").returncode == 1


def test_the_command_line_is_the_same_program(files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(write_files(tmp_path, files))]) == 0
    assert "Checked: 7 leaves" in capsys.readouterr().out
