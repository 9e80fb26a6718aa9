"""Makes standing areas: places without a number, spread evenly over a rectangle, sold by count."""

from collections.abc import Iterator

import msgspec

from app.venues.plan import PlanSeat, SectionOutline


class StandingArea(msgspec.Struct, frozen=True):
    """`columns` times `rows` places about (x, y), `step` apart: the capacity of the area."""

    name: str
    x: float
    y: float
    columns: int
    rows: int
    level: str
    view: str = ""
    step: float = 16.0

    def places(self, start: int) -> Iterator[PlanSeat]:
        """Yield its places from the front, numbered from `start`. They have no neighbours, because fans move."""
        left, top = self.x - (self.columns - 1) / 2 * self.step, self.y - (self.rows - 1) / 2 * self.step
        for k in range(self.columns * self.rows):
            row, column = divmod(k, self.columns)
            yield PlanSeat(
                idx=start + k,
                guid=f"{self.name}-{k + 1}",
                section=self.name,
                row="",
                label="",
                x=left + column * self.step,
                y=top + row * self.step,
                level=self.level,
                view=self.view,
            )

    def section(self, floor: str) -> SectionOutline:
        """Return its outline, half a step beyond its outer places, with round corners."""
        half_width, half_height = self.columns / 2 * self.step, self.rows / 2 * self.step
        return SectionOutline(
            self.name, rounded_rectangle(self.x, self.y, half_width, half_height), floor, self.x, self.y
        )


def rounded_rectangle(x: float, y: float, half_width: float, half_height: float, corner: float = 12.0) -> str:
    """Return the path of a rectangle about (x, y) with round corners."""
    across, down, turn = 2 * (half_width - corner), 2 * (half_height - corner), f"a{corner:g} {corner:g} 0 0 1 "
    return (
        f"M{x - half_width + corner:g} {y - half_height:g}h{across:g}{turn}{corner:g} {corner:g}v{down:g}{turn}"
        f"{-corner:g} {corner:g}h{-across:g}{turn}{-corner:g} {-corner:g}v{-down:g}{turn}{corner:g} {-corner:g}Z"
    )
