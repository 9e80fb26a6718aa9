"""Draws the decoration of an imported plan: stage, areas, names, row letters, and the box around all."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.venues.geometry import Spot
from app.venues.plan import Area, Drawing, RowLabel, SectionName, Stage
from app.venues.pretix.areas import LETTER_WIDTH, area_extent, draw_areas, draw_stage, is_stage
from app.venues.pretix.file_format import PretixPlan
from app.venues.pretix.rows import ORIGIN, ImportedRow

NAME_SIZE = 1.0  # of the pitch: how high a section's name is
Box = tuple[float, float, float, float]  # left, top, right, bottom


def pretix_drawing(file: PretixPlan, rows: Sequence[ImportedRow], pitch: float) -> Drawing:
    """Draw all but the seats. The box contains every seat, area, name and letter, with a margin of 1.5 seats."""
    seats = [spot for row in rows for spot in row.spots]
    stage, focal, areas, filled = _stage_and_areas(file, seats, pitch)
    ground = _Ground(seats, filled[:1] if stage else [], pitch)
    letters = tuple(letter for row in rows for letter in _letters(row, ground, pitch))
    names = tuple(_names(rows, ground, pitch))
    spots = [*seats, *((letter.x, letter.y) for letter in letters)]
    for left, top, right, bottom in (*filled, *ground.taken):
        spots += [(left, top), (right, bottom)]
    left, top, right, bottom = _around(spots)
    focal, margin = focal or ((left + right) / 2, top), pitch * 1.5
    x, y = round(left - margin, 1), round(top - margin, 1)
    width, height = round(right - left + 2 * margin, 1), round(bottom - top + 2 * margin, 1)
    return Drawing(x, y, width, height, focal, pitch, stage, names=names, rows=letters, areas=tuple(areas))


def _around(spots: Sequence[Spot]) -> Box:
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return min(xs), min(ys), max(xs), max(ys)


def _stage_and_areas(
    file: PretixPlan, seats: Sequence[Spot], pitch: float
) -> tuple[Stage | None, Spot | None, list[Area], list[Box]]:
    """Draw stage and areas. Returns the stage, its middle, the decoration, and their boxes (the stage's first)."""
    stage, focal, areas, filled = None, None, list[Area](), list[Box]()
    for zone in file.zones:
        for shape in zone.areas or ():
            drawn = list(draw_areas(shape, zone.position or ORIGIN))
            box = [_around([corner for area in drawn for corner in area_extent(area)])] if drawn else []
            if stage is None and is_stage(shape):
                stage, focal = draw_stage(shape, zone.position or ORIGIN, seats, pitch)
                filled = box + filled
            else:
                areas += drawn
                filled += box
    return stage, focal, areas, filled


class _Ground:
    """Finds room for texts: without a seat, the stage or another text."""

    def __init__(self, seats: Sequence[Spot], taken: Sequence[Box], pitch: float) -> None:
        self.pitch, self.taken = pitch, list(taken)
        self.cells: dict[tuple[int, int], list[Spot]] = defaultdict(list)
        for x, y in seats:
            self.cells[math.floor(x / pitch), math.floor(y / pitch)].append((x, y))

    def take(self, boxes: Sequence[Box]) -> Box | None:
        """Take the first free one of `boxes`; None when there is none."""
        free_box = next((box for box in boxes if self._is_free(box)), None)
        self.taken += [free_box] if free_box else []
        return free_box

    def _is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        if any(other[0] < right and left < other[2] and other[1] < bottom and top < other[3] for other in self.taken):
            return False
        reach, cell = self.pitch * 0.45, self.pitch
        columns = range(math.floor((left - reach) / cell), math.floor((right + reach) / cell) + 1)
        lines = range(math.floor((top - reach) / cell), math.floor((bottom + reach) / cell) + 1)
        nearby = (spot for column in columns for line in lines for spot in self.cells.get((column, line), ()))
        return not any(left - reach < x < right + reach and top - reach < y < bottom + reach for x, y in nearby)


def _letters(row: ImportedRow, ground: _Ground, pitch: float) -> Iterator[RowLabel]:
    """Place the row's letter beyond its ends, where the file has one and there is room."""
    ends = {"start": [0], "end": [-1], "both": [0, -1]}.get(row.letters, [])
    for end in ends if row.row else []:
        run = row.runs[end]
        x, y = row.spots[run[end]]
        before = row.spots[run[1 if end == 0 else -2]] if len(run) > 1 else (x + (pitch if end == 0 else -pitch), y)
        away = math.dist((x, y), before)
        x, y = x + (x - before[0]) / away * pitch, y + (y - before[1]) / away * pitch
        half = pitch * 0.3
        if ground.take([(x - half, y - half, x + half, y + half)]):
            yield RowLabel(row.row, round(x, 1), round(y + pitch * 0.2, 1))


def _names(rows: Sequence[ImportedRow], ground: _Ground, pitch: float) -> Iterator[SectionName]:
    """Place each section's name above its seats, else below, else nowhere; the largest section is placed first."""
    zones: dict[tuple[int, str], list[Spot]] = defaultdict(list)
    for row in rows:
        zones[row.zone, row.section] += row.spots
    for (_, section), spots in sorted(zones.items(), key=lambda zone: -len(zone[1])):
        left, top, right, bottom = _around(spots)
        x, high = (left + right) / 2, pitch * NAME_SIZE
        half = len(section) * high * LETTER_WIDTH / 2
        lines = [y for step in (0.5, 1.6) for y in (top - pitch * step, bottom + pitch * step + high)]
        boxes = [(x - half, y - high, x + half, y) for y in lines]
        if box := ground.take(boxes):
            yield SectionName(section, round(x, 1), round(box[3] - pitch * 0.15, 1))
