"""Makes tables with seats all round them, each facing the middle."""

import math
from collections.abc import Iterator
from typing import Literal

import msgspec

from app.venues.geometry import Spot
from app.venues.plan import Area, PlanSeat

TOP, AROUND = 15.0, 28.0  # from a table's middle to its edge, and to its seats


class Table(msgspec.Struct, frozen=True):
    """The table called `number`, its middle at (x, y), sold by the seat or only whole."""

    number: int
    x: float
    y: float
    sold: Literal["by_seat", "whole"]

    def seats(self, section: str, start: int, count: int, level: str, view: str) -> Iterator[PlanSeat]:
        """Place `count` seats clockwise, numbered from `start`, the gap between the last and the first towards the top.

        They are neighbours from the first to the last; the last and the first are not, so that the row has two ends."""
        for k in range(count):
            out = math.radians(360 / count * (k + 0.5) - 90)
            yield PlanSeat(
                idx=start + k,
                guid=f"{section.lower()}-{self.number}-{k + 1}",
                section=section,
                row=f"Table {self.number}",
                label=str(k + 1),
                x=round(self.x + AROUND * math.cos(out), 1),
                y=round(self.y + AROUND * math.sin(out), 1),
                level=level,
                turn=round(math.degrees(math.atan2(-math.cos(out), math.sin(out))), 1) + 0.0,
                left_idx=start + k - 1 if k else None,
                right_idx=start + k + 1 if k < count - 1 else None,
                at_table=self.sold,
                view=view,
            )

    def shapes(self) -> Iterator[Area]:
        """Draw its top with its number on it."""
        yield Area("circle", cx=self.x, cy=self.y, r=TOP)
        yield Area("text", x=self.x, y=self.y + 4.5, text=str(self.number), size=13)


def tables(columns: int, rows: int, first: Spot, step: float, whole: int) -> list[Table]:
    """Make tables in straight lines, `step` apart, the first centred at `first`; the first `whole` are sold whole."""
    return [
        Table(n + 1, first[0] + n % columns * step, first[1] + n // columns * step, "whole" if n < whole else "by_seat")
        for n in range(columns * rows)
    ]
