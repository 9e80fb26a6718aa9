"""Converts the areas of a pretix plan to decoration, and one of them to the stage."""

import math
import re
from collections.abc import Iterator, Sequence

from app.venues.geometry import Spot
from app.venues.plan import Area, Stage
from app.venues.pretix.file_format import Point, Shape, text_of

STAGE = re.compile(r"\b(stage|b(ü|ue)hne|sc[eè]ne|escenario|palco|podium|screen|сцена)\b", re.IGNORECASE)
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
LETTER_WIDTH = 0.6  # of the size, on average


def is_stage(shape: Shape) -> bool:
    """Tell whether its text is "stage" in one of several languages."""
    return shape.text is not None and STAGE.search(text_of(shape.text.text)) is not None


def draw_areas(shape: Shape, zone: Point) -> Iterator[Area]:
    """Draw one area: its shape, then its text. An unknown or incomplete shape draws nothing."""
    x, y = _place(shape, zone)
    turn, fill, stroke = shape.rotation or 0.0, _colour(shape.color), _colour(shape.border_color)
    match text_of(shape.shape):
        case "rectangle" if shape.rectangle:
            wide, high = shape.rectangle.width, shape.rectangle.height
            yield Area("rect", x=x, y=y, width=wide, height=high, turn=turn, fill=fill, stroke=stroke)
        case "circle" if shape.circle:
            yield Area("circle", cx=x, cy=y, r=shape.circle.radius, turn=turn, fill=fill, stroke=stroke)
        case "ellipse" if shape.ellipse:
            rx, ry = shape.ellipse.radius.x, shape.ellipse.radius.y
            yield Area("ellipse", cx=x, cy=y, rx=rx, ry=ry, turn=turn, fill=fill, stroke=stroke)
        case "polygon" if shape.polygon and shape.polygon.points:
            points = " ".join(f"{x + point.x:.1f},{y + point.y:.1f}" for point in shape.polygon.points)
            yield Area("polygon", x=x, y=y, points=points, turn=turn, fill=fill, stroke=stroke)
    if shape.text and (text := text_of(shape.text.text)):
        offset, size = shape.text.position or Point(0, 0), shape.text.size or 16.0
        yield Area("text", x=x + offset.x, y=y + offset.y, text=text, size=size, fill=_colour(shape.text.color))


def area_extent(area: Area) -> list[Spot]:
    """Return the corners of a box around the area, turned with it."""
    x, y = (area.cx, area.cy) if area.kind in {"circle", "ellipse"} else (area.x, area.y)
    match area.kind:
        case "rect":
            corners = [(0.0, 0.0), (area.width, 0.0), (area.width, area.height), (0.0, area.height)]
        case "polygon":
            pairs = (point.split(",") for point in area.points.split())
            corners = [(float(px) - x, float(py) - y) for px, py in pairs]
        case "text":
            half = len(area.text) * area.size * LETTER_WIDTH / 2
            corners = [(-half, -area.size), (half, area.size * 0.3)]
        case _:
            rx, ry = area.rx or area.r, area.ry or area.r
            corners = [(-rx, -ry), (rx, -ry), (rx, ry), (-rx, ry)]
    sin, cos = math.sin(math.radians(area.turn)), math.cos(math.radians(area.turn))
    return [(x + dx * cos - dy * sin, y + dx * sin + dy * cos) for dx, dy in corners]


def draw_stage(shape: Shape, zone: Point, seats: Sequence[Spot], pitch: float) -> tuple[Stage, Spot]:
    """Draw the stage; returns it with its middle, which seats face. A text without a shape gets a rectangle.

    In many plans the stage reaches under the first row: it is shortened to where the seats begin."""
    drawn = list(draw_areas(shape, zone))
    label, boards = drawn[-1], [area for area in drawn if area.kind != "text"]
    if boards:
        corners = area_extent(boards[0])
    else:
        half, high = len(label.text) * label.size * LETTER_WIDTH, label.size * 1.5
        corners = [(label.x + sx * half, label.y + sy * high) for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    if not (boards and (boards[0].kind != "rect" or boards[0].turn)):
        corners = _drawn_back(corners, seats, pitch)
    middle = (
        (min(x for x, _ in corners) + max(x for x, _ in corners)) / 2,
        (min(y for _, y in corners) + max(y for _, y in corners)) / 2,
    )
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"
    if boards and boards[0].kind in {"circle", "ellipse"}:
        rx, ry = boards[0].rx or boards[0].r, boards[0].ry or boards[0].r
        (left, y), arc = (middle[0] - rx, middle[1]), f"A{rx:.1f} {ry:.1f} {boards[0].turn:.1f} 1 0"
        d = f"M{left:.1f} {y:.1f}{arc} {left + 2 * rx:.1f} {y:.1f}{arc} {left:.1f} {y:.1f}Z"
    return Stage(d, label.text, round(middle[0], 1), round(middle[1] + pitch * 0.2, 1)), middle


def _drawn_back(corners: list[Spot], seats: Sequence[Spot], pitch: float) -> list[Spot]:
    """Shorten a rectangle that is not turned, at the edge where seats overlap it. Its height stays above 0."""
    (left, top), (right, bottom) = corners[0], corners[2]
    under = [y for x, y in seats if left <= x <= right and top - pitch / 2 < y < bottom + pitch / 2]
    if under and min(under) > (top + bottom) / 2:
        bottom = max(min(under) - pitch, top + pitch)
    elif under and max(under) < (top + bottom) / 2:
        top = min(max(under) + pitch, bottom - pitch)
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _place(shape: Shape, zone: Point) -> Spot:
    position = shape.position or Point(0, 0)
    return zone.x + position.x, zone.y + position.y


def _colour(value: object) -> str:
    """Return a plain hex colour, or "": no other text of a file may reach a page."""
    return value if isinstance(value, str) and COLOUR.fullmatch(value) else ""
