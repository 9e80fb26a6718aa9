"""Watch tokens: the signed right to watch a map or a queue."""

from datetime import UTC, datetime, timedelta

import pytest

from realtime.watch_tokens import InvalidWatchToken, WatchToken, read_watch_token, sign_map_token, sign_queue_token

KEYS = (b"secret",)
NOW = datetime(2026, 10, 10, 19, 30, tzinfo=UTC)


def test_a_pass_names_its_performance_for_twelve_hours():
    token = sign_map_token(KEYS, 12, NOW)
    assert read_watch_token(KEYS, token, NOW + timedelta(hours=12)) == WatchToken(12)


def test_a_lines_pass_opens_the_line_and_no_map():
    token = sign_queue_token(KEYS, 12, NOW)
    assert read_watch_token(KEYS, token, NOW + timedelta(hours=12)) == WatchToken(12, is_queue=True) != WatchToken(12)
    assert token == sign_queue_token(KEYS, 12, NOW + timedelta(minutes=20))


@pytest.mark.parametrize("change", [lambda token: token[1:], lambda token: "q" + token, lambda token: token[::-1]])
def test_a_pass_of_one_kind_is_never_one_of_the_other(change):
    for token in (sign_queue_token(KEYS, 12, NOW), sign_map_token(KEYS, 12, NOW)):
        with pytest.raises(InvalidWatchToken, match="not ours"):
            read_watch_token(KEYS, change(token), NOW)


def test_a_lines_pass_ends():
    with pytest.raises(InvalidWatchToken, match="expired"):
        read_watch_token(KEYS, sign_queue_token(KEYS, 12, NOW), NOW + timedelta(hours=13))


def test_a_pass_ends():
    with pytest.raises(InvalidWatchToken, match="expired"):
        read_watch_token(KEYS, sign_map_token(KEYS, 12, NOW), NOW + timedelta(hours=13))


def test_a_page_may_be_cached_because_everybody_gets_the_same_pass():
    assert sign_map_token(KEYS, 12, NOW) == sign_map_token(KEYS, 12, NOW + timedelta(minutes=20))


@pytest.mark.parametrize("token", ["", "12", "12-ff", "12-ff.x", "å", "12-zz." + "a" * 43, "." * 2000])
def test_what_we_did_not_sign_is_no_pass(token: str):
    with pytest.raises(InvalidWatchToken):
        read_watch_token(KEYS, token, NOW)


def test_a_pass_for_one_room_opens_no_other():
    token = sign_map_token(KEYS, 12, NOW)
    with pytest.raises(InvalidWatchToken):
        read_watch_token(KEYS, token.replace("12-", "13-", 1), NOW)


def test_another_house_signs_differently():
    with pytest.raises(InvalidWatchToken):
        read_watch_token(KEYS, sign_map_token((b"other",), 12, NOW), NOW)
