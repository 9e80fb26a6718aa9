"""The signed right to watch a room."""

from datetime import UTC, datetime, timedelta

import pytest

from realtime.watch_tokens import BadPass, Pass, read_pass, sign_line_pass, sign_pass

NOW = datetime(2026, 10, 10, 19, 30, tzinfo=UTC)


def test_a_pass_names_its_performance_for_twelve_hours():
    token = sign_pass("secret", 12, NOW)
    assert read_pass("secret", token, NOW + timedelta(hours=12)) == Pass(12)


def test_a_lines_pass_opens_the_line_and_no_map():
    token = sign_line_pass("secret", 12, NOW)
    assert read_pass("secret", token, NOW + timedelta(hours=12)) == Pass(12, line=True) != Pass(12)
    assert token == sign_line_pass("secret", 12, NOW + timedelta(minutes=20))


@pytest.mark.parametrize("change", [lambda token: token[1:], lambda token: "q" + token, lambda token: token[::-1]])
def test_a_pass_of_one_kind_is_never_one_of_the_other(change):
    for token in (sign_line_pass("secret", 12, NOW), sign_pass("secret", 12, NOW)):
        with pytest.raises(BadPass, match="not ours"):
            read_pass("secret", change(token), NOW)


def test_a_lines_pass_ends():
    with pytest.raises(BadPass, match="expired"):
        read_pass("secret", sign_line_pass("secret", 12, NOW), NOW + timedelta(hours=13))


def test_a_pass_ends():
    with pytest.raises(BadPass, match="expired"):
        read_pass("secret", sign_pass("secret", 12, NOW), NOW + timedelta(hours=13))


def test_a_page_may_be_cached_because_everybody_gets_the_same_pass():
    assert sign_pass("secret", 12, NOW) == sign_pass("secret", 12, NOW + timedelta(minutes=20))


@pytest.mark.parametrize("token", ["", "12", "12-ff", "12-ff.x", "å", "12-zz." + "a" * 43, "." * 2000])
def test_what_we_did_not_sign_is_no_pass(token: str):
    with pytest.raises(BadPass):
        read_pass("secret", token, NOW)


def test_a_pass_for_one_room_opens_no_other():
    token = sign_pass("secret", 12, NOW)
    with pytest.raises(BadPass):
        read_pass("secret", token.replace("12-", "13-", 1), NOW)


def test_another_house_signs_differently():
    with pytest.raises(BadPass):
        read_pass("secret", sign_pass("other", 12, NOW), NOW)
