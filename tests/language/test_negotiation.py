"""The language of a request: its address, the page that sent it, its cookie, what its browser prefers."""

from typing import Any

import pytest

from app.language import languages
from app.language.negotiation import request_language, wanted_language
from tests.language.conftest import WriteCatalogue


@pytest.fixture(autouse=True)
def languages_of_the_test(write_catalogue: WriteCatalogue) -> None:
    """Make German, Arabic, Japanese and Brazilian Portuguese."""
    for tag in ("de", "ar", "ja", "pt-BR"):
        write_catalogue(tag)


def scope(query: str = "", *headers: tuple[str, str]) -> dict[str, Any]:
    """Return the scope of a request with this query and these headers."""
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "query_string": query.encode("latin-1"), "headers": raw, "state": {}}


def chosen(query: str = "", *headers: tuple[str, str]) -> str | None:
    """Return the tag of the language that such a request asks for."""
    language = wanted_language(scope(query, *headers))
    return language and language.tag


ACCEPTED = [
    ("de", "de"),
    ("de-AT", "de"),
    ("DE-at", "de"),
    ("fr, de", "de"),
    ("fr;q=0.9, ja;q=0.4, de;q=0.5", "de"),
    ("de;q=0.5,ja;q=0.5", "de"),
    ("en-US,en;q=0.9,de;q=0.8", "en"),
    ("de ; q=0.1 , ja ; q=0.2", "ja"),
    ("de;Q=0.1,ja;q=0.2", "ja"),
    ("pt", None),
    ("pt-BR", "pt-BR"),
    ("pt-BR-x-private", "pt-BR"),
    ("zh-Hans-CN", None),
    ("*", None),
    ("*;q=0.5, ja;q=0.1", "ja"),
    ("de;q=0", None),
    ("de;q=0, ja", "ja"),
    ("de;q=0.000, *", None),
    ("de;q=7, ja", "ja"),
    ("de;q=1.5, ja;q=0.1", "ja"),
    ("de;q=abc, ja", "ja"),
    ("de;level=1, ja;q=0.1", "ja"),
    ("de;, ja", "ja"),
    (";;;,,, ,de", "de"),
    ("", None),
    (",", None),
    ("q=1", None),
    ("-", None),
    ("de-", "de"),
    ("--de", None),
    ("../../etc/passwd", None),
    ("de\x00", None),
    ("dé, ja", "ja"),
    ("\xff\xfe", None),
    ("de" * 5_000, None),
    ("a" * 10_000 + ",de", None),
    ("de," + "x-" * 5_000, "de"),
    ("fr," * 3_000 + "de", None),
    ("fr," * 165 + "dex", None),
]


@pytest.mark.parametrize(("header", "tag"), ACCEPTED, ids=lambda value: str(value)[:30])
def test_accept_language_gives_a_language_that_exists_or_none(header: str, tag: str | None) -> None:
    assert chosen("", ("Accept-Language", header)) == tag


def test_a_tag_is_never_cut_in_half() -> None:
    header = "fr," * 166 + "ar-xx"  # the limit is inside the last tag, behind "ar"
    assert chosen("", ("Accept-Language", header)) is None


QUERIES = [
    ("lang=de", "de"),
    ("lang=DE-at", "de"),
    ("lang=pt_BR", "pt-BR"),
    ("to=5&lang=ja", "ja"),
    ("lang=ja&to=5", "ja"),
    ("lang=ja&lang=de", "ja"),
    ("lang=xx", "ar"),
    ("lang=", "ar"),
    ("lang", "ar"),
    ("language=de", "ar"),
    ("slang=de", "ar"),
    ("lang=de%00", "ar"),
    ("lang=d\xe9", "ar"),
    ("lang=" + "d" * 10_000, "ar"),
    ("lang=en-XA", "en-XA"),
]


@pytest.mark.parametrize(("query", "tag"), QUERIES, ids=lambda value: str(value)[:30])
def test_the_address_decides_if_its_language_exists(query: str, tag: str) -> None:
    assert chosen(query, ("Accept-Language", "ar")) == tag


COOKIES = [
    ("aisle-language=de", "de"),
    ("aisle=x; aisle-language=de; csrf=y", "de"),
    ("aisle=x;aisle-language=de", "de"),
    ("not-aisle-language=de", "ar"),
    ("aisle-language=xx", "ar"),
    ("aisle-language=", "ar"),
    ("aisle-language=de; aisle-language=ja", "de"),
    ("aisle-language=d\xe9", "ar"),
    ("x=" + "y" * 10_000 + "; aisle-language=de", "de"),
]


@pytest.mark.parametrize(("cookie", "tag"), COOKIES, ids=lambda value: str(value)[:30])
def test_the_cookie_comes_before_what_the_browser_prefers(cookie: str, tag: str) -> None:
    assert chosen("", ("Accept-Language", "ar"), ("Cookie", cookie)) == tag


def test_a_page_that_sends_a_request_is_answered_in_its_language() -> None:
    assert chosen("", ("X-Language", "ja"), ("Cookie", "aisle-language=de"), ("Accept-Language", "ar")) == "ja"
    assert chosen("", ("X-Language", "no such one \xff"), ("Cookie", "aisle-language=de")) == "de"


def test_headers_that_come_twice_are_read_as_one() -> None:
    assert chosen("", ("Accept-Language", "fr"), ("Accept-Language", "de;q=0.1"), ("Accept-Language", "ja")) == "ja"
    assert chosen("", ("Cookie", "aisle=x"), ("Cookie", "aisle-language=de"), ("Cookie", "csrf=y")) == "de"


class Request:
    """A request, of which only the scope is read."""

    def __init__(self, *headers: tuple[str, str]) -> None:
        self.scope = scope("", *headers)


def test_a_visitor_whose_languages_do_not_exist_gets_the_organizers_and_else_english() -> None:
    visitor = Request(("Accept-Language", "fr"))
    assert request_language(visitor).tag == "en"
    assert request_language(visitor, "de").tag == "de"
    assert request_language(visitor).tag == "de", "the page is rendered in it too"
    assert request_language(Request(("Accept-Language", "en")), "de").tag == "en"
    assert request_language(Request(), "xx").tag == "en"


def test_the_pseudo_language_is_not_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.language.languages.settings", lambda: type("Production", (), {"production": True}))
    languages._find_language.cache_clear()
    assert chosen("lang=en-XA") == "en"
    assert languages.known_languages().keys() == {"en", "de", "ar", "ja", "pt-BR"}
