"""What a request carries, read strictly."""

from typing import Any, TypeVar

import msgspec
from litestar import Request

from app.errors import BadInput

AnyRequest = Request[Any, Any, Any]
Body = TypeVar("Body")

MAX_DIGITS = 18
"""Of a number that fits a column."""


def is_json(request: AnyRequest) -> bool:
    """Whether a program sent it; browsers send forms."""
    return request.content_type[0] == "application/json"


async def read_json(request: AnyRequest, body: type[Body], noun: str) -> Body:
    """The JSON as a `body`; nothing sent is an empty object. Raises BadInput: "This JSON is not `noun`"."""
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise BadInput(f"This JSON is not {noun}: {problem}", code="bad_json") from None


def parse_number(text: object, noun: str) -> int:
    """A field's digits as a number. Raises BadInput: "`noun` is a number"."""
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return int(text)
    raise BadInput(f"{noun} is a number. Nothing was changed.", code="not_a_number")
