"""What is proven depends on what somebody else kept; and what is asked and checks nothing is refused in words."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
import pytest_asyncio

from app.waiting_room.draw import verify
from app.waiting_room.draw.commitment import seal_of
from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.entropy_source import Outside, sealed_by
from app.waiting_room.draw.verbs import close_draw, open_draw, seal_draw
from app.waiting_room.draw.verify import Wrong
from db.transaction import transaction
from tests.waiting_room.draw.draw_scenario import a_sealed_room, download, secret_of, unpacked, wait, written
from tests.waiting_room.draw.finished_draw import (
    FANS,
    SIGNATURE,
    an_evening,
    an_evenings_files,
    found_in,
    is_whole,
    kept_of,
    line,
    room_of,
)
from tests.waiting_room.draw.tampering import Files, altered_facts, rows_of
from tests.world import World

PROVEN = "nobody was added, moved or removed after the close, and nobody steered the order."


@pytest_asyncio.fixture
async def files(world: World) -> Files:
    """The download of an evening whose beacon came after the close."""
    return await an_evenings_files(world)


def told_of(files: Files, **asked: str) -> str:
    """What the verifier says, in one line."""
    return " ".join(" ".join(found_in(files, **asked)).split())


def test_that_nobody_steered_the_order_needs_somebody_who_kept_the_root(files: Files) -> None:
    closed = line(rows_of(files, "log.csv"), "closed")
    alone, kept = told_of(files), told_of(files, kept=kept_of(files, closed))
    for told in (alone, kept):
        assert PROVEN not in told
        assert "Consistent, NOT proven: that nobody steered the order. Only somebody who kept the root before" in told
    vouched = told_of(files, early=kept_of(files, closed))
    value = json.loads(files["draw.json"])["draw"]["outside_value"]
    assert f"Proven, if line {closed} was kept before round" in vouched
    assert f"came and its value is {value}: {PROVEN}" in vouched


def test_a_line_that_does_not_bind_the_list_before_the_draw_vouches_for_nothing(files: Files) -> None:
    rows = rows_of(files, "log.csv")
    for what in ("sealed", "drawn", "called"):
        with pytest.raises(Wrong, match="from `closed` to before `drawn`"):
            found_in(files, early=kept_of(files, line(rows, what)))


async def test_a_close_after_the_round_proves_nothing_whoever_vouches(world: World) -> None:
    beacon = Outside("beacon", chain=QUICKNET.hash, round=1000)
    files = unpacked(await download(await an_evening(world, beacon, sha256(SIGNATURE).digest(), SIGNATURE)))
    for asked in ({}, {"early": kept_of(files, line(rows_of(files, "log.csv"), "closed"))}):
        told = told_of(files, **asked)
        assert "NOT proven: that nobody steered the order (the close came after the round)" in told
        assert PROVEN not in told


async def test_a_witnesss_key_is_checked_against_their_seal_and_binds_no_root(world: World) -> None:
    room = await a_sealed_room(world)
    async with transaction() as connection:
        witness = sealed_by("Notary Vaz", seal_of(b"w" * 32, room).hex())
        await seal_draw(connection, room, witness, actor="staff:olga")
    await wait(room, *FANS)
    await close_draw(room)
    await open_draw(room, b"w" * 32)
    files = unpacked(await download(room))
    assert "kept the root before Notary Vaz told their key can vouch" in told_of(files)
    closed = line(rows_of(files, "log.csv"), "closed")
    assert f"kept before Notary Vaz told their key: {PROVEN}" in told_of(files, early=kept_of(files, closed))
    assert [what for what, changed in altered_facts(files) if is_whole(changed)] == []


def test_a_visitors_own_number_is_found_among_the_leaves(files: Files) -> None:
    room, secret = room_of(files), secret_of("fan3")
    assert "Checked: your number 3 is in the list" in told_of(files, token=f"{room}.3.{secret}.x.y")
    with pytest.raises(Wrong, match="the leaf of number 4"):
        found_in(files, token=f"{room}.4.{secret}.x.y")


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


@pytest.mark.parametrize("asked", IDLE)
def test_what_would_check_nothing_is_refused_in_words(
    files: Files, asked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, refusal = IDLE[asked]
    words = [word.replace("ROOM", str(room_of(files))).replace("SECRET", secret_of("fan3")) for word in words]
    assert verify.main([str(written(tmp_path, files)), *words]) == 1
    out, problem = capsys.readouterr()
    assert problem.startswith(f"WRONG: {refusal}")
    assert out == ""


async def test_before_the_close_there_is_no_list_to_be_in_and_no_place(world: World) -> None:
    room = await a_sealed_room(world)
    await wait(room, "fan1")
    files = unpacked(await download(room))
    with pytest.raises(Wrong, match="--number"):
        found_in(files, number=1)
    with pytest.raises(Wrong, match="--token"):
        found_in(files, token=f"{room}.1.{secret_of('fan1')}.x.y")
