"""Tokens and passes are valid only unaltered, and only for their own person and room."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from app.waiting_room.admission.tokens import (
    InvalidToken,
    leaf_from_secret,
    place_secret,
    read_admission_pass,
    read_place_token,
    sign_admission_pass,
    sign_place_token,
)
from realtime.keys import DEVELOPMENT_SECRET, Purpose, derive_key

UNTIL = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
KEY = derive_key(DEVELOPMENT_SECRET, Purpose.PLACE)
TOKEN, PASS = sign_place_token(7, 41, "ana", KEY), sign_admission_pass(7, 41, "ana", UNTIL)
JUNK = [
    "",
    ".",
    "....",
    "7.41",
    "7.٤١.x.y.z",
    "7.-1.a.b.c",
    "7.1e3.a.b.c",
    "\ud800.1.2.3.4",
    "💥" * 50,
    "7." + "9" * 5000 + ".1.b.c",
]


def reads(read: object, word: str | None, room: int = 7, person: str = "ana") -> object:
    """Return what `read` returns for the token, None if it raises InvalidToken."""
    try:
        return read(word, room, person)  # type: ignore[operator]
    except InvalidToken:
        return None


def test_what_was_given_is_read_again() -> None:
    assert read_place_token(TOKEN, 7, "ana") == 41
    assert read_admission_pass(PASS, 7, "ana").until == UNTIL
    assert read_admission_pass(PASS, 7, "ana").number == 41


def test_a_lost_token_is_made_again_the_same() -> None:
    assert sign_place_token(7, 41, "ana", KEY) == TOKEN
    assert TOKEN.split(".")[2] == place_secret(7, "ana", KEY)
    assert leaf_from_secret(place_secret(7, "ana", KEY)) == sha256(TOKEN.split(".")[2].encode()).digest()
    assert len({place_secret(7, "ana", KEY), place_secret(8, "ana", KEY), place_secret(7, "ben", KEY)}) == 3


@pytest.mark.parametrize(("read", "word"), [(read_place_token, TOKEN), (read_admission_pass, PASS)])
def test_no_byte_of_it_may_differ(read: object, word: str) -> None:
    for n, letter in enumerate(word):
        for other in {chr(ord(letter) ^ 1), chr(ord(letter) ^ 2), "A", "0", ".", " ", "ü"} - {letter}:
            assert reads(read, word[:n] + other + word[n + 1 :]) is None, f"{other!r} at {n}"


@pytest.mark.parametrize(("read", "word"), [(read_place_token, TOKEN), (read_admission_pass, PASS)])
def test_nothing_may_be_missing_or_more(read: object, word: str) -> None:
    for n in range(len(word) + 1):
        assert reads(read, word[:n] + word[n + 1 :]) is None or n == len(word)
        assert reads(read, word[:n] + "0" + word[n:]) is None
        assert reads(read, word[:n]) is None or n == len(word)


@pytest.mark.parametrize(("read", "word"), [(read_place_token, TOKEN), (read_admission_pass, PASS)])
def test_it_is_one_persons_and_of_one_room(read: object, word: str) -> None:
    assert reads(read, word, person="ben") is None
    assert reads(read, word, room=8) is None
    assert reads(read, word, room=10**30) is None


def test_one_is_not_the_other() -> None:
    assert reads(read_admission_pass, TOKEN) is None
    assert reads(read_place_token, PASS) is None


@pytest.mark.parametrize("junk", [None, *JUNK])
def test_junk_is_no_token(junk: str | None) -> None:
    assert reads(read_place_token, junk) is None
    assert reads(read_admission_pass, junk) is None


def test_a_pass_ends_at_its_second_whatever_the_browsers_clock_says() -> None:
    admission_pass = read_admission_pass(PASS, 7, "ana")
    assert not admission_pass.is_expired(UNTIL - timedelta(seconds=1))
    assert admission_pass.is_expired(UNTIL)
    assert admission_pass.is_expired(UNTIL + timedelta(days=1))
    assert not admission_pass.is_expired(UNTIL - timedelta(days=1))


def test_a_pass_of_the_last_second_of_time_is_read_and_one_beyond_is_not() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    word = sign_admission_pass(7, 41, "ana", last)
    assert read_admission_pass(word, 7, "ana").until == last
    assert reads(read_admission_pass, word.replace("253402300799", "253402300800")) is None
