"""Checks of input by staff: text that can be shown and stored, and whole numbers in the digits 0 to 9."""

import pytest

from app.errors import BadInput
from app.text_input import clean_text, parse_int
from app.waiting_room.draw.entropy_source import witness_source
from app.waiting_room.staff.controls import set_message
from app.waiting_room.staff.let_through import let_through
from tests.waiting_room.scenarios import create_room, join_fans
from tests.waiting_room.staff.log_assertions import STAFF, room_trace
from tests.world import World

UNREADABLE = ["A\x00B", "x\ud800", "\x1b[31mred", "\x07", "del\x7f", "\u202egnol", "\ufeffmark", "\ue000", "\x85"]
unreadable = pytest.mark.parametrize("text", UNREADABLE, ids=ascii)


@unreadable
async def test_what_nobody_can_read_is_refused_and_changes_nothing(world: World, text: str) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    before = await room_trace(room)
    for verb in (set_message(room, text, actor=STAFF), let_through(room, 1, text, actor=STAFF)):
        with pytest.raises(BadInput, match=r"a character that nobody can read\..*Nothing was changed"):
            await verb
    assert await room_trace(room) == before


@unreadable
def test_a_witness_has_a_name_that_can_be_read(text: str) -> None:
    with pytest.raises(BadInput, match="name of the witness has a character"):
        witness_source(text, "ab" * 32)


@pytest.mark.parametrize(
    "text",
    [
        "Zur\u00fcck um 20\u202fUhr",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\U0001f469\u200d\U0001f3a4",
        '"a|b,c"',
    ],
)
def test_all_that_people_write_is_kept_in_one_line(text: str) -> None:
    assert clean_text(f" {text}\r\n\there ", "A message").split()[-1] == "here"
    assert "\n" not in clean_text(f"{text}\nhere", "A message")


@pytest.mark.parametrize(
    "word",
    ["\uff11\uff12", "\u0661\u0662", "1_000", " 12", "12\n", "+5", "1e9", "", "--5", "9" * 101, "\udce9", "\x00"],
)
def test_a_number_has_the_digits_0_to_9_and_nothing_else(word: str) -> None:
    with pytest.raises(BadInput, match="is a whole number in the digits 0 to 9") as refused:
        parse_int(word, "A rate")
    assert str(refused.value).encode()  # the message can be encoded and shown


@pytest.mark.parametrize(("word", "number"), [("12", 12), ("-1", -1), ("007", 7), ("9" * 30, 10**30 - 1)])
def test_whole_numbers_are_read(word: str, number: int) -> None:
    assert parse_int(word, "A rate") == number
