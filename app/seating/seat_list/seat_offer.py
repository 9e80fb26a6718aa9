"""One line of the list: the seats that its button takes, and its texts."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from app.events.catalog import LevelOffer
from app.language.messages import Fact, Items, Message, message, plural
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
    def label(self) -> Message:
        """The seats after the name of their row: "seat 12", "seats 2 and 3", "seats 2 to 5", "space 1 with seat 2", "8
        seats"."""
        if self.kind == "table":
            return plural("{count} seat", "{count} seats", len(self.seats))
        if self.kind != "space":
            return plural("seat {seats}", "seats {seats}", len(self.seats), seats=self._labels(self.seats))
        space, others = self.seats[0].label, self.seats[1:]
        if not others:
            return message("space {space}", space=space)
        return plural(
            "space {space} with seat {seats}",
            "space {space} with seats {seats}",
            len(others),
            space=space,
            seats=self._labels(others),
        )

    @property
    def label_alone(self) -> Message:
        """The seats of a row without a name: "Seat 12", "Seats 2 and 3", "Space 1 with seat 2"."""
        if self.kind == "table":
            return self.label
        if self.kind != "space":
            return plural("Seat {seats}", "Seats {seats}", len(self.seats), seats=self._labels(self.seats))
        space, others = self.seats[0].label, self.seats[1:]
        if not others:
            return message("Space {space}", space=space)
        return plural(
            "Space {space} with seat {seats}",
            "Space {space} with seats {seats}",
            len(others),
            space=space,
            seats=self._labels(others),
        )

    def _labels(self, seats: Sequence[Seat]) -> Fact:
        labels = tuple(seat.label for seat in seats)
        if self.kind == "space" or self.is_at_shared_table or len(labels) < 3:
            return Items(labels)
        return message("{first} to {last}", first=labels[0], last=labels[-1])

    def place(self, section: str, row: Message | None) -> Message:
        """Name the seats with their section and row: "Stalls, Row G, seats 2 to 5"."""
        if row is None:
            return message("{section}, {seats}", section=section, seats=self.label)
        # Translators: {row} is a title, such as "Row G" or "Table 12"; {seats} is such as "seats 2 to 5"
        return message("{section}, {row}, {seats}", section=section, row=row, seats=self.label)

    @property
    def is_at_shared_table(self) -> bool:
        """Whether they are at a table that is sold by the seat: together, but not in one line."""
        return self.kind == "seats" and self.seats[0].at_table != ""

    @property
    def note(self) -> Message:
        """What a fan must know about them besides their labels and price."""
        if self.kind == "space":
            return message("wheelchair space")
        if self.kind == "beside":
            return message("beside yours")
        if self.kind == "table":
            return message("whole table")
        if len(self.seats) == 1:
            # Translators: a seat without a neighbour that is open
            return message("single")
        return plural("{count} together", "{count} together", len(self.seats))

    @property
    def button_label(self) -> Message:
        """The text of the button: "Take 2", "Take both", "Take the table"."""
        if self.kind == "table":
            return message("Take the table")
        count = len(self.seats_to_hold)
        if self.kind in ("seats", "beside"):
            return plural("Take {count}", "Take {count}", count)
        if count == 1:
            return message("Take the space")
        return message("Take both") if count == 2 else plural("Take all {count}", "Take all {count}", count)

    @property
    def price(self) -> int:
        """The all-in price of one seat, or of the whole table, in minor units."""
        return self.level.all_in_price * (len(self.seats) if self.kind == "table" else 1)

    @property
    def restricted_text(self) -> Message | None:
        """ "Restricted view" for all seats, "Restricted view: 1 and 2" for some, None for none."""
        labels = tuple(seat.label for seat in self.seats if seat.restricted)
        if not labels:
            return None
        if len(labels) == len(self.seats):
            return message("Restricted view")
        # Translators: {seats} are labels of seats, such as "1 and 2"
        return message("Restricted view: {seats}", seats=Items(labels))

    def disabled_reason(self, party: int) -> Message:
        """Return the reason why a party of this size cannot take the offer."""
        if self.kind == "table":
            return message("More than one may take")
        if len(self.seats) >= party:
            return message("Leaves one alone")
        return plural("{count} seat only", "{count} seats only", len(self.seats))
