"""Requests about seats, as a form or as JSON: parsed and validated."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.errors import BadInput
from app.language.messages import message
from app.seating.holds.hold import MAX_SEATS_AT_ONCE
from app.seating.seat_list.filters import parse_list_filter
from app.web.parsing import AnyRequest, is_json, parse_number, read_json

RETURN_PAGES = ("map", "list", "checkout")
LIST_FIELDS = ("floor", "section", "party", "level", "from", "to", "access")


class HoldRequest(msgspec.Struct, frozen=True, rename={"replacing": "instead"}):
    """A request to hold or release seats. `seats` None: all held ones. `plan` 0: not given. `back`: the page to which a
    form without JavaScript returns. `wheelchairs`: the number of wheelchair spaces asked for. `replacing`: own seats
    that are released for these. `area`, `count`: so many places of the standing area whose first place is `area`."""

    seats: list[int] | None = None
    plan: int = 0
    back: str = "map"
    wheelchairs: int = 0
    replacing: list[int] = []
    area: int | None = None
    count: int = 0


class TicketTypeRequest(msgspec.Struct, frozen=True):
    """A request to change `seats`, or only the first `count` of them, to the ticket type `type`."""

    seats: list[int]
    type: int
    count: int = 0
    back: str = "map"

    @property
    def target_seats(self) -> list[int]:
        """The seats to change."""
        return self.seats[: self.count] if self.count else self.seats


class BestSeatsRequest(
    msgspec.Struct,
    frozen=True,
    rename={"levels": "level", "min_price": "from", "max_price": "to", "replacing": "instead", "already_shown": "seen"},
):
    """A search for the best seats. `levels`: numbers of price levels from 1, empty for all; `min_price`, `max_price`:
    prices as typed. `already_shown`: seats shown before; `replacing`: own seats that are released for the new ones."""

    party: int = 2
    plan: int = 0
    back: str = "map"
    levels: list[int] = []
    section: str = ""
    wheelchairs: int = 0
    companions: int = 0
    min_price: str | int = ""
    max_price: str | int = ""
    replacing: list[int] = []
    already_shown: list[int] = []

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same search as (name, value) fields of a form, without `already_shown` and `replacing`."""
        fields: list[tuple[str, str | int]] = [("party", self.party), ("section", self.section)]
        fields += [("level", level) for level in self.levels]
        fields += [("wheelchairs", self.wheelchairs), ("companions", self.companions)]
        fields += [("from", self.min_price), ("to", self.max_price)]
        return [(name, str(value)) for name, value in fields if value not in ("", 0)]


def seats_page(performance_id: int, back: str) -> str:
    """Return the address of the page that `back` names: the list, the checkout, or for any other text the map."""
    return f"/performances/{performance_id}" + (f"/{back}" if back in RETURN_PAGES[1:] else "")


async def return_address(request: AnyRequest, performance_id: int, back: str) -> str:
    """Return the address of the page that sent a form without JavaScript, with the list's filter."""
    page = seats_page(performance_id, back)
    if back != "list" or is_json(request):
        return page
    form = await request.form()
    return f"{page}?{parse_list_filter(form).query()}" if any(name in form for name in LIST_FIELDS) else page


async def read_hold_request(request: AnyRequest) -> HoldRequest:
    """Parse a request to hold or release seats, from a form or JSON. Raises BadInput for any invalid content."""
    if is_json(request):
        return _validate(await read_json(request, HoldRequest))
    form = await request.form()
    body = HoldRequest(
        seats=parse_numbers(form.getall("seats")) if "seats" in form else None,
        plan=parse_number(form.get("plan", "0"), "plan"),
        back=_back(form.get("back")),
        wheelchairs=_number(form, "wheelchairs"),
        replacing=parse_numbers(form.getall("instead", []), "instead"),
        area=parse_number(form["area"], "area") if form.get("area", "") != "" else None,
        count=_number(form, "count"),
    )
    return _validate(body)


async def read_type_request(request: AnyRequest) -> TicketTypeRequest:
    """Parse a request to change ticket types, from a form or JSON. Raises BadInput for any invalid content."""
    if is_json(request):
        body = await read_json(request, TicketTypeRequest)
    else:
        form = await request.form()
        seats, kind = parse_numbers(form.getall("seats", [])), parse_number(form.get("type", ""), "type")
        body = TicketTypeRequest(seats, kind, _number(form, "count"), _back(form.get("back")))
    if not 0 <= body.count <= len(body.seats):
        raise BadInput(message("There are not that many seats to change. Nothing was changed."), code="no_such_count")
    return body


async def read_best_request(request: AnyRequest) -> BestSeatsRequest:
    """Parse a search for the best seats, from a form or JSON. Raises BadInput for any invalid content."""
    if is_json(request):
        return await read_json(request, BestSeatsRequest)
    form = await request.form()
    return BestSeatsRequest(
        party=parse_number(form.get("party", "2"), "party"),
        plan=parse_number(form.get("plan", "0"), "plan"),
        back=_back(form.get("back")),
        levels=parse_numbers(form.getall("level", []), "level"),
        section=str(form.get("section", "")),
        wheelchairs=_number(form, "wheelchairs"),
        companions=_number(form, "companions"),
        min_price=str(form.get("from", "")),
        max_price=str(form.get("to", "")),
        replacing=parse_numbers(form.getall("instead", []), "instead"),
        already_shown=parse_numbers(form.getall("seen", []), "seen"),
    )


def parse_numbers(given: Sequence[Any], field: str = "seats") -> list[int]:
    """Parse the numbers of all fields: "17" and "18" from check boxes, or "17 18" in one field from the map.

    Raises BadInput, with the name of the `field`."""
    return [parse_number(word, field) for text in given for word in str(text).split()]


def _number(form: Any, name: str) -> int:
    """Parse the number in a field; 0 when it is missing or empty."""
    return parse_number(form.get(name) or "0", name)


def _back(given: Any) -> str:
    return given if given in RETURN_PAGES else "map"


def _validate(body: HoldRequest) -> HoldRequest:
    if body.area is not None and body.seats:
        raise BadInput(message("Choose seats or standing places, one after the other. Nothing was taken."), code="both")
    if max(len(body.seats or []), len(body.replacing)) > MAX_SEATS_AT_ONCE:
        raise BadInput(message("That is more seats than anybody can take. Nothing was taken."), code="too_many_named")
    return body
