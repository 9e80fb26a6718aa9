"""What a browser or a program sends to order, read strictly."""

from typing import Any

import msgspec
from litestar import Request

from app.errors import BadInput

MOST_DIGITS = 18


class Form(msgspec.Struct, frozen=True):
    """As typed, not judged yet. `hold`: the hold the form was drawn for."""

    name: str = ""
    email: str = ""
    hold: int | None = None


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """The order form, or its JSON. Raises BadInput when it is neither."""
    kind, _ = request.content_type
    if kind == "application/json":
        try:
            return msgspec.json.decode(await request.body() or b"{}", type=Form)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise BadInput(f"This JSON is not an order: {problem}", code="bad_json") from None
    sent = await request.form()
    name, email, hold = (
        value if isinstance(value := sent.get(field), str) else "" for field in ("name", "email", "hold")
    )
    return Form(name, email, _number(hold) if hold else None)


def _number(word: str) -> int:
    if word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS:
        return int(word)
    raise BadInput("A hold is a number. Nothing was ordered.", code="not_a_number")
