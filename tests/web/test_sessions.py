"""The session's id, which begins with the time of its issue, and the cookie that is signed as a whole."""

import re
import secrets
from collections.abc import Callable

import pytest
from litestar import Request

from app.web import sessions
from app.web.sessions import (
    MAX_COOKIE_LENGTH,
    cookie_name,
    is_new,
    new_person,
    read_session,
    session_cookie,
    was_seen_before,
)

NOW = 1_800_000_000_000
"""A time in milliseconds since 1970."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, server_environment: dict[str, str]) -> Callable[[int], None]:
    """Return a function that sets the server's clock to NOW and so many milliseconds."""

    def move(milliseconds: int) -> None:
        monkeypatch.setattr(sessions, "now_ms", lambda: NOW + milliseconds)

    move(0)
    return move


def request_with(cookie: str | None) -> Request:
    """Make a request that has this session cookie."""
    headers = [(b"cookie", f"{cookie_name()}={cookie}".encode())] if cookie is not None else []
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers})


def cookie_of(person: str) -> str:
    """Return the signed value of this person's cookie."""
    value = session_cookie(person).value
    assert value
    return value


def test_an_id_has_the_form_it_always_had() -> None:
    ids = {new_person() for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"[\w-]{22}", person) for person in ids)


def test_a_session_was_seen_before_when_it_is_a_second_old(clock: Callable[[int], None]) -> None:
    request = request_with(cookie_of(new_person()))
    seen = []
    for later in (0, 999, 1_000, 365 * 86_400_000):
        clock(later)
        seen.append(was_seen_before(request))
    assert seen == [False, False, True, True]


def test_no_session_and_an_altered_one_were_never_seen(clock: Callable[[int], None]) -> None:
    assert not was_seen_before(request_with(None))
    assert not was_seen_before(request_with("anything"))


def test_the_time_cannot_be_altered(clock: Callable[[int], None]) -> None:
    clock(-5_000)
    older = new_person()
    clock(0)
    person = new_person()
    altered = cookie_of(person).replace(person, older[:8] + person[8:])
    assert older[:8] != person[:8]
    assert (read_session(altered), was_seen_before(request_with(altered))) == (None, False)
    assert read_session(cookie_of(person)) == person


def test_a_session_from_before_the_ids_had_a_time_is_valid_and_seen(clock: Callable[[int], None]) -> None:
    for old in (secrets.token_urlsafe(16), "AAAAAAAAAAAAAAAAAAAAAA", "______________________", "ana"):
        assert read_session(cookie_of(old)) == old
        assert was_seen_before(request_with(cookie_of(old)))


@pytest.mark.parametrize("ahead", [1, 500, 3_000, 86_400_000])
def test_a_session_of_a_server_whose_clock_is_ahead_was_seen_before(clock: Callable[[int], None], ahead: int) -> None:
    clock(ahead)
    person = new_person()
    clock(0)
    assert not is_new(person)


def test_a_session_that_is_signed_again_by_a_new_key_keeps_its_time(
    clock: Callable[[int], None], change_settings: Callable[..., None]
) -> None:
    change_settings(AISLE_SECRET="the old root secret of this test")
    person = new_person()
    change_settings(AISLE_SECRET="the new root secret of this test,the old root secret of this test")
    clock(1_000)
    assert was_seen_before(request_with(cookie_of(person)))


def test_a_cookie_that_is_too_long_is_no_session_and_is_not_kept(server_environment: dict[str, str]) -> None:
    signed = session_cookie("p" * MAX_COOKIE_LENGTH).value
    assert signed is not None
    kept = sessions._unsign_cached.cache_info().currsize
    assert (read_session(signed), sessions._unsign_cached.cache_info().currsize) == (None, kept)
