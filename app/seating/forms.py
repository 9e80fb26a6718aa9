"""What a browser or a program sends about seats, read strictly."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.errors import BadInput
from app.seating.holds.hold import MOST_AT_ONCE
from app.seating.seat_list.filters import read_asked
from app.web.parsing import AnyRequest, is_json, read_json, whole_number

BACK = ("map", "list", "checkout")
OF_THE_LIST = ("floor", "section", "party", "level", "from", "to", "access")


class Wish(msgspec.Struct, frozen=True):
    """`seats` none: all of them. `plan` 0: not said. `back`: where a form without script returns to.

    `wheelchairs`: how many wheelchair spaces are asked for. `instead`: own seats that are given back for these.
    `area` and `count`: so many places of a standing area."""

    seats: list[int] | None = None
    plan: int = 0
    back: str = "map"
    wheelchairs: int = 0
    instead: list[int] = []
    area: int | None = None
    count: int = 0


class TypeWish(msgspec.Struct, frozen=True):
    """`seats` are to be of the ticket type `type`; with a `count`, only the first so many of them."""

    seats: list[int]
    type: int
    count: int = 0
    back: str = "map"

    @property
    def of_them(self) -> list[int]:
        """The seats that are meant."""
        return self.seats[: self.count] if self.count else self.seats


class Search(msgspec.Struct, frozen=True, rename={"levels": "level", "least": "from", "most": "to"}):
    """What the best seats are asked for by. `levels` are numbers from 1, none means all; `least` and `most` are prices
    as people type them. `seen`: what was shown before; `instead`: own seats that are given back for the next ones."""

    party: int = 2
    plan: int = 0
    back: str = "map"
    levels: list[int] = []
    section: str = ""
    wheelchairs: int = 0
    companions: int = 0
    least: str | int = ""
    most: str | int = ""
    instead: list[int] = []
    seen: list[int] = []

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same search as the fields of a form, without what was seen."""
        said = [
            ("party", self.party), ("section", self.section), *(("level", level) for level in self.levels),
            ("wheelchairs", self.wheelchairs), ("companions", self.companions), ("from", self.least), ("to", self.most),
        ]  # fmt: skip
        return [(name, str(value)) for name, value in said if value not in ("", 0)]


def seats_page(performance_id: int, back: str) -> str:
    """Where a form of this performance was sent from: the list or the checkout; else the map, whatever was sent."""
    return f"/performances/{performance_id}" + (f"/{back}" if back in BACK[1:] else "")


async def page_before(request: AnyRequest, performance_id: int, back: str) -> str:
    """The address of the page a form without script was sent from, as it was narrowed there."""
    page = seats_page(performance_id, back)
    if back != "list" or is_json(request):
        return page
    form = await request.form()
    return f"{page}?{read_asked(form).query()}" if any(name in form for name in OF_THE_LIST) else page


async def read_wish(request: AnyRequest) -> Wish:
    """The wish in a form or in JSON. Raises BadInput in words, whatever was sent."""
    if is_json(request):
        return _meant(await read_json(request, Wish, "a wish for seats"))
    form = await request.form()
    wish = Wish(
        seats=numbers(form.getall("seats")) if "seats" in form else None,
        plan=whole_number(form.get("plan", "0"), "A plan"),
        back=_back(form.get("back")),
        wheelchairs=_number(form, "wheelchairs", "How many wheelchair spaces"),
        instead=numbers(form.getall("instead", [])),
        area=whole_number(form["area"], "A standing area") if form.get("area", "") != "" else None,
        count=_number(form, "count", "How many"),
    )
    return _meant(wish)


async def read_types(request: AnyRequest) -> TypeWish:
    """Which seats are to be of which ticket type. Raises BadInput in words, whatever was sent."""
    if is_json(request):
        wish = await read_json(request, TypeWish, "a wish for a ticket type")
    else:
        form = await request.form()
        seats, kind = numbers(form.getall("seats", [])), whole_number(form.get("type", ""), "A ticket type")
        wish = TypeWish(seats, kind, _number(form, "count", "How many"), _back(form.get("back")))
    if not 0 <= wish.count <= len(wish.seats):
        raise BadInput("That is another number than there are. Nothing was changed.", code="no_such_count")
    return wish


async def read_search(request: AnyRequest) -> Search:
    """The search in a form or in JSON. Raises BadInput in words, whatever was sent."""
    if is_json(request):
        return await read_json(request, Search, "a search for seats")
    form = await request.form()
    return Search(
        party=whole_number(form.get("party", "2"), "A party"),
        plan=whole_number(form.get("plan", "0"), "A plan"),
        back=_back(form.get("back")),
        levels=numbers(form.getall("level", []), "A price level"),
        section=str(form.get("section", "")),
        wheelchairs=_number(form, "wheelchairs", "How many wheelchair spaces"),
        companions=_number(form, "companions", "How many companions"),
        least=str(form.get("from", "")),
        most=str(form.get("to", "")),
        instead=numbers(form.getall("instead", [])),
        seen=numbers(form.getall("seen", [])),
    )


def numbers(given: Sequence[Any], noun: str = "A seat") -> list[int]:
    """ "17" and "18", or "17 18" in one field: the map writes the second, a list of boxes the first."""
    return [whole_number(word, noun) for field in given for word in str(field).split()]


def _number(form: Any, name: str, noun: str) -> int:
    """A field that may be missing or empty: 0."""
    return whole_number(form.get(name) or "0", noun)


def _back(said: Any) -> str:
    return said if said in BACK else "map"


def _meant(wish: Wish) -> Wish:
    if wish.area is not None and wish.seats:
        raise BadInput("Choose seats or standing places, one after the other. Nothing was taken.", code="both")
    if max(len(wish.seats or []), len(wish.instead)) > MOST_AT_ONCE:
        raise BadInput("That is more seats than anybody can take. Nothing was taken.", code="too_many_named")
    return wish
