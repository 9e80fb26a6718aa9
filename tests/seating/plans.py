"""A small hall with places of every kind: two floors, rows with a wheelchair space, tables, a standing floor."""

from typing import Any

from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat, SectionOutline

LEVELS = (PlanLevel("A", "A"), PlanLevel("B", "B"), PlanLevel("F", "Floor"))
PRICES = {"A": [6000], "B": [4000], "Floor": [2500]}
BOX = Drawing(
    0, 0, 800, 400, (400, 0), 20,
    sections=(
        SectionOutline("Floor", floor="Below"), SectionOutline("Tables", floor="Below"),
        SectionOutline("Stalls", floor="Below"), SectionOutline("Circle", floor="Above"),
    ),
)  # fmt: skip


def hall() -> Plan:
    """Floor: 0 to 9 standing. Tables: 10 to 13 sold whole, 14 to 17 by the seat. Stalls: row A from 18, a wheelchair
    space, a companion's seat, six seats; row B from 26, six. Circle: 32 to 35, the last two with a restricted view."""
    seats = [_place(idx, "Floor", "", "", "Floor") for idx in range(10)]
    seats += [_at_table(10 + k, "Table 1", k, "whole") for k in range(4)]
    seats += [_at_table(14 + k, "Table 2", k, "by_seat") for k in range(4)]
    seats += [_seat(18 + k, "Stalls", "A", k, 8, wheelchair=k == 0, companion=k == 1) for k in range(8)]
    seats += [_seat(26 + k, "Stalls", "B", k, 6) for k in range(6)]
    seats += [_seat(32 + k, "Circle", "A", k, 4, level="B", restricted=k > 1) for k in range(4)]
    return Plan("The hall", LEVELS, tuple(seats), BOX)


def _place(idx: int, section: str, row: str, label: str, level: str, **more: Any) -> PlanSeat:
    return PlanSeat(idx, f"place-{idx}", section, row, label, 10.0 + idx * 20, 20.0, level, **more)


def _at_table(idx: int, row: str, k: int, how: str) -> PlanSeat:
    return _place(idx, "Tables", row, str(k + 1), "A", at_table=how)


def _seat(idx: int, section: str, row: str, k: int, of: int, level: str = "A", **flags: bool) -> PlanSeat:
    left, right = idx - 1 if k else None, idx + 1 if k < of - 1 else None
    return _place(idx, section, row, str(k + 1), level, left_idx=left, right_idx=right, **flags)
