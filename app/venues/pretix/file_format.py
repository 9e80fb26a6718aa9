"""Parses the pretix seating-plan JSON: its types and limits, nothing derived.

It is lenient (unknown keys, missing positions, numbers in place of text), but every error names its JSON path."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec

from app.venues.plan_validation import MAX_SEATS, InvalidPlan

LARGEST_FILE = 16 * 1024 * 1024  # 100,000 seats with long technical names
Number = Annotated[float, msgspec.Meta(ge=-100_000, le=100_000)]
Length = Annotated[float, msgspec.Meta(ge=0, le=100_000)]
Words = Annotated[str, msgspec.Meta(max_length=200)] | int | float | None


class Point(msgspec.Struct, frozen=True):
    x: Number
    y: Number


class Category(msgspec.Struct, frozen=True):
    name: Words


class PretixSeat(msgspec.Struct, frozen=True):
    seat_guid: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    position: Point
    seat_number: Words = None
    category: Words = None


class PretixRow(msgspec.Struct, frozen=True):
    seats: list[PretixSeat]
    row_number: Words = None
    row_label: Words = None
    seat_label: Words = None
    row_number_position: Words = None
    position: Point | None = None


class Text(msgspec.Struct, frozen=True):
    text: Words = None
    position: Point | None = None
    size: Length | None = None
    color: Words = None


class Rectangle(msgspec.Struct, frozen=True):
    width: Length
    height: Length


class Circle(msgspec.Struct, frozen=True):
    radius: Length


class Radii(msgspec.Struct, frozen=True):
    x: Length
    y: Length


class Ellipse(msgspec.Struct, frozen=True):
    radius: Radii


class Polygon(msgspec.Struct, frozen=True):
    points: Annotated[list[Point], msgspec.Meta(max_length=5_000)]


class Shape(msgspec.Struct, frozen=True):
    """An area: decoration only."""

    shape: Words = None
    position: Point | None = None
    rotation: Number | None = None
    color: Words = None
    border_color: Words = None
    rectangle: Rectangle | None = None
    circle: Circle | None = None
    ellipse: Ellipse | None = None
    polygon: Polygon | None = None
    text: Text | None = None


class Zone(msgspec.Struct, frozen=True):
    name: Words = None
    position: Point | None = None
    rows: list[PretixRow] | None = None
    areas: list[Shape] | None = None


class PretixPlan(msgspec.Struct, frozen=True):
    zones: list[Zone]
    name: Words = None
    categories: list[Category] | None = None

    @property
    def seats(self) -> int:
        """The number of seats in all zones."""
        return sum(len(row.seats) for zone in self.zones for row in zone.rows or ())

    def rows(self) -> Iterator["LocatedRow"]:
        """Yield every row with its JSON path and its zone."""
        for z, zone in enumerate(self.zones):
            for r, row in enumerate(zone.rows or ()):
                yield LocatedRow(f"zones[{z}].rows[{r}]", zone, row)


class LocatedRow(msgspec.Struct, frozen=True):
    """A row with its JSON `path` in the file and the zone that contains it."""

    path: str
    zone: Zone
    row: PretixRow


def text_of(value: str | int | float | None) -> str:
    """Convert a name to text: numbers too, null to "", without control characters."""
    text = f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)
    return text.strip() if text.isprintable() else re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()


def parse_pretix(raw: bytes) -> PretixPlan:
    """Parse a file whose plan is still to be validated. Raises InvalidPlan, which names the JSON path."""
    if len(raw) > LARGEST_FILE:
        raise InvalidPlan([f"the file is larger than {LARGEST_FILE // 2**20} MB, the most a plan may have"])
    try:
        plan = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=PretixPlan)
    except msgspec.ValidationError as problem:
        raise InvalidPlan([_in_words(str(problem))]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise InvalidPlan([f"the file is not JSON ({problem})"]) from None
    if not plan.zones:
        raise InvalidPlan(["the plan has no zones"])
    if plan.seats > MAX_SEATS:
        raise InvalidPlan([f"the plan has {plan.seats:,} seats; {MAX_SEATS:,} is the most"])
    return plan


def _in_words(problem: str) -> str:
    """Rewrite msgspec's message with the path first and without Python's type names."""
    says, _, path = problem.partition(" - at `$")
    path = path.rstrip("`").removeprefix(".")
    says = says.replace("Object missing required field", "has no").replace("`", "")
    says = re.sub(r"^Expected (\w+) (<=|>=) (\S+?)(\.0)?$", r"must be \2 \3", says)
    for python, word in (("float", "number"), ("str", "text"), ("array", "list"), ("int", "number")):
        says = re.sub(rf"\b{python}\b", word, says)
    says = says[:1].lower() + says[1:].replace("number | number", "number")
    return f"{path or 'the plan'} {says}" if says.startswith(("has", "must")) else f"{path or 'the file'}: {says}"
