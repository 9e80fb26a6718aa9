"""Trusted proxies: whose X-Forwarded-For says where a request comes from."""

import functools
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network
from typing import TypeVar

from realtime.environment import SettingsError, split_list

Network = IPv4Network | IPv6Network
OfOneVersion = TypeVar("OfOneVersion", IPv4Network, IPv6Network)
NO_PROXY = "none"


@functools.lru_cache(maxsize=4)
def parse_proxies(listed: str) -> tuple[Network, ...]:
    """Parse AISLE_TRUSTED_PROXIES: addresses and networks, or the word "none". Raises SettingsError.

    Networks that together have all addresses are refused: with them every client could choose its own address."""
    if listed.strip() == NO_PROXY:
        return ()
    networks = tuple(_parse(entry) for entry in split_list("AISLE_TRUSTED_PROXIES", listed))
    _refuse_all_addresses([network for network in networks if isinstance(network, IPv4Network)])
    _refuse_all_addresses([network for network in networks if isinstance(network, IPv6Network)])
    return networks


def _parse(entry: str) -> Network:
    try:
        return ip_network(entry)
    except ValueError:
        raise SettingsError(
            f"AISLE_TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8, or be none: not {entry!r}."
        ) from None


def _refuse_all_addresses(networks: list[OfOneVersion]) -> None:
    if any(network.prefixlen == 0 for network in collapse_addresses(networks)):
        raise SettingsError("AISLE_TRUSTED_PROXIES must not have all addresses: name those of your proxies alone.")


def client_address(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """Return the address of the client: `peer`, or the nearest of `forwarded` that no trusted proxy has.

    `forwarded`: the values of all X-Forwarded-For headers, in order. The answer is that of uvicorn, which the web
    process uses: ports are left out, and an empty entry counts as `peer`."""
    if not _is_trusted(peer, proxies):
        return peer
    hosts = [_host_of(entry.strip()) for entry in ",".join(forwarded).split(",")]
    return next((host for host in reversed(hosts) if not _is_trusted(host, proxies)), hosts[0]) or peer


def _host_of(entry: str) -> str:
    """Return an entry without its port: 192.0.2.7:443 or [2001:db8::7]:443. What is neither stays as it is."""
    if entry.startswith("["):
        host, bracket, port = entry[1:].partition("]")
        return host if bracket and port[:1] in ("", ":") else entry
    host, _, port = entry.partition(":")
    try:
        int(port)
    except ValueError:
        return entry
    return host


def _is_trusted(address: str, proxies: Sequence[Network]) -> bool:
    try:
        return any(ip_address(address) in network for network in proxies)
    except ValueError:
        return False
