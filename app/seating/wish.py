"""What a browser or a program sends about seats, read strictly."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request

from app.errors import BadInput

MOST_DIGITS = 9
BACK = ("map", "list", "checkout")


class Wish(msgspec.Struct, frozen=True):
    """`seats` none: all of them. `plan` 0: not said. `back`: where a form without script returns to."""

    seats: list[int] | None = None
    plan: int = 0
    back: str = "map"


async def read_wish(request: Request[Any, Any, Any]) -> Wish:
    """The wish in a form or in JSON. Raises BadInput in words, whatever was sent."""
    kind, _ = request.content_type
    if kind == "application/json":
        try:
            return msgspec.json.decode(await request.body() or b"{}", type=Wish)
        except msgspec.DecodeError as problem:
            raise BadInput(f"This JSON is not a wish for seats: {problem}", code="bad_json") from None
    form = await request.form()
    back = form.get("back", "map")
    return Wish(
        _numbers(form.getall("seats")) if "seats" in form else None,
        _number(form.get("plan", "0")),
        back if back in BACK else "map",
    )


def _numbers(given: Sequence[Any]) -> list[int]:
    """ "17" and "18", or "17 18" in one field: the map writes the second, a list of boxes the first."""
    return [_number(word) for field in given for word in str(field).split()]


def _number(word: Any) -> int:
    if isinstance(word, str) and word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS:
        return int(word)
    raise BadInput("A seat is a number. Nothing was changed.", code="not_a_number")
