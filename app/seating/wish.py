"""What a browser or a program sends about seats, read strictly."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from app.web.reading import AnyRequest, is_json, read_json, whole_number

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
    """Where a form of this performance was sent from: the list or the checkout; else the map, whatever was sent."""
    return f"/performances/{performance_id}" + (f"/{back}" if back in BACK[1:] else "")


async def read_wish(request: AnyRequest) -> Wish:
    """The wish in a form or in JSON. Raises BadInput in words, whatever was sent."""
    if is_json(request):
        return await read_json(request, Wish, "a wish for seats")
    form = await request.form()
    back = form.get("back", "map")
    return Wish(
        _numbers(form.getall("seats")) if "seats" in form else None,
        whole_number(form.get("plan", "0"), "A plan"),
        back if back in BACK else "map",
        str(form.get("section", "")),
        whole_number(form.get("party", "0"), "A party"),
    )


def _numbers(given: Sequence[Any]) -> list[int]:
    """ "17" and "18", or "17 18" in one field: the map writes the second, a list of boxes the first."""
    return [whole_number(word, "A seat") for field in given for word in str(field).split()]
