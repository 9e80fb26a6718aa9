"""The language of a request: of its address, else negotiated."""

import functools
import re
from collections.abc import Iterator
from typing import Any

from app.language.languages import SOURCE, Language, find_language, language

COOKIE = "aisle-language"
IN_QUERY = re.compile(rb"(?:^|&)lang=([\w-]{1,35})(?:&|$)")
IN_COOKIE = re.compile(rb"(?:^|;)\s*aisle-language=([\w-]{1,35})\s*(?:;|$)")
QUALITY = re.compile(r"\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.ASCII | re.IGNORECASE)
MAX_HEADER = 500
"""Bytes of Accept-Language that are read; browsers send fewer than 100."""


def address_language(scope: Any) -> Language | None:
    """Return the language that the address names by ?lang=; None without a known one."""
    return _in_query(scope.get("query_string", b""))


def wanted_language(scope: Any) -> Language | None:
    """Return the language that the address of an ASGI request names, else that of the page that sent it (X-Language),
    of its cookie, or the one that its browser prefers (Accept-Language); None where no language of theirs exists."""
    query = scope.get("query_string", b"")
    if query and (named := _in_query(query)):
        return named
    page = cookies = accepts = b""
    for name, value in scope["headers"]:
        if name == b"x-language":
            page = value
        elif name == b"cookie":
            cookies = cookies + b";" + value if cookies else value
        elif name == b"accept-language":
            accepts = accepts + b"," + value if accepts else value
    cookie = IN_COOKIE.search(cookies) if cookies else None
    if not (page or cookie or accepts):
        return None
    return _negotiate(page[:MAX_HEADER], cookie[1] if cookie else b"", accepts[: MAX_HEADER + 1])


def request_language(request: Any, otherwise: str = "") -> Language:
    """Return the language of a request; one that asks for none that exists gets `otherwise`, the organizer's, which
    is kept for later calls, else English."""
    if otherwise:
        request.scope["state"]["other_language"] = otherwise
    return _wanted(request) or language(request.scope["state"].get("other_language", SOURCE))


def wanted_query(request: Any) -> str:
    """Return "&lang=TAG" for the address of a page that cannot negotiate, if the request asks for a language; else "",
    with which the page is in the organizer's."""
    wanted = _wanted(request)
    return f"&lang={wanted.tag}" if wanted else ""


def _wanted(request: Any) -> Language | None:
    state = request.scope["state"]
    if "wanted_language" not in state:
        state["wanted_language"] = wanted_language(request.scope)
    wanted: Language | None = state["wanted_language"]
    return wanted


def _in_query(query: bytes) -> Language | None:
    named = IN_QUERY.search(query)
    return find_language(named[1].decode()) if named else None


@functools.lru_cache(4096)
def _negotiate(page: bytes, cookie: bytes, accepts: bytes) -> Language | None:
    if len(accepts) > MAX_HEADER:
        accepts = accepts.rpartition(b",")[0]  # the last tag may be half a tag
    tags = [*(tag.decode("latin-1") for tag in (page, cookie)), *preferred_tags(accepts.decode("latin-1"))]
    return next((known for tag in tags if (known := find_language(tag))), None)


def preferred_tags(header: str) -> Iterator[str]:
    """Yield the language tags of an Accept-Language header, the preferred first. Malformed parts are left out."""
    weighted = []
    for part in header.split(","):
        tag, separator, parameter = part.strip().partition(";")
        quality = QUALITY.fullmatch(parameter) if separator else None
        if separator and not quality:
            continue
        weight = float(quality[1]) if quality else 1.0
        if weight > 0:
            weighted.append((weight, tag.strip()))
    yield from (tag for _, tag in sorted(weighted, key=lambda each: -each[0]))
