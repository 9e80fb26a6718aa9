"""One line of the list: what a single button takes, and the words for it."""

from typing import Literal

import msgspec

from app.events.catalog import LevelOffer
from app.seating.plan.seats import Seat

Kind = Literal["seats", "space", "beside", "table"]


class SeatOffer(msgspec.Struct, frozen=True):
    """Open seats of one price that go together. `seats_to_hold`: the best of them for the party, none where it does not
    fit.

    "seats": neighbours, or the seats of a table sold one by one. "space": a wheelchair space and the seats beside it
    for who comes along. "beside": one more of these, beside the fan's own. "table": one that is only sold whole."""

    kind: Kind
    level: LevelOffer
    seats: list[Seat]
    seats_to_hold: list[Seat]

    @property
    def label(self) -> str:
        """ "seat 12", "seats 2 and 3", "seats 2 to 5", "space 1 with seat 2", "8 seats"."""
        labels = [seat.label for seat in self.seats]
        if self.kind == "table":
            return f"{len(labels)} seats"
        if self.kind == "space":
            return f"space {labels[0]}{' with ' + _seats(labels[1:]) if labels[1:] else ''}"
        if self.is_at_shared_table or len(labels) < 3:
            return _seats(labels)
        return f"seats {labels[0]} to {labels[-1]}"

    @property
    def is_at_shared_table(self) -> bool:
        """Whether they are together without sitting side by side: at a table."""
        return self.kind == "seats" and self.seats[0].at_table != ""

    @property
    def note(self) -> str:
        """What a fan must know of them besides their number and price."""
        if self.kind == "space":
            return "wheelchair space"
        if self.kind == "beside":
            return "beside yours"
        if self.kind == "table":
            return "whole table"
        return "single" if len(self.seats) == 1 else f"{len(self.seats)} together"

    @property
    def button_label(self) -> str:
        """What the button says: "Take 2", "Take both", "Take the table"."""
        if self.kind == "table":
            return "Take the table"
        count = len(self.seats_to_hold)
        if self.kind in ("seats", "beside"):
            return f"Take {count}"
        return "Take the space" if count == 1 else "Take both" if count == 2 else f"Take all {count}"

    @property
    def price(self) -> int:
        """What a fan compares: a seat, or a whole table. All-in, in minor units."""
        return self.level.all_in_price * (len(self.seats) if self.kind == "table" else 1)

    @property
    def restricted_text(self) -> str:
        """ "Restricted view", "Restricted view: 1 and 2" of more, "" where the view is full from all of them."""
        labels = [seat.label for seat in self.seats if seat.restricted]
        which = f": {join_labels(labels)}" if len(labels) < len(self.seats) else ""
        return f"Restricted view{which}" if labels else ""

    def disabled_reason(self, party: int) -> str:
        """Why the button takes nothing, where there is more than one seat to choose of."""
        if self.kind == "table":
            return "More than one may take"
        if len(self.seats) >= party:
            return "Leaves one alone"
        return f"{len(self.seats)} seats only"


def join_labels(labels: list[str]) -> str:
    """ "1", "1 and 2", "1, 2 and 3"."""
    return " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else "".join(labels)


def _seats(labels: list[str]) -> str:
    return f"seat{'s' if len(labels) > 1 else ''} {join_labels(labels)}"
