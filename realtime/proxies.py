"""Trusted proxies: whose X-Forwarded-For says where a request comes from."""

import functools
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from realtime.environment import SettingsError, split_list

Network = IPv4Network | IPv6Network
NO_PROXY = "none"


@functools.lru_cache(maxsize=4)
def parse_proxies(listed: str) -> tuple[Network, ...]:
    """Parse AISLE_TRUSTED_PROXIES: addresses and networks, or the word "none". Raises SettingsError.

    A network of all addresses is refused: with it every client could choose its own address."""
    if listed.strip() == NO_PROXY:
        return ()
    return tuple(_parse(entry) for entry in split_list("AISLE_TRUSTED_PROXIES", listed))


def _parse(entry: str) -> Network:
    try:
        network = ip_network(entry)
    except ValueError:
        network = None
    if network is None or network.prefixlen == 0:
        raise SettingsError(
            f"AISLE_TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8, or be none: not {entry!r}."
        )
    return network


def client_address(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """Return the address of the client: `peer`, or the nearest of `forwarded` that no trusted proxy has.

    `forwarded`: the values of all X-Forwarded-For headers, in order."""
    addresses = [address.strip() for address in ",".join(forwarded).split(",")]
    while addresses and addresses[-1] and _is_trusted(peer, proxies):
        peer = addresses.pop()
    return peer


def _is_trusted(address: str, proxies: Sequence[Network]) -> bool:
    try:
        return any(ip_address(address) in network for network in proxies)
    except ValueError:
        return False
