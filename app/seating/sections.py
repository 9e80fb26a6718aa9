"""The house as a list: sections, rows, and the runs of open seats in each. As good as the map, and without script."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from app.events.listing import LevelOffer
from app.seating.picture import Picture, Seat

OPEN = LEVEL_0 = ord("0")


class Run(msgspec.Struct, frozen=True):
    """Open seats side by side in one row and one price level."""

    level: LevelOffer
    seats: list[Seat]

    @property
    def words(self) -> str:
        """ "seat 12", "seats 2 to 5"."""
        first, last = self.seats[0].label, self.seats[-1].label
        return f"seat {first}" if len(self.seats) == 1 else f"seats {first} to {last}"


class Row(msgspec.Struct, frozen=True):
    name: str
    runs: list[Run]


class Section(msgspec.Struct, frozen=True):
    """`left`: open seats. `rows` holds only rows with an open seat."""

    name: str
    left: int
    rows: list[Row]


def sections_of(picture: Picture, statuses: bytes, levels: bytes, offers: Sequence[LevelOffer]) -> list[Section]:
    """Every section of the plan in its order, with what is open in it. `levels`: one byte per seat, from ASCII 0."""
    found = []
    for name, group in _by(picture, lambda seat: seat.section):
        rows = []
        for row, members in _by(group, lambda seat: seat.row):
            runs = [Run(offers[level], seats) for level, seats in _runs(members, statuses, levels)]
            if runs:
                rows.append(Row(row, runs))
        found.append(Section(name, sum(len(run.seats) for row in rows for run in row.runs), rows))
    return found


def _by(seats: Iterable[Seat], key: Callable[[Seat], str]) -> Iterable[tuple[str, list[Seat]]]:
    """Like groupby, but a name that comes back later (two zones called Balcony) is still one group."""
    groups: dict[str, list[Seat]] = {}
    for seat in seats:
        groups.setdefault(key(seat), []).append(seat)
    return groups.items()


def _together(left: Seat, seat: Seat, levels: bytes) -> bool:
    """Neighbours of one price. A wheelchair space is a run of its own: as on the map, no party takes it unasked."""
    alike = levels[seat.idx] == levels[left.idx] and seat.wheelchair == left.wheelchair
    return seat.left_idx == left.idx and alike


def _runs(row: Iterable[Seat], statuses: bytes, levels: bytes) -> Iterator[tuple[int, list[Seat]]]:
    run: list[Seat] = []
    for seat in row:
        is_open = seat.idx < len(statuses) and statuses[seat.idx] == OPEN
        if run and not (is_open and _together(run[-1], seat, levels)):
            yield levels[run[0].idx] - LEVEL_0, run
            run = []
        if is_open:
            run.append(seat)
    if run:
        yield levels[run[0].idx] - LEVEL_0, run
