"""The caller's address: which addresses count as one, and the key that stands for one."""

import datetime
from collections.abc import Callable

import pytest
from litestar import Request

from app.web.limits import addresses
from app.web.limits.addresses import address_key, counted_address

NOON = datetime.datetime(2027, 1, 9, 12, tzinfo=datetime.UTC)


def request_from(host: str) -> Request:
    """Make a request from this address."""
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [], "client": (host, 7)})


@pytest.fixture
def move_clock(monkeypatch: pytest.MonkeyPatch, server_environment: dict[str, str]) -> Callable[..., None]:
    """Return a function that sets the time to so many hours after noon."""

    def move(hours: float = 0) -> None:
        monkeypatch.setattr(addresses, "current_time", lambda: NOON + datetime.timedelta(hours=hours))

    move()
    return move


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::7", "2001:db8:0:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a name", "a name"),
        ("", ""),
    ],
)
def test_addresses_of_one_network_count_as_one(host: str, counted: str) -> None:
    assert counted_address(host) == counted


def test_a_caller_has_one_key_for_a_day(move_clock: Callable[..., None]) -> None:
    key = address_key(request_from("203.0.113.7"))
    move_clock(11.9)
    assert address_key(request_from("203.0.113.7")) == key
    move_clock(12)
    assert address_key(request_from("203.0.113.7")) != key


def test_callers_have_different_keys_which_do_not_show_their_address(move_clock: Callable[..., None]) -> None:
    hosts = ("203.0.113.7", "203.0.113.8", "2001:db8:0:1::7", "2001:db8:0:2::7")
    keys = {address_key(request_from(host)) for host in hosts}
    assert len(keys) == 4
    assert all(len(key) == 24 and not any(host in key for host in hosts) for key in keys)
    assert address_key(request_from("2001:db8:0:1::8")) in keys


def test_without_the_secret_the_key_cannot_be_made(
    move_clock: Callable[..., None], change_settings: Callable[..., None]
) -> None:
    key = address_key(request_from("203.0.113.7"))
    change_settings(AISLE_SECRET="another root secret of this test only")
    assert address_key(request_from("203.0.113.7")) != key


def test_a_request_without_an_address_is_counted_too(move_clock: Callable[..., None]) -> None:
    assert address_key(Request({"type": "http", "client": None, "headers": []}))
