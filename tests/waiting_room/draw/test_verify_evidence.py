"""What the verifier calls proven depends on a kept line of the log; options that would check nothing are refused."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
import pytest_asyncio

from app.waiting_room.draw import verify
from app.waiting_room.draw.commitment import commitment
from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.draw_steps import close_draw, open_draw, seal_draw
from app.waiting_room.draw.entropy_source import EntropySource, witness_source
from app.waiting_room.draw.verify import Mismatch
from db.transaction import transaction
from tests.waiting_room.draw.draw_scenario import (
    FANS,
    SIGNATURE,
    create_finished_draw,
    create_sealed_room,
    download_archive,
    fan_secret,
    finished_draw_files,
    is_valid,
    join_with_secrets,
    kept_line,
    line_index,
    room_id_of,
    unpack,
    verify_files,
    write_files,
)
from tests.waiting_room.draw.tampering import Files, altered_facts, read_rows
from tests.world import World

PROVEN = "nobody was added, moved or removed after the close, and nobody steered the order."


@pytest_asyncio.fixture
async def files(world: World) -> Files:
    """Return the download of a draw whose beacon's round came after the close."""
    return await finished_draw_files(world)


def report_of(files: Files, **options: str) -> str:
    """Return the verifier's report as one line."""
    return " ".join(" ".join(verify_files(files, **options)).split())


def test_that_nobody_steered_the_order_needs_somebody_who_kept_the_root(files: Files) -> None:
    closed = line_index(read_rows(files, "log.csv"), "closed")
    alone, kept = report_of(files), report_of(files, kept=kept_line(files, closed))
    for report in (alone, kept):
        assert PROVEN not in report
        assert "Consistent, NOT proven: that nobody steered the order. Only somebody who kept the root before" in report
    vouched = report_of(files, early=kept_line(files, closed))
    value = json.loads(files["draw.json"])["draw"]["outside_value"]
    assert f"Proven, if line {closed} was kept before round" in vouched
    assert f"came and its value is {value}: {PROVEN}" in vouched


def test_a_line_that_does_not_bind_the_list_before_the_draw_vouches_for_nothing(files: Files) -> None:
    rows = read_rows(files, "log.csv")
    for what in ("sealed", "drawn", "called"):
        with pytest.raises(Mismatch, match="from `closed` to before `drawn`"):
            verify_files(files, early=kept_line(files, line_index(rows, what)))


async def test_a_close_after_the_round_proves_nothing_whoever_vouches(world: World) -> None:
    beacon = EntropySource("beacon", chain=QUICKNET.hash, round=1000)
    files = unpack(
        await download_archive(await create_finished_draw(world, beacon, sha256(SIGNATURE).digest(), SIGNATURE))
    )
    for options in ({}, {"early": kept_line(files, line_index(read_rows(files, "log.csv"), "closed"))}):
        report = report_of(files, **options)
        assert "NOT proven: that nobody steered the order (the close came after the round)" in report
        assert PROVEN not in report


async def test_a_witnesss_key_is_checked_against_their_seal_and_binds_no_root(world: World) -> None:
    room = await create_sealed_room(world)
    async with transaction() as connection:
        witness = witness_source("Notary Vaz", commitment(b"w" * 32, room).hex())
        await seal_draw(connection, room, witness, actor="staff:olga")
    await join_with_secrets(room, *FANS)
    await close_draw(room)
    await open_draw(room, b"w" * 32)
    files = unpack(await download_archive(room))
    assert "kept the root before Notary Vaz told their key can vouch" in report_of(files)
    closed = line_index(read_rows(files, "log.csv"), "closed")
    assert f"kept before Notary Vaz told their key: {PROVEN}" in report_of(files, early=kept_line(files, closed))
    assert [what for what, changed in altered_facts(files) if is_valid(changed)] == []


def test_a_visitors_own_number_is_found_among_the_leaves(files: Files) -> None:
    room, secret = room_id_of(files), fan_secret("fan3")
    assert "Checked: your number 3 is in the list" in report_of(files, token=f"{room}.3.{secret}.x.y")
    with pytest.raises(Mismatch, match="the leaf of number 4"):
        verify_files(files, token=f"{room}.4.{secret}.x.y")


IDLE = {
    "no line": (["--kept", "0:0000000000000000"], "--kept: this is no LINE:HASH"),
    "no hash": (["--kept", "2:"], "--kept: this is no LINE:HASH"),
    "a hash too short to mean one": (["--kept", "2:ffff"], "--kept: this is no LINE:HASH"),
    "a line that is not there": (["--kept", "99:0123456789abcdef"], "--kept: there is no line 99"),
    "nothing kept": (["--kept", ""], "an option with nothing in it"),
    "nothing kept before": (["--kept-before", ""], "an option with nothing in it"),
    "no token": (["--token", ""], "an option with nothing in it"),
    "a token of nonsense": (["--token", "garbage"], "--token: this is not what your cookie"),
    "half a token": (["--token", "ROOM.3.abc.d.e"], "--token: this is not what your cookie"),
    "another room's": (["--token", "999.3.SECRET.d.e"], "--token: it is of room 999, and this is of room"),
    "a number after the close": (["--token", "ROOM.8.SECRET.d.e"], "--token: number 8 came after the close of 7"),
    "no number": (["--number", "0"], "--number: 0 is none of the 8"),
    "a number nobody has": (["--number", "9"], "--number: 9 is none of the 8"),
}


@pytest.mark.parametrize("case", IDLE)
def test_what_would_check_nothing_is_refused_in_words(
    files: Files, case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, refusal = IDLE[case]
    words = [word.replace("ROOM", str(room_id_of(files))).replace("SECRET", fan_secret("fan3")) for word in words]
    assert verify.main([str(write_files(tmp_path, files)), *words]) == 1
    out, problem = capsys.readouterr()
    assert problem.startswith(f"WRONG: {refusal}")
    assert out == ""


async def test_before_the_close_there_is_no_list_to_be_in_and_no_place(world: World) -> None:
    room = await create_sealed_room(world)
    await join_with_secrets(room, "fan1")
    files = unpack(await download_archive(room))
    with pytest.raises(Mismatch, match="--number"):
        verify_files(files, number=1)
    with pytest.raises(Mismatch, match="--token"):
        verify_files(files, token=f"{room}.1.{fan_secret('fan1')}.x.y")
