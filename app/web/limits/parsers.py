"""Litestar's parsers of forms, queries and cookies without their caches, and with a limit of fields.

Litestar keeps what it parsed last, 1,024 values of each kind by their whole text, for as long as the process lives:
1,024 forms of 64 kB are more than a gigabyte, and the names and addresses of fans stay in memory."""

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from litestar import _parsers as parsers
from litestar._kwargs import extractors
from litestar.connection import base, request
from litestar.datastructures import url
from litestar.exceptions import ClientException

MAX_FIELDS = 1000
"""Fields of a form, as Litestar limits the parts of one with files. Our largest form names a hundred seats."""
USERS: tuple[ModuleType, ...] = (base, extractors, request, url)
"""The modules of Litestar that call a parser, each by a name of its own."""

_parse_form: Callable[[bytes], dict[str, Any]] = inspect.unwrap(parsers.parse_url_encoded_form_data)


class TooManyFields(ClientException):
    """400. A form has more than MAX_FIELDS fields. No AisleError: a page that shows one parses the form again."""


def parse_form(data: bytes) -> dict[str, Any]:
    """Parse a form; a repeated field becomes a list. Raises TooManyFields before it parses any."""
    if data.count(b"&") >= MAX_FIELDS:
        raise TooManyFields(f"A form has at most {MAX_FIELDS} fields. Nothing was changed.")
    return _parse_form(data)


PARSERS = {
    "parse_url_encoded_form_data": parse_form,
    "parse_query_string": inspect.unwrap(parsers.parse_query_string),
    "parse_cookie_string": inspect.unwrap(parsers.parse_cookie_string),
}


def use_uncached_parsers() -> None:
    """Let Litestar call these parsers in this process: it has no setting for them."""
    for module in USERS:
        for name, parser in PARSERS.items():
            if hasattr(module, name):
                setattr(module, name, parser)
