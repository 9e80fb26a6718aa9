"""`aisle queue` at a terminal: every command prints what it did, and wrong input changes nothing."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from db import pool
from tests.fork_server import run
from tests.waiting_room.scenarios import create_draw, create_room, join_fans
from tests.waiting_room.staff.log_assertions import NOW, log_lines, room_row, room_trace, set_on_sale
from tests.world import World

KEY = b"w" * 32


@pytest.fixture
def house(server_environment: dict[str, str]) -> dict[str, str]:
    """Return the environment of the server under test."""
    return server_environment


async def queue(house: dict[str, str], *words: str) -> tuple[int, str]:
    """Run `aisle queue` with these words; return its exit code and what it printed."""
    return await run("app.cli", house, "queue", *words)


async def test_a_room_is_set_and_what_is_not_said_stays(world: World, house: dict[str, str]) -> None:
    show = str(world.preview)
    code, output = await queue(house, "set", show, "--mode", "on", "--target", "400", "--per-minute", "90")
    assert (code, output.splitlines()[0]) == (0, f"Waiting room 1 is on, for {show}; 400 may shop at once.")
    assert await queue(house, "set", show, "--shop", "30") == (0, output)
    code, output = await queue(house, "set", show)
    assert (code, output) == (0, "Waiting room 1 is so already. Nothing was changed.\n")
    await queue(house, "set", show, "--mode", "off", "--per-minute", "none")
    row = await room_row(1)
    assert (row["mode"], row["target"], row["per_minute"], row["shop_minutes"]) == ("off", 400, None, 30)


async def test_a_drawn_room_opens_half_an_hour_before_and_says_its_seal(world: World, house: dict[str, str]) -> None:
    await set_on_sale(world.preview, NOW + timedelta(hours=5))
    code, output = await queue(house, "set", str(world.preview), "--mode", "on", "--target", "400", "--draw")
    seal = await pool.fetch_value("SELECT encode(seal, 'hex') FROM draw")
    assert (code, f"Publish its seal: {seal}" in output, "outside=beacon" in output) == (0, True, True)
    assert (await room_row(1))["opens_at"] == NOW + timedelta(hours=4.5)
    code, output = await queue(house, "set", str(world.preview), "--witness", f"The Notary:{'ab' * 32}")
    assert (code, "witness=The Notary" in output) == (0, True)
    assert (await queue(house, "set", str(world.preview), "--target", "500"))[0] == 0
    assert await pool.fetch_value("SELECT witness FROM draw") == "The Notary"


async def test_opens_is_meant_by_the_clock_of_the_venue(world: World, house: dict[str, str]) -> None:
    at = (NOW + timedelta(days=2)).strftime("%Y-%m-%dT12:00")
    await pool.execute("UPDATE venue SET time_zone = 'Asia/Tokyo'")
    await queue(house, "set", str(world.preview), "--mode", "on", "--target", "9", "--opens", at)
    assert (await room_row(1))["opens_at"].hour == 3


async def test_every_command_says_what_it_did(world: World, house: dict[str, str]) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    performance = str(world.preview)
    ways = [
        (("pause", performance), "is paused"),
        (("resume", performance), "calls again"),
        (("rate", performance, "600"), "calls at most 600 a minute"),
        (("rate", str(room), "none", "--room"), "calls as the house can take"),
        (("target", performance, "50"), "lets 50 shop at once"),
        (("message", performance, "Back soon"), "says it to all who wait"),
        (("let-through", performance, "2", "--why", "Wheelchair"), "lets number 2 in"),
        (("end", performance, "--yes"), "has ended"),
    ]
    for words, result in ways:
        assert await queue(house, *words) == (0, f"Waiting room {room} {result}.\n")
    whats = ["paused", "resumed", "rate", "rate", "target", "message", "let_through", "ended"]
    assert [what for what, _ in await log_lines(room)] == whats


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("rate {} -1", "A rate is 1 to 1,000,000 places a minute, or none"),
        ("rate {} 1000000000", "A rate is 1 to 1,000,000 places a minute, or none"),
        ("rate {} fast", 'A rate is a whole number in the digits 0 to 9, not "fast"'),
        ("target {} 0", "A target is 1 to 1,000,000"),
        ("pause 99", "There is no performance 99"),
        ("pause 99 --room", "There is no waiting room 99"),
        ("pause -1", "There is no performance -1"),
        ("show 1e9", 'NUMBER is a whole number in the digits 0 to 9, not "1e9"'),
        ("resume {}", "It is not paused"),
        ("let-through {} 77 --why Press", "Nobody was given the number 77"),
        ("let-through {} -1 --why Press", "There is no number -1"),
        ("witness {} abc", "A key is 64 digits"),
        ("set {} --per-minute -5", "A rate is 1 to 1,000,000 a minute, not -5"),
        ("set 99 --mode on --target 5", "There is no performance 99"),
        ("set {} --witness nobody", "A witness has a name"),
        ("target {} \uff15\uff10", "A target is a whole number in the digits 0 to 9"),
        ("message {} \x1b[2J", "A message has a character that nobody can read"),
        ("message {} \udce9", "A message has a character that nobody can read"),
        ("set {} --witness \x07:abc", "The name of the witness has a character that nobody can read"),
        ("set {} --opens \uff12\uff10\uff12\uff17-01-09T18:00", "A time is written like"),
    ],
)
async def test_what_cannot_be_meant_is_one_line_and_changes_nothing(
    world: World, house: dict[str, str], words: str, message: str
) -> None:
    room = await create_room(world.preview)
    before = await room_trace(room)
    code, output = await queue(house, *words.format(world.preview).split())
    assert (code, output.startswith(f"aisle: {message}"), output.count("\n")) == (1, True, 1)
    assert await room_trace(room) == before


async def test_a_room_that_has_ended_is_opened_again_by_its_mode(world: World, house: dict[str, str]) -> None:
    room, show = await create_room(world.preview, target=7), str(world.preview)
    await queue(house, "end", show, "--yes")
    for words in ((), ("--mode", "off")):
        code, output = await queue(house, "set", show, *words)
        assert (code, "Say --mode on to open it again. Nothing was changed." in output) == (1, True)
    code, output = await queue(house, "set", show, "--mode", "on")
    assert (code, output.splitlines()[0]) == (0, f"Waiting room {room} is on, for {show}; 7 may shop at once.")
    assert await log_lines(room) == [("ended", "staff"), ("mode", "on")]


async def test_a_performance_without_a_room_is_told_apart(world: World, house: dict[str, str]) -> None:
    code, output = await queue(house, "show", str(world.opening))
    assert (code, output) == (1, f"aisle: Performance {world.opening} has no waiting room. Nothing was changed.\n")
    code, output = await queue(house, "set", str(world.opening), "--mode", "on")
    assert (code, "Say --mode and --target" in output) == (1, True)


async def test_show_tells_how_it_goes_in_words_and_as_json(world: World, house: dict[str, str]) -> None:
    room = await create_room(world.preview, target=400, per_minute=90)
    await join_fans(room, "ana", "ben")
    await queue(house, "message", str(world.preview), "Back soon")
    code, output = await queue(house, "show", str(world.preview))
    assert code == 0
    for words in (
        "open",
        "numbers given   2",
        "inside          0 of 400",
        "at most 90",
        "Back soon",
        "No worker has looked yet",
    ):
        assert words in output
    code, output = await queue(house, "show", str(room), "--room", "--json")
    report = msgspec.json.decode(output)
    assert (code, report["now"]["last"], report["room"]["target"], report["tail"][0]["what"]) == (0, 2, 400, "message")


async def test_a_witness_opens_the_draw_and_so_do_staff_with_a_reason(world: World, house: dict[str, str]) -> None:
    room = await create_room(world.preview, draws_at=NOW)
    seal = sha256(KEY + room.to_bytes(8, "big")).digest()
    await create_draw(room, outside="witness", witness="The Notary", witness_seal=seal)
    assert (await queue(house, "witness", str(world.preview), KEY.hex()))[0] == 1  # not closed yet
    await pool.execute("UPDATE draw SET closed_at = now(), n = 0, root = sha256('')")
    assert (await queue(house, "witness", str(world.preview), "ab" * 32))[0] == 1
    code, output = await queue(house, "witness", str(world.preview), KEY.hex())
    assert (code, output) == (0, f"Waiting room {room} is drawn with the witness's key.\n")
    other = await create_room(world.opening, draws_at=NOW)
    await create_draw(other, outside="witness", witness="The Notary", witness_seal=seal)
    await pool.execute("UPDATE draw SET closed_at = now(), n = 0, root = sha256('') WHERE closed_at IS NULL")
    assert (await queue(house, "draw", str(world.opening), "--without", "The Notary is away"))[0] == 0
    assert await pool.fetch_value("SELECT without FROM draw WHERE room = $1", other) == "The Notary is away"


async def test_the_page_is_written_into_a_folder(world: World, house: dict[str, str], tmp_path: Path) -> None:
    room = await create_room(world.preview)
    code, output = await queue(house, "page", str(world.preview), str(tmp_path))
    assert (code, (tmp_path / "waiting-rooms" / str(room) / "index.html").exists()) == (0, True), output
