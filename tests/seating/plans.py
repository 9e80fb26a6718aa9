"""Plans of small halls: one with places of every kind, and halls that are written as text, row by row.

A row is a text, the row nearest to the stage first: `o` a seat, `w` a wheelchair space, `c` a companion seat, `r` a
seat with a restricted view, `x` a taken seat, a blank a gap. A section is named before a colon: "Circle:oooo";
"Pit:****" is a standing area; "Table 7!tttt" is a table sold whole, "Table 8!oooo" one sold by the seat."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from app.seating.best.candidate_mask import CandidateMask
from app.seating.plan.seat_order import SeatOrder, build_seat_order
from app.seating.plan.seats import Seat
from app.venues.geometry import rank_seats
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat, SectionOutline, Stage

LEVELS = (PlanLevel("A", "A"), PlanLevel("B", "B"), PlanLevel("F", "Floor"))
PRICES = {"A": [6000], "B": [4000], "Floor": [2500]}
FLOORS = {"Floor": "Below", "Tables": "Below", "Stalls": "Below", "Circle": "Above"}
OUTLINES = tuple(SectionOutline(name, floor=floor) for name, floor in FLOORS.items())
BOX = Drawing(0, 0, 800, 400, (400, 0), 20, sections=OUTLINES)
PITCH, STEP = 20.0, 24.0
STAGE = Stage("M0 0H10V10Z", "Stage", 0, 0)


def hall() -> Plan:
    """Return a plan of 36 places of every kind.

    Floor: 0 to 9, standing. Tables: 10 to 13 sold whole, 14 to 17 by the seat. Stalls: row A from 18, a wheelchair
    space, a companion seat, six seats; row B from 26, six. Circle: 32 to 35, the last two with a restricted view."""
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


def small_hall(*rows: str, levels: Sequence[str] = ("A",)) -> Plan:
    """Return the plan of these rows. Row n has the price level levels[n], or the last one."""
    seats: list[PlanSeat] = []
    for n, row in enumerate(rows):
        seats += _row(row, n, len(seats), levels[min(n, len(levels) - 1)])
    known = tuple(PlanLevel(level, level) for level in dict.fromkeys(seat.level for seat in seats))
    box = Drawing(-100, -100, 2000, 100 + len(rows) * STEP + 100, (0, -50), PITCH, stage=STAGE)
    return Plan("The small hall", known, tuple(rank_seats(seats, box.focal)), box)


def taken_seats(*rows: str) -> list[int]:
    """Return the numbers of the seats that are marked `x`."""
    letters = [letter for row in rows for letter in _split(row)[2] if letter != " "]
    return [idx for idx, letter in enumerate(letters) if letter == "x"]


def seat_order_of(*rows: str) -> SeatOrder:
    """Return the seat order of a hall of these rows."""
    names = Seat.__struct_fields__
    seats = [{name: getattr(seat, name) for name in names} for seat in small_hall(*rows).seats]
    return build_seat_order([msgspec.convert(seat, Seat) for seat in seats])


def candidate_mask_of(*rows: str) -> CandidateMask:
    """Return the mask of a hall of these rows, in which `x` seats are not open."""
    chains, gone = seat_order_of(*rows), set(taken_seats(*rows))
    statuses = bytes(ord("1" if idx in gone else "0") for idx in range(len(chains.plan_seats)))
    return CandidateMask(chains, chains.in_seat_order(statuses))


def _split(row: str) -> tuple[str, str, str]:
    """Split a row into section, table ("" for none) and places."""
    section, _, rest = row.rpartition(":")
    table, _, places = rest.rpartition("!")
    return section or ("Tables" if table else "Stalls"), table, places


def _row(row: str, n: int, start: int, level: str) -> Iterator[PlanSeat]:
    section, table, places = _split(row)
    number = 0
    for k, letter in enumerate(places):
        if letter == " ":
            continue
        idx, stands = start + number, letter == "*"
        number += 1
        linked = not stands and not table
        yield PlanSeat(
            idx=idx,
            guid=f"{n}-{k}",
            section=section,
            row="" if stands else table or chr(65 + n),
            label="" if stands else str(number),
            x=k * PITCH,
            y=n * STEP,
            level=level,
            wheelchair=letter == "w",
            companion=letter == "c",
            restricted=letter == "r",
            at_table="" if not table else "whole" if "t" in places else "by_seat",
            left_idx=idx - 1 if linked and k and places[k - 1] != " " else None,
            right_idx=idx + 1 if linked and places[k + 1 : k + 2].strip() else None,
        )
