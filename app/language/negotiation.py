"""The language of a request: of its address, else negotiated."""

import functools
import re
from collections.abc import Iterator
from typing import Any

from app.language.languages import SOURCE, Language, find_language, language

COOKIE = "aisle-language"
IN_QUERY = re.compile(rb"(?:^|&)lang=([\w-]{1,35})(?:&|$)", re.ASCII)
IN_COOKIE = re.compile(rb"(?:^|;\s*)aisle-language=([\w-]{1,35})(?:;|$)", re.ASCII)
QUALITY = re.compile(r"q=([01](?:\.\d{0,3})?)", re.ASCII)
MAX_HEADER = 500
"""Characters of Accept-Language that are read; browsers send fewer than 100."""


def address_language(scope: Any) -> Language | None:
    """Return the language that the address names by ?lang=; None without a known one."""
    named = IN_QUERY.search(scope["query_string"])
    return find_language(named[1].decode()) if named else None


def scope_language(scope: Any, otherwise: str = SOURCE) -> Language:
    """Return the language of an ASGI request: of its address, else of the page that sent it, of its cookie, or the one
    its browser prefers; else `otherwise`, the organizer's."""
    if scope.get("query_string") and (named := address_language(scope)):
        return named
    page = cookie = accepts = b""
    for name, value in scope["headers"]:
        if name == b"x-language":
            page = value
        elif name == b"cookie" and (found := IN_COOKIE.search(value)):
            cookie = found[1]
        elif name == b"accept-language":
            accepts = value
    return _negotiate(page[:MAX_HEADER], cookie, accepts[:MAX_HEADER]) or language(otherwise)


def request_language(request: Any, otherwise: str = SOURCE) -> Language:
    """Return the language of a request, as `scope_language`; it is found once."""
    state = request.scope["state"]
    found: Language | None = state.get("language")
    if found is None:
        found = state["language"] = scope_language(request.scope, otherwise)
    return found


@functools.lru_cache(4096)
def _negotiate(page: bytes, cookie: bytes, accepts: bytes) -> Language | None:
    wanted = [tag.decode("latin-1") for tag in (page, cookie) if tag]
    return next((known for tag in [*wanted, *preferred_tags(accepts.decode("latin-1"))] if (known := find(tag))), None)


def find(tag: str) -> Language | None:
    """Return the language of a tag that a browser sends; None for an unknown or malformed one."""
    return find_language(tag) if len(tag) <= 35 and tag.replace("-", "").isalnum() else None


def preferred_tags(header: str) -> Iterator[str]:
    """Yield the language tags of an Accept-Language header, the preferred first. Malformed parts are left out."""
    weighted = []
    for part in header.split(","):
        tag, _, parameters = part.strip().partition(";")
        quality = QUALITY.fullmatch(parameters.strip()) if parameters else None
        if parameters and not quality:
            continue
        weight = float(quality[1]) if quality else 1.0
        if weight > 0:
            weighted.append((weight, tag.strip()))
    yield from (tag for _, tag in sorted(weighted, key=lambda each: -each[0]))
