"""Converts the rows of a pretix file: absolute coordinates, shown labels, runs of neighbours."""

from collections.abc import Iterator

import msgspec

from app.venues.geometry import Spot, seat_spacing
from app.venues.plan import PlanSeat
from app.venues.pretix.file_format import Point, PretixPlan, PretixRow, PretixSeat, Zone, text_of
from app.venues.pretix.neighbours import neighbour_runs

UNNAMED = "Other seats"  # the level of seats without a category: they need a price like any other
ORIGIN = Point(0, 0)


class ImportedRow(msgspec.Struct, frozen=True):
    """A row of the file. `zone`: the index of its zone. `letters`: where its letter is drawn: "start", "end", "both" or
    "". `labels`, `spots`: by index in `seats`; each run lists such indexes."""

    zone: int
    section: str
    row: str
    letters: str
    seats: list[PretixSeat]
    labels: list[str]
    spots: list[Spot]
    runs: list[list[int]]


def absolute_rows(file: PretixPlan) -> tuple[float, list[ImportedRow]]:
    """Return the usual distance between seats, and every row with seats."""
    pitch = seat_spacing([spot for located in file.rows() for spot in _spots(located.zone, located.row)])
    return pitch, [
        _row(file, z, row, pitch) for z, zone in enumerate(file.zones) for row in zone.rows or () if row.seats
    ]


def numbered_seats(row: ImportedRow, start: int) -> Iterator[PlanSeat]:
    """Yield the row's seats, numbered from `start` along its runs: the right neighbour has the next number."""
    idx = start
    for run in row.runs:
        for i, place in enumerate(run):
            seat, first, last = row.seats[place], i == 0, i == len(run) - 1
            name = (seat.seat_guid, row.section, row.row, row.labels[place])
            level = text_of(seat.category) or UNNAMED
            left, right = None if first else idx - 1, None if last else idx + 1
            yield PlanSeat(idx, *name, *row.spots[place], level, aisle=first != last, left_idx=left, right_idx=right)
            idx += 1


def _spots(zone: Zone, row: PretixRow) -> list[Spot]:
    """Return absolute coordinates, rounded to hundredths: zone + row + seat. A missing position is (0, 0)."""
    z, r = zone.position or ORIGIN, row.position or ORIGIN
    return [(round(z.x + r.x + s.position.x, 2), round(z.y + r.y + s.position.y, 2)) for s in row.seats]


def _row(file: PretixPlan, z: int, row: PretixRow, pitch: float) -> ImportedRow:
    zone, number, pattern = file.zones[z], text_of(row.row_number), text_of(row.seat_label)
    section = text_of(zone.name) or (f"Section {z + 1}" if len(file.zones) > 1 else "Hall")
    name = "" if number in {"-", "–", "—"} else _label(text_of(row.row_label), number, "row")
    labels = [_label(pattern, text_of(seat.seat_number) or str(k), "seat") for k, seat in enumerate(row.seats, 1)]
    spots = _spots(zone, row)
    runs = neighbour_runs(spots, labels, pitch)
    return ImportedRow(z, section, name, text_of(row.row_number_position), row.seats, labels, spots, runs)


def _label(pattern: str, number: str, noun: str) -> str:
    """Return the shown label: the pattern with its number, without the noun, which our pages add."""
    label = pattern.replace("%s", number, 1).strip() if pattern else number
    first, _, rest = label.partition(" ")
    return rest if rest and first.lower() == noun else label
