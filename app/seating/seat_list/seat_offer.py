"""One line of the list: the seats that its button takes, and its texts."""

from typing import Literal

import msgspec

from app.events.catalog import LevelOffer
from app.seating.plan.seats import Seat

Kind = Literal["seats", "space", "beside", "table"]


class SeatOffer(msgspec.Struct, frozen=True):
    """Open seats of one price that belong together. `seats_to_hold`: the best of them for the party, empty where it
    does not fit.

    "seats": neighbours, or seats of a table that is sold by the seat. "space": a wheelchair space and the seats beside
    it. "beside": a companion seat beside the fan's own space. "table": a table that is sold only whole."""

    kind: Kind
    level: LevelOffer
    seats: list[Seat]
    seats_to_hold: list[Seat]

    @property
    def label(self) -> str:
        """The seats in words: "seat 12", "seats 2 and 3", "seats 2 to 5", "space 1 with seat 2", "8 seats"."""
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
        """Whether they are at a table that is sold by the seat: together, but not in one line."""
        return self.kind == "seats" and self.seats[0].at_table != ""

    @property
    def note(self) -> str:
        """What a fan must know about them besides their labels and price."""
        if self.kind == "space":
            return "wheelchair space"
        if self.kind == "beside":
            return "beside yours"
        if self.kind == "table":
            return "whole table"
        return "single" if len(self.seats) == 1 else f"{len(self.seats)} together"

    @property
    def button_label(self) -> str:
        """The text of the button: "Take 2", "Take both", "Take the table"."""
        if self.kind == "table":
            return "Take the table"
        count = len(self.seats_to_hold)
        if self.kind in ("seats", "beside"):
            return f"Take {count}"
        return "Take the space" if count == 1 else "Take both" if count == 2 else f"Take all {count}"

    @property
    def price(self) -> int:
        """The all-in price of one seat, or of the whole table, in minor units."""
        return self.level.all_in_price * (len(self.seats) if self.kind == "table" else 1)

    @property
    def restricted_text(self) -> str:
        """ "Restricted view" for all seats, "Restricted view: 1 and 2" for some, "" for none."""
        labels = [seat.label for seat in self.seats if seat.restricted]
        which = f": {join_labels(labels)}" if len(labels) < len(self.seats) else ""
        return f"Restricted view{which}" if labels else ""

    def disabled_reason(self, party: int) -> str:
        """Return the reason why a party of this size cannot take the offer."""
        if self.kind == "table":
            return "More than one may take"
        if len(self.seats) >= party:
            return "Leaves one alone"
        return f"{len(self.seats)} seats only"


def join_labels(labels: list[str]) -> str:
    """List the labels: "1", "1 and 2", "1, 2 and 3"."""
    return " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else "".join(labels)


def _seats(labels: list[str]) -> str:
    return f"seat{'s' if len(labels) > 1 else ''} {join_labels(labels)}"
