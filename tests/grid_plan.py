"""A plan of any size, with straight rows in rectangular blocks, for tests and measurements."""

from collections.abc import Iterator

from app.venues.geometry import rank_seats
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat, SectionName, Stage

PITCH, ROW_STEP = 20.0, 24.0
SEATS_IN_ROW, ROWS_IN_BLOCK, BLOCKS_ABREAST = 50, 40, 6
BLOCK_WIDTH, BLOCK_HEIGHT = SEATS_IN_ROW * PITCH + 80, ROWS_IN_BLOCK * ROW_STEP + 80
LEVELS = tuple(PlanLevel(key, key) for key in "ABC")


def grid(seats: int, name: str = "The field") -> Plan:
    """Return a plan of exactly `seats` seats in blocks of 2,000, with levels A, B and C by distance.

    Raises ValueError below 1."""
    if seats < 1:
        raise ValueError("a hall has at least one seat")
    places = list(_places(seats))
    right, bottom = max(seat.x for seat in places) + 60, max(seat.y for seat in places) + 60
    middle = right / 2 - 30
    stage = Stage(f"M{middle - 200:g} -170H{middle + 200:g}V-80H{middle - 200:g}Z", "Stage", middle, -118)
    focal, names = (middle, -120), tuple(_names(places))
    drawing = Drawing(-60, -200, right + 60, bottom + 200, focal, PITCH, stage, names=names)
    used = {seat.level for seat in places}
    levels = tuple(level for level in LEVELS if level.name in used)
    return Plan(name, levels, tuple(rank_seats(places, drawing.focal)), drawing)


def _places(seats: int) -> Iterator[PlanSeat]:
    for idx in range(seats):
        row_number, k = divmod(idx, SEATS_IN_ROW)
        block, row = divmod(row_number, ROWS_IN_BLOCK)
        line, column = divmod(block, BLOCKS_ABREAST)
        last = k == SEATS_IN_ROW - 1 or idx == seats - 1
        yield PlanSeat(
            idx=idx,
            guid=f"{block + 1}-{row + 1}-{k + 1}",
            section=f"Block {block + 1}",
            row=str(row + 1),
            label=str(k + 1),
            x=column * BLOCK_WIDTH + k * PITCH,
            y=line * BLOCK_HEIGHT + row * ROW_STEP,
            level=LEVELS[min(line, 2)].name,
            aisle=k == 0 or last,
            left_idx=idx - 1 if k else None,
            right_idx=None if last else idx + 1,
        )


def _names(places: list[PlanSeat]) -> Iterator[SectionName]:
    """Place each block's name above the middle of its first row."""
    for front in (seat for seat in places if seat.row == "1" and seat.label == "1"):
        yield SectionName(front.section, front.x + SEATS_IN_ROW * PITCH / 2, front.y - 24)
