"""What a browser or a program sends about seats, read strictly."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request

from app.errors import BadInput

MOST_DIGITS = 9
BACK = ("map", "list", "checkout")


class Wish(msgspec.Struct, frozen=True):
    """`seats` none: all of them. `plan` 0: not said. `back`: where a form without script returns to.

    `section` and `party`: which part of the list that was."""

    seats: list[int] | None = None
    plan: int = 0
    back: str = "map"
    section: str = ""
    party: int = 0

    def page(self, performance_id: int) -> str:
        """The address of the page this wish was sent from."""
        asked = {"section": self.section, "party": self.party}
        query = urlencode({name: value for name, value in asked.items() if value}) if self.back == "list" else ""
        return seats_page(performance_id, self.back) + (f"?{query}" if query else "")


def seats_page(performance_id: int, back: str) -> str:
    """Where a form of this performance was sent from: the map, the list or the checkout."""
    return f"/performances/{performance_id}" + ("" if back == "map" else f"/{back}")


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
        str(form.get("section", "")),
        _number(form.get("party", "0")),
    )


def _numbers(given: Sequence[Any]) -> list[int]:
    """ "17" and "18", or "17 18" in one field: the map writes the second, a list of boxes the first."""
    return [_number(word) for field in given for word in str(field).split()]


def _number(word: Any) -> int:
    if isinstance(word, str) and word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS:
        return int(word)
    raise BadInput("A seat is a number. Nothing was changed.", code="not_a_number")
