"""Trusted proxies: addresses and networks, and the client behind them."""

from typing import Any
from unittest.mock import AsyncMock

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import app.settings
import realtime.settings
from realtime.environment import SettingsError
from realtime.proxies import client_address, parse_proxies

PROXIES = "127.0.0.1, 10.0.0.0/8,2001:db8::/32"
NETWORKS = parse_proxies(PROXIES)
CLIENTS = [
    ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
    ("127.0.0.1", ["198.51.100.7, 10.1.2.3"], "198.51.100.7"),
    ("10.9.9.9", ["198.51.100.7", "2001:db8::7"], "198.51.100.7"),
    ("127.0.0.1", ["10.0.0.1, 198.51.100.7"], "198.51.100.7"),
    ("127.0.0.1", ["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
    ("127.0.0.2", ["198.51.100.7"], "127.0.0.2"),
    ("127.0.0.1", ["198.51.100.7, unknown"], "unknown"),
    ("127.0.0.1", [], "127.0.0.1"),
    ("127.0.0.1", [""], "127.0.0.1"),
    ("127.0.0.1", ["198.51.100.7,"], "127.0.0.1"),
    ("127.0.0.1", ["198.51.100.7,,10.1.2.3"], "127.0.0.1"),
    ("", ["198.51.100.7"], ""),
    ("127.0.0.1", ["198.51.100.7:443"], "198.51.100.7"),
    ("127.0.0.1", ["198.51.100.7:4711, 10.1.2.3:80"], "198.51.100.7"),
    ("127.0.0.1", ["10.1.2.3:80"], "10.1.2.3"),
    ("127.0.0.1", ["[2001:db9::7]:443, [2001:db8::1]:80"], "2001:db9::7"),
    ("127.0.0.1", ["[2001:db9::7], [2001:db8::1]"], "2001:db9::7"),
    ("127.0.0.1", ["2001:db9::7,2001:db8::1"], "2001:db9::7"),
    ("127.0.0.1", ["[2001:db9::7"], "[2001:db9::7"),
    ("127.0.0.1", ["[2001:db9::7]x"], "[2001:db9::7]x"),
    ("127.0.0.1", ["[2001:db9::7]:x"], "2001:db9::7"),
    ("127.0.0.1", ["198.51.100.7:http"], "198.51.100.7:http"),
    ("127.0.0.1", ["198.51.100.7:"], "198.51.100.7:"),
    ("127.0.0.1", ["[2001:db9::7]:"], "2001:db9::7"),
    ("127.0.0.1", ["198.51.100.7:+80, 10.0.0.1:_"], "10.0.0.1:_"),
    ("127.0.0.1", ["198.51.100.7:+80"], "198.51.100.7"),
]


@pytest.mark.parametrize(("peer", "forwarded", "client"), CLIENTS)
def test_the_client_is_the_nearest_address_that_is_no_proxy(peer: str, forwarded: list[str], client: str) -> None:
    assert client_address(peer, forwarded, NETWORKS) == client


@pytest.mark.parametrize(("peer", "forwarded", "client"), CLIENTS)
async def test_web_finds_the_same_client(peer: str, forwarded: list[str], client: str) -> None:
    found: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        found.append(scope["client"][0])

    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope: Any = {"type": "http", "client": (peer, 1), "headers": headers}
    await ProxyHeadersMiddleware(application, [str(network) for network in NETWORKS])(scope, AsyncMock(), AsyncMock())
    assert found == [client]


NO_NETWORKS = ["*", "proxy.example.org", "10.0.0.1/8", "10.0.0.0/8,", "none,10.0.0.1", "300.1.1.1"]
ALL_ADDRESSES = [
    "0.0.0.0/0",
    "::/0",
    "0.0.0.0/1,128.0.0.0/1",
    "::/1, 8000::/1",
    "128.0.0.0/2,::1,192.0.0.0/2,0.0.0.0/1",
]


@pytest.mark.parametrize("read", [realtime.settings.read_settings, app.settings.read_settings])
@pytest.mark.parametrize("wrong", [*NO_NETWORKS, *ALL_ADDRESSES])
def test_a_wrong_entry_is_refused_by_web_and_gateway(read: object, wrong: str) -> None:
    with pytest.raises(SettingsError, match="AISLE_TRUSTED_PROXIES"):
        read({"AISLE_TRUSTED_PROXIES": wrong})  # type: ignore[operator]


def test_networks_of_half_of_all_addresses_are_a_choice_of_the_operator() -> None:
    assert len(parse_proxies("0.0.0.0/1,8000::/1")) == 2


def test_by_default_a_proxy_on_the_same_machine_is_trusted_by_both() -> None:
    assert (
        app.settings.read_settings({}).aisle_trusted_proxies
        == realtime.settings.read_settings({}).aisle_trusted_proxies
        == "127.0.0.1,::1"
    )
    assert parse_proxies("none") == ()
