"""The kind of a request by its path, also of one with slashes that the router ignores."""

import pytest

from app.web.load.request_kinds import kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "newcomers"),
        ("/performances/1", "newcomers"),
        ("/performances/1/orders", "orders"),
        ("/performances//1/orders/", "orders"),
        ("//orders/5/abcdef", "orders"),
        ("/orders/5//abcdef/payments", "orders"),
        ("/orders/5", "newcomers"),
        ("/waiting-rooms/1/places", "joins"),
        ("/waiting-rooms/1//places", "newcomers"),
        ("//waiting-rooms/1/log.csv", "downloads"),
        ("/health/live", ""),
        ("/health/live/x", "newcomers"),
    ],
)
def test_the_kind_of_a_path(path: str, kind: str) -> None:
    assert kind_of(path) == kind
