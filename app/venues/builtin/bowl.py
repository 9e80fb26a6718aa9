"""Calculates the ground of a bowl: sections along a rounded rectangle, straight on its sides, curved at its corners.

Distances are counted from the core: the rectangle of the corners' centres. All seats of a row have the same
distance; "onward" is clockwise on the page."""

import math
from collections.abc import Iterator

import msgspec

from app.venues.geometry import Spot

PITCH, ROW_STEP = 20.0, 24.0
AISLE = 44.0  # between the outer seats of two sections, from edge to edge
APRON = 12.0  # from an outline's side to the middle of the aisle
EDGE = 14.0  # from a row's middle to the outline before the first and behind the last


class SeatPosition(msgspec.Struct, frozen=True):
    """Where a seat stands, and its `turn` in degrees."""

    x: float
    y: float
    turn: float


class Tier(msgspec.Struct, frozen=True):
    """`rows` rows one behind the other on one `floor`; the first is `first` units away from the core."""

    floor: str
    rows: int
    first: float

    def distance(self, row: int) -> float:
        """Return the distance of this row (counted from 0) from the core."""
        return self.first + row * ROW_STEP


class Ground(msgspec.Struct, frozen=True):
    """The ground of one section. (x, y) is where it begins on the core, `out` the direction away from it in degrees
    (0 is right, 90 down). On a side it goes on for `length` units, round a corner for `span` degrees."""

    x: float
    y: float
    out: float
    length: float = 0.0
    span: float = 0.0

    @property
    def middle(self) -> float:
        """The direction away from the core at its middle, in degrees."""
        return self.out + self.span / 2

    def parts(self, count: int) -> Iterator["Ground"]:
        """Cut the ground into equal parts, onward."""
        length, span = self.length / count, self.span / count
        for part in range(count):
            x, y = self._along(part * length, 0)
            yield Ground(x, y, self.out + part * span, length, span)

    def width(self, away: float) -> float:
        """Return the length of a row at this distance, aisles included."""
        return self.length + away * math.radians(self.span)

    def row(self, away: float) -> list[SeatPosition]:
        """Place the seats of a row evenly between the aisles, at least a seat width apart, all facing inward.

        They are in reading order: from left to right, a vertical row from the top down."""
        room = self.width(away) - AISLE
        count = math.floor(room / PITCH + 1e-9)
        return self.line(away, [AISLE / 2 + room / count * (k + 0.5) for k in range(count)])

    def line(self, away: float, steps: list[float]) -> list[SeatPosition]:
        """Return the places `steps` units onward at this distance, in reading order."""
        places = [self._place(away, step) for step in steps]
        across, down = -math.sin(math.radians(self.middle)), math.cos(math.radians(self.middle))
        return places[::-1] if across < -0.01 or (abs(across) <= 0.01 and down < 0) else places

    def outline(self, tier: Tier) -> str:
        """Return a closed path round all rows of `tier`, curved like them."""
        near, far = tier.first - EDGE, tier.distance(tier.rows - 1) + EDGE
        spots = [(near, APRON), (near, self.width(near) - APRON), (far, self.width(far) - APRON), (far, APRON)]
        a, b, c, d = (f"{place.x:.1f} {place.y:.1f}" for place in (self._place(*spot) for spot in spots))
        if not self.span:
            return f"M{a}L{b}L{c}L{d}Z"
        return f"M{a}A{near:g} {near:g} 0 0 1 {b}L{c}A{far:g} {far:g} 0 0 0 {d}Z"

    def centre(self, tier: Tier) -> Spot:
        """Return the middle of its rows."""
        away = (tier.first + tier.distance(tier.rows - 1)) / 2
        place = self._place(away, self.width(away) / 2)
        return place.x, place.y

    def _place(self, away: float, step: float) -> SeatPosition:
        """Return the spot `step` units onward at this distance, and the turn of a seat there that faces inward."""
        out = self.out + math.degrees(step / away) if self.span else self.out
        x, y = self._along(0 if self.span else step, away, out)
        sin, cos = math.sin(math.radians(out)), math.cos(math.radians(out))
        return SeatPosition(round(x, 1), round(y, 1), round(math.degrees(math.atan2(-cos, sin)), 1) + 0.0)

    def _along(self, step: float, away: float, out: float | None = None) -> Spot:
        angle = math.radians(self.out if out is None else out)
        sin, cos = math.sin(angle), math.cos(angle)
        return self.x + away * cos - step * sin, self.y + away * sin + step * cos


def ring(half_width: float, half_height: float) -> list[Ground]:
    """Return eight grounds round a core of this size about (0, 0), clockwise from the top left: side, corner, …"""
    w, h = half_width, half_height
    sides = [(-w, -h, 270.0, 2 * w), (w, -h, 0.0, 2 * h), (w, h, 90.0, 2 * w), (-w, h, 180.0, 2 * h)]
    corners = [(w, -h, 270.0), (w, h, 0.0), (-w, h, 90.0), (-w, -h, 180.0)]
    return [
        ground
        for (x, y, out, length), (cx, cy, begin) in zip(sides, corners, strict=True)
        for ground in (Ground(x, y, out, length), Ground(cx, cy, begin, span=90.0))
    ]
