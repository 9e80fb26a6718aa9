"""Defines a seating plan: its seats, and a drawing that is only decoration.

Lengths are plan units: 20 are the width of a seat in the built-in plans; `Drawing.pitch` is the width in any plan.
x grows to the right, y grows away from the top; the stage is usually at the top."""

import hashlib
from typing import Literal

import msgspec


class PlanSeat(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place. `idx` is its permanent number, `guid` its technical name, `label` the text on it.

    `left_idx` and `right_idx` are the direct neighbours, with no aisle or gap between. A low `rank` is a good seat.
    A place without a label is a standing place: all of its section are equal, consecutive, and sold by count.
    `at_table`: for a seat at a table (its row), whether the table is sold by the seat or only whole.
    `view`: the stem of the picture taken from there, in assets/views; "" where there is none."""

    idx: int
    guid: str
    section: str
    row: str
    label: str
    x: float
    y: float
    level: str
    turn: float = 0.0
    wheelchair: bool = False
    companion: bool = False
    restricted: bool = False
    aisle: bool = False
    left_idx: int | None = None
    right_idx: int | None = None
    rank: float = 0.0
    at_table: Literal["", "by_seat", "whole"] = ""
    view: str = ""


class PlanLevel(msgspec.Struct, frozen=True):
    """A price level of a plan; a performance gives it prices. `key` is one or two letters, drawn on seats."""

    key: str
    name: str


class Stage(msgspec.Struct, frozen=True):
    """The stage. `d`: its shape, an SVG path; `x`, `y`: the position of its text, middle and baseline."""

    d: str
    text: str
    x: float
    y: float


class FloorShape(msgspec.Struct, frozen=True):
    """The floor under a group of seats, as an SVG path."""

    d: str


class SectionName(msgspec.Struct, frozen=True, omit_defaults=True):
    """A section's name: at a point (middle, baseline), or along the arc `d`."""

    text: str
    x: float
    y: float
    d: str = ""


class SectionOutline(msgspec.Struct, frozen=True, omit_defaults=True):
    """A section, drawn as one shape while the map is zoomed out. `d`: its outline, an SVG path; "" draws one around its
    seats. `floor`: the name of its floor, "" if there is only one. `x`, `y`: the middle of its name."""

    name: str
    d: str = ""
    floor: str = ""
    x: float = 0.0
    y: float = 0.0


class RowLabel(msgspec.Struct, frozen=True):
    """The text of a row beside it; `x`, `y`: middle and baseline."""

    text: str
    x: float
    y: float


class Area(msgspec.Struct, frozen=True, omit_defaults=True):
    """Decoration. Numbers are named like the attributes of SVG; `turn` is degrees about (x, y) or (cx, cy)."""

    kind: Literal["rect", "circle", "ellipse", "polygon", "text"]
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    cx: float = 0.0
    cy: float = 0.0
    r: float = 0.0
    rx: float = 0.0
    ry: float = 0.0
    points: str = ""
    text: str = ""
    size: float = 0.0
    turn: float = 0.0
    fill: str = ""
    stroke: str = ""


class Drawing(msgspec.Struct, frozen=True):
    """All decoration of a plan. The box (x, y, width, height) encloses seats and areas.

    `sections`: those with an outline, floor or name position of their own; others are drawn around their seats."""

    x: float
    y: float
    width: float
    height: float
    focal: tuple[float, float]
    pitch: float
    stage: Stage | None = None
    floors: tuple[FloorShape, ...] = ()
    names: tuple[SectionName, ...] = ()
    rows: tuple[RowLabel, ...] = ()
    areas: tuple[Area, ...] = ()
    sections: tuple[SectionOutline, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """One way to arrange a venue. `levels` are in the order in which they get their colours and prices."""

    name: str
    levels: tuple[PlanLevel, ...]
    seats: tuple[PlanSeat, ...]
    drawing: Drawing

    @property
    def digest(self) -> str:
        """A hash of the content: equal plans have the same digest, different ones do not."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:20]
