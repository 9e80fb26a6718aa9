"""Makes the sections of a bowl: rows of seats and platforms for wheelchairs."""

from collections.abc import Callable, Collection, Iterator

import msgspec

from app.venues.builtin.bowl import AISLE, ROW_STEP, Ground, SeatPosition, Tier
from app.venues.plan import PlanSeat, SectionOutline

PAIR = 62.0  # room for a wheelchair and a seat beside it
LevelOfRow = Callable[[int], str]  # of a row, counted from 0


class Stand(msgspec.Struct, frozen=True):
    """A section of a bowl. `platform`: its last row is a platform with wheelchair spaces. `hidden`: rows and numbers of
    seats with a restricted view."""

    name: str
    ground: Ground
    tier: Tier
    level: LevelOfRow
    view: str = ""
    platform: bool = False
    hidden: Collection[tuple[int, int]] = ()

    def section(self) -> SectionOutline:
        """Return its outline for the zoomed-out map."""
        x, y = self.ground.centre(self.tier)
        return SectionOutline(self.name, self.ground.outline(self.tier), self.tier.floor, x, y)

    def seats(self, start: int) -> Iterator[PlanSeat]:
        """Yield its seats row by row from the front, numbered from `start`."""
        for row in range(self.tier.rows):
            away = self.tier.distance(row)
            if self.platform and row == self.tier.rows - 1:
                places = _platform(self.ground, away + ROW_STEP * 0.15)
                seats = self._row(start, row, places, pairs=True)
            else:
                seats = self._row(start, row, self.ground.row(away), pairs=False)
            yield from seats
            start += len(seats)

    def _row(self, start: int, row: int, places: list[SeatPosition], *, pairs: bool) -> list[PlanSeat]:
        """Make a row of neighbours; on a platform only a wheelchair space and its companion seat are neighbours."""
        number, level, last = str(row + 1), self.level(row), len(places) - 1
        return [
            PlanSeat(
                idx=start + k,
                guid=f"{self.name}-{number}-{k + 1}",
                section=self.name,
                row=number,
                label=str(k + 1),
                x=place.x,
                y=place.y,
                level=level,
                turn=place.turn,
                wheelchair=pairs and k % 2 == 0,
                companion=pairs and k % 2 == 1,
                restricted=(row + 1, k + 1) in self.hidden,
                aisle=k in (0, last),
                left_idx=None if k == 0 or (pairs and k % 2 == 0) else start + k - 1,
                right_idx=None if k == last or (pairs and k % 2 == 1) else start + k + 1,
                view=self.view,
            )
            for k, place in enumerate(places)
        ]


def _platform(ground: Ground, away: float) -> list[SeatPosition]:
    """Place as many pairs as there is room for, spread evenly; 26 units from a wheelchair to the seat beside it."""
    room = ground.width(away) - AISLE
    count = int(room // PAIR)
    middles = [AISLE / 2 + room / count * (k + 0.5) for k in range(count)]
    return ground.line(away, [middle + side for middle in middles for side in (-13, 13)])
