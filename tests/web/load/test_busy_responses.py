"""A refusal speaks the language of its request, whatever that says."""

from typing import Any

import msgspec
import pytest

from app.web.load.busy_responses import BusyResponses

PAGE = (b"accept", b"text/html")


def refusal(query: bytes, *headers: tuple[bytes, bytes]) -> str:
    """Return the body of a refusal of such a request."""
    scope: dict[str, Any] = {"method": "GET", "query_string": query, "headers": headers}
    body: bytes = BusyResponses().choose(scope)[1]["body"]
    return body.decode()


WISHES = [
    (b"lang=en-XA", (b"accept", b"*/*")),
    (b"", (b"cookie", b"aisle-language=en-XA")),
    (b"", (b"x-language", b"en-XA")),
]


@pytest.mark.parametrize(("query", "header"), WISHES)
def test_it_speaks_the_language_of_the_request(query: bytes, header: tuple[bytes, bytes]) -> None:
    other = (b"accept-language", b"ja")
    assert '<html lang="en-XA"' in refusal(query, PAGE, header, other)
    assert msgspec.json.decode(refusal(query, header, other))["detail"].startswith("⟦")


@pytest.mark.parametrize("name", [b"cookie", b"accept-language"])
def test_all_headers_of_a_name_count(name: bytes) -> None:
    values = (b"en-XA", b"xx") if name == b"accept-language" else (b"aisle-language=en-XA", b"aisle=1")
    assert '<html lang="en-XA"' in refusal(b"", PAGE, *((name, value) for value in values))


def test_a_body_that_takes_too_long_is_refused_in_it_too() -> None:
    start, body = BusyResponses().slow_body({"query_string": b"", "headers": [(b"accept-language", b"en-XA")]})
    assert (start["status"], (b"connection", b"close") in start["headers"]) == (408, True)
    assert body["body"].decode().startswith("⟦")


def test_in_no_language_of_ours_it_is_english() -> None:
    malformed = ((b"accept-language", b"\xff;q=;,*"), (b"cookie", b"aisle-language=../x"), (b"x-language", b"x" * 4000))
    assert '<html lang="en"' in refusal(b"lang=xx", PAGE, *malformed)
