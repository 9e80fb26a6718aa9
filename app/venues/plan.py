"""What a seating plan is: seats that are counted, and a drawing that is only looked at.

Lengths are plan units: 20 are one seat's width in a plan we drew; `Drawing.pitch` says it for any plan.
x grows to the right, y grows away from the top; the stage is usually at the top."""

import hashlib
from typing import Literal

import msgspec


class PlanSeat(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place. `idx` is its number for ever, `guid` its technical name, `label` what is written on it.

    `left_idx` and `right_idx` are the seats one can talk to without getting up. A low `rank` is a good seat.
    A place without a label stands: all places of its section are alike, one after the other, and sold by count.
    `at_table`: a seat at a table (its row), which is sold by the seat, or only whole.
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
    """A price level as the plan knows it: the hook for a price. `key` is one or two letters, drawn on seats."""

    key: str
    name: str


class Stage(msgspec.Struct, frozen=True):
    """Where to look. `x` and `y` are where the word stands: middle and baseline."""

    d: str
    text: str
    x: float
    y: float


class FloorShape(msgspec.Struct, frozen=True):
    """What a group of seats stands on, as an SVG path."""

    d: str


class SectionName(msgspec.Struct, frozen=True, omit_defaults=True):
    """A section's name: at a point (middle, baseline), or along the arc `d`."""

    text: str
    x: float
    y: float
    d: str = ""


class SectionOutline(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of the house, drawn as one shape until one comes close. `d`: its outline, an SVG path; "" draws one around
    its seats. `floor`: the storey it is on, "" where there is only one. `x`, `y`: the middle of its name."""

    name: str
    d: str = ""
    floor: str = ""
    x: float = 0.0
    y: float = 0.0


class RowLabel(msgspec.Struct, frozen=True):
    """A row's letter beside the row: middle, baseline."""

    text: str
    x: float
    y: float


class Area(msgspec.Struct, frozen=True, omit_defaults=True):
    """Decoration. Numbers are named after SVG's attributes; `turn` is degrees about (x, y) or (cx, cy)."""

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
    """All that is only looked at. The box (x, y, width, height) encloses seats and areas.

    `sections`: those of which more is known than their seats; others are drawn around them."""

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
        """Names the content: the same plan has the same digest, any change another one."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:20]
