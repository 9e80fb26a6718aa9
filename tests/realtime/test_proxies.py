"""Trusted proxies: addresses and networks, and the client behind them."""

import pytest

import app.settings
import realtime.settings
from realtime.environment import SettingsError
from realtime.proxies import client_address, parse_proxies

NETWORKS = parse_proxies("127.0.0.1, 10.0.0.0/8,2001:db8::/32")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7, 10.1.2.3"], "198.51.100.7"),
        ("10.9.9.9", ["198.51.100.7", "2001:db8::7"], "198.51.100.7"),
        ("127.0.0.1", ["10.0.0.1, 198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        ("127.0.0.2", ["198.51.100.7"], "127.0.0.2"),
        ("127.0.0.1", ["198.51.100.7, unknown"], "unknown"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("", ["198.51.100.7"], ""),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_proxy(peer: str, forwarded: list[str], client: str) -> None:
    assert client_address(peer, forwarded, NETWORKS) == client


@pytest.mark.parametrize("read", [realtime.settings.read_settings, app.settings.read_settings])
@pytest.mark.parametrize(
    "wrong", ["*", "proxy.example.org", "10.0.0.1/8", "10.0.0.0/8,", "0.0.0.0/0", "::/0", "none,10.0.0.1", "300.1.1.1"]
)
def test_a_wrong_entry_is_refused_by_web_and_gateway(read: object, wrong: str) -> None:
    with pytest.raises(SettingsError, match="AISLE_TRUSTED_PROXIES"):
        read({"AISLE_TRUSTED_PROXIES": wrong})  # type: ignore[operator]


def test_by_default_a_proxy_on_the_same_machine_is_trusted_by_both() -> None:
    assert (
        app.settings.read_settings({}).aisle_trusted_proxies
        == realtime.settings.read_settings({}).aisle_trusted_proxies
        == "127.0.0.1,::1"
    )
    assert parse_proxies("none") == ()
