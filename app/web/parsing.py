"""Strict parsing of the JSON and the numbers of a request."""

import functools
from collections.abc import Hashable
from typing import Any, TypeVar

import msgspec
from litestar import Request

from app.errors import BadInput
from app.language.messages import message

AnyRequest = Request[Any, Any, Any]
Body = TypeVar("Body")

MAX_DIGITS = 18
"""A number with so many digits always fits a bigint column."""


def is_json(request: AnyRequest) -> bool:
    """Return whether the body is JSON, as programs send it; browsers send forms."""
    return request.content_type[0] == "application/json"


async def read_json(request: AnyRequest, body: type[Body]) -> Body:
    """Decode the JSON body as a `body`; an empty one as an empty object. Raises BadInput."""
    try:
        decoded: Body = _decoder(body).decode(await request.body() or b"{}")  # type: ignore[arg-type]  # a class
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(message("This JSON cannot be used: {problem}", problem=str(error)), code="bad_json") from None
    return decoded


@functools.cache
def _decoder(body: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(body)


def parse_number(text: object, field: str) -> int:
    """Return the number written in a field in ASCII digits. Raises BadInput, with the field's name for programs."""
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return int(text)
    detail = message("One of the values is not a number. Nothing was changed.")
    raise BadInput(detail, code="not_a_number", field=field)
