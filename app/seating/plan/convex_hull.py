"""The outline of a section: the one in the plan, else the convex hull of its seats."""

from collections.abc import Iterable, Sequence

from app.seating.plan.svg_elements import format_number, is_path

Spot = tuple[float, float]
MARGIN = 13.0  # from a seat's middle to the line, in units of a drawing


def section_path(d: str, spots: Sequence[Spot]) -> str:
    """Return `d` if it is a path, else the convex path round all `spots` with MARGIN around each; "" without spots."""
    if d and is_path(d):
        return d
    corners = {(x + dx, y + dy) for x, y in spots for dx in (-MARGIN, MARGIN) for dy in (-MARGIN, MARGIN)}
    return f"M{'L'.join(f'{format_number(x)} {format_number(y)}' for x, y in convex_hull(corners))}Z" if corners else ""


def convex_hull(spots: Iterable[Spot]) -> list[Spot]:
    """Return the corners of the convex hull, by Andrew's monotone chain."""
    ordered = sorted(set(spots))
    return [*_half(ordered)[:-1], *_half(ordered[::-1])[:-1]] or ordered


def box_middle(spots: Sequence[Spot]) -> Spot:
    """Return the middle of the bounding box; (0, 0) without spots."""
    if not spots:
        return 0.0, 0.0
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _half(spots: Sequence[Spot]) -> list[Spot]:
    """Return one side of the hull, from the first to the last spot, without right turns."""
    side: list[Spot] = []
    for spot in spots:
        while len(side) > 1 and _turn(side[-2], side[-1], spot) <= 0:
            side.pop()
        side.append(spot)
    return side


def _turn(a: Spot, b: Spot, c: Spot) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
