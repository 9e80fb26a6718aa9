"""The caller's address as limits count it. The addresses of one IPv6 network count as one: a caller has them all."""

import functools
import hmac
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from litestar.connection import ASGIConnection

from app.settings import settings
from realtime.clock import current_time
from realtime.keys import Purpose

AnyConnection = ASGIConnection[Any, Any, Any, Any]

IPV6_PREFIX = 64
"""Bits of an IPv6 address that name its network: the smallest one that a provider gives to a household or a phone."""


def address_of(connection: AnyConnection) -> str:
    """Return the caller's address or its IPv6 network. Behind a proxy, AISLE_TRUSTED_PROXIES must list the proxy."""
    return counted_address(connection.client.host) if connection.client else "unknown"


@functools.lru_cache(maxsize=4096)
def counted_address(host: str) -> str:
    """Return "203.0.113.7" for itself and for ::ffff:203.0.113.7, and "2001:db8::/64" for all addresses in it.

    A text that is no address is returned as it is."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))


def address_key(connection: AnyConnection) -> str:
    """Return what stands for the caller's address today (UTC). It cannot be turned back into the address without the
    key of sessions, and the key of another day is a different one."""
    return _keyed_digest(settings().keys(Purpose.SESSION)[0], f"{current_time().date()} {address_of(connection)}")


@functools.lru_cache(maxsize=4096)
def _keyed_digest(key: bytes, text: str) -> str:
    return hmac.digest(key, f"aisle address {text}".encode(), "sha256").hex()[:24]
