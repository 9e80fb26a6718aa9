"""The outline of a section: what the plan gives for it, else a line drawn round its seats."""

from collections.abc import Iterable, Sequence

from app.seating.plan.svg_elements import format_number, is_path

Spot = tuple[float, float]
MARGIN = 13.0  # from a seat's middle to the line, in units of a drawing


def section_path(d: str, spots: Sequence[Spot]) -> str:
    """`d` if it is a path, else the convex path round all `spots`, each with room around it; "" round none."""
    if d and is_path(d):
        return d
    corners = {(x + dx, y + dy) for x, y in spots for dx in (-MARGIN, MARGIN) for dy in (-MARGIN, MARGIN)}
    return f"M{'L'.join(f'{format_number(x)} {format_number(y)}' for x, y in convex_hull(corners))}Z" if corners else ""


def convex_hull(spots: Iterable[Spot]) -> list[Spot]:
    """The corners of the smallest convex shape that holds all of these."""
    ordered = sorted(set(spots))
    return [*_half(ordered)[:-1], *_half(ordered[::-1])[:-1]] or ordered


def box_middle(spots: Sequence[Spot]) -> Spot:
    """The middle of the box round these; (0, 0) of none."""
    if not spots:
        return 0.0, 0.0
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _half(spots: Sequence[Spot]) -> list[Spot]:
    """One side, from the first to the last, never turning right."""
    side: list[Spot] = []
    for spot in spots:
        while len(side) > 1 and _turn(side[-2], side[-1], spot) <= 0:
            side.pop()
        side.append(spot)
    return side


def _turn(a: Spot, b: Spot, c: Spot) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
