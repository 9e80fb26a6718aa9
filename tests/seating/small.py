"""Small halls written down row by row, the nearest first: `o` a seat, `w` a wheelchair space, `c` a companion's seat,
`r` a seat with a restricted view, `x` a seat somebody has, a blank a gap.

A row may be named before a colon: "Circle:oooo" is another section; "Pit:****" is standing room; "Table 7!tttt" is a
table sold whole, "Table 8!oooo" one sold by the seat."""

from collections.abc import Iterator, Sequence

import msgspec

from app.seating.best.candidate_mask import CandidateMask
from app.seating.plan.seat_order import SeatOrder, build_seat_order
from app.seating.plan.seats import Seat
from app.venues.geometry import with_ranks
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat, Stage

PITCH, STEP = 20.0, 24.0
STAGE = Stage("M0 0H10V10Z", "Stage", 0, 0)


def small(*rows: str, levels: Sequence[str] = ("A",)) -> Plan:
    """A hall of these rows; row n is of the level levels[n], the last of them for all further rows."""
    seats: list[PlanSeat] = []
    for n, row in enumerate(rows):
        seats += _row(row, n, len(seats), levels[min(n, len(levels) - 1)])
    known = tuple(PlanLevel(level, level) for level in dict.fromkeys(seat.level for seat in seats))
    box = Drawing(-100, -100, 2000, 100 + len(rows) * STEP + 100, (0, -50), PITCH, stage=STAGE)
    return Plan("The small hall", known, tuple(with_ranks(seats, box.focal)), box)


def taken(*rows: str) -> list[int]:
    """The numbers of the seats somebody has."""
    letters = [letter for row in rows for letter in _split(row)[2] if letter != " "]
    return [idx for idx, letter in enumerate(letters) if letter == "x"]


def chains_of(*rows: str) -> SeatOrder:
    """The line of such a hall."""
    names = Seat.__struct_fields__
    seats = [{name: getattr(seat, name) for name in names} for seat in small(*rows).seats]
    return build_seat_order([msgspec.convert(seat, Seat) for seat in seats])


def field_of(*rows: str) -> CandidateMask:
    """What is open in it."""
    chains, gone = chains_of(*rows), set(taken(*rows))
    statuses = bytes(ord("1" if idx in gone else "0") for idx in range(len(chains.plan_seats)))
    return CandidateMask(chains, chains.in_seat_order(statuses))


def _split(row: str) -> tuple[str, str, str]:
    """Section, table, places."""
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
            idx=idx, guid=f"{n}-{k}", section=section, row="" if stands else table or chr(65 + n),
            label="" if stands else str(number), x=k * PITCH, y=n * STEP, level=level,
            wheelchair=letter == "w", companion=letter == "c", restricted=letter == "r",
            at_table="" if not table else "whole" if "t" in places else "by_seat",
            left_idx=idx - 1 if linked and k and places[k - 1] != " " else None,
            right_idx=idx + 1 if linked and places[k + 1 : k + 2].strip() else None,
        )  # fmt: skip
