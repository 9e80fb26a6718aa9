"""Draws the floor of the arena: the stage, the standing areas before it, and the tables behind these."""

from collections.abc import Iterator

from app.venues.builtin.standing_area import StandingArea, rounded_rectangle
from app.venues.builtin.tables import tables
from app.venues.plan import Area, PlanSeat, SectionOutline, Stage

FLOOR = "Arena floor"
BACK, EDGE, HALF = -980.0, -690.0, 460.0  # the stage from its back to its front edge, half as wide
STANDING = (
    StandingArea("Pit", 0, -580, 40, 10, "Pit", "arena-pit"),
    StandingArea("Floor", 0, -60, 60, 50, "Floor", "arena-floor"),
)
SEATS_AT_A_TABLE, TABLE_STEP = 8, 106.0
TABLES = tables(8, 5, (-3.5 * TABLE_STEP, 462), TABLE_STEP, whole=16)
DESK = (380.0, 24.0, 110.0)  # the sound desk: its middle, half its height, half its width


def places(start: int) -> Iterator[PlanSeat]:
    """Yield every place on the floor, numbered from `start`: the pit, the floor, the tables."""
    for area in STANDING:
        yield from area.places(start)
        start += area.columns * area.rows
    for table in TABLES:
        yield from table.seats("Tables", start, SEATS_AT_A_TABLE, "Tables", "arena-tables")
        start += SEATS_AT_A_TABLE


def sections() -> Iterator[SectionOutline]:
    """Yield the outlines of the standing areas and of the tables."""
    for area in STANDING:
        yield area.section(FLOOR)
    first, last = TABLES[0], TABLES[-1]
    x, y, reach = (first.x + last.x) / 2, (first.y + last.y) / 2, TABLE_STEP / 2
    yield SectionOutline(
        "Tables", rounded_rectangle(x, y, (last.x - first.x) / 2 + reach, (last.y - first.y) / 2 + reach), FLOOR, x, y
    )


def stage() -> Stage:
    """Draw a straight stage, its front slightly curved towards the pit."""
    return Stage(
        f"M{-HALF:g} {BACK:g}H{HALF:g}V{EDGE - 20:g}Q0 {EDGE + 20:g} {-HALF:g} {EDGE - 20:g}Z", "Stage", 0, -815
    )


def decoration() -> Iterator[Area]:
    """Draw the sound desk and the tables."""
    y, half_height, half_width = DESK
    yield Area("rect", x=-half_width, y=y - half_height, width=2 * half_width, height=2 * half_height, rx=6)
    yield Area("text", x=0, y=y + 6, text="Sound", size=18)
    for table in TABLES:
        yield from table.shapes()
