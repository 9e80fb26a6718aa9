"""The origins whose pages may open a socket."""

import pytest

from realtime.settings import read_settings


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://tickets.example.org", "https://tickets.example.org"),
        ("https://Tickets.Example.org:443/", "https://tickets.example.org"),
        ("https://tickets.example.org:8443/house", "https://tickets.example.org:8443"),
        ("https://[::1]:443", "https://[::1]"),
    ],
)
def test_the_sites_own_origin_is_written_as_browsers_write_it(address: str, origin: str) -> None:
    given = {"AISLE_ENV": "production", "AISLE_MAP_KEYS": "x" * 40, "AISLE_SITE_URL": address}
    assert read_settings(given).origins == [origin]
