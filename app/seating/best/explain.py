"""The reason for a choice of seats: "Five together in row F, Stalls; the nearest to the stage up to €60.00"."""

from collections.abc import Sequence

import msgspec

from app.events.catalog import LevelOffer
from app.language.translator import translator
from app.seating.best.strategies import Party, Strategy
from app.seating.plan.seats import Seat
from app.venues.seat_names import row_in_words

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def number_word(count: int) -> str:
    """Return the number as a word ("Five"), or in digits above twelve."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"


class Ranking(msgspec.Struct, frozen=True):
    """How good the seats are: `index` is their place in the list of the best, counted from 0, within `limits` (in
    words). `again`: better ones were shown before. `stage`: the plan's word for what people look at, or ""."""

    index: int
    again: bool
    stage: str
    limits: str

    @property
    def text(self) -> str:
        """The ranking in words: "the nearest to the stage up to €60.00"."""
        which = "among the nearest" if self.index else "the next nearest" if self.again else "the nearest"
        best = "among the best there are" if self.index else "the next best" if self.again else "the best there are"
        return f"{f'{which} to the {self.stage}' if self.stage else best} {self.limits}".rstrip()


def selection_reason(strategy: Strategy, party: Party, seats: Sequence[Seat], place: Ranking) -> str:
    """Explain in one sentence, without a full stop, why these seats were chosen."""
    first = seats[0]
    tail = f"; {place.text}{_restricted(seats)}"
    if strategy == "wheelchairs":
        return _with_wheelchairs(party, seats) + tail
    if first.at_table == "whole":
        return f"The whole of {_at(first)}, for {number_word(party.size).lower()}{tail}"
    if strategy in ("together", "single"):
        only = "; it leaves a seat on its own, there was no other way" if strategy == "single" else ""
        return f"{_together(party.size)} {_in(first)}{tail}{only}"
    many = number_word(party.size).lower()
    if strategy == "rows":
        rows = list(dict.fromkeys(_row(seat) for seat in seats))
        count = number_word(len(rows)).lower()
        return f"{number_word(party.size)} in {count} rows, one behind the other: {_list(rows)}{tail}"
    within = f" {place.limits}" if place.limits else ""
    return f"No {many} together are left{within}; these are the nearest to each other{_restricted(seats)}"


def standing_reason(count: int, area: str) -> str:
    """Name the standing places that were taken: "Five places in Pit, standing"."""
    return f"{number_word(count)} {'place' if count == 1 else 'places'} in {area}, standing"


def limits_text(party: Party, offers: Sequence[LevelOffer], currency: str) -> str:
    """Describe the limits of a search: "up to €60.00", "from €20.00 to €60.00", "in Premium", "in Stalls", "".

    Names the prices where the fan gave any, else the price levels."""
    words, min_price, max_price = [], party.min_price, party.max_price
    if max_price == 0:
        words.append("that is free")
    elif min_price is not None and max_price is not None:
        words.append(
            f"from {translator('en').money(min_price, currency)} to {translator('en').money(max_price, currency)}"
        )
    elif max_price is not None:
        words.append(f"up to {translator('en').money(max_price, currency)}")
    elif min_price is not None:
        words.append(f"from {translator('en').money(min_price, currency)}")
    elif party.levels and len(party.levels) < len(offers):
        words.append("in " + _list([offer.name for offer in offers if offer.number in party.levels], "or"))
    if party.section:
        words.append(f"in {_section(party.section)}")
    return " ".join(words)


def _together(size: int) -> str:
    return "One seat" if size == 1 else f"{number_word(size)} together"


def _in(seat: Seat) -> str:
    return f"{'at' if seat.at_table else 'in'} {_at(seat)}"


def _at(seat: Seat) -> str:
    return ", ".join(section for section in (row_in_words(seat.row), _section(seat.section)) if section)


def _section(name: str) -> str:
    """Name the section in words: "Stalls", "section 105"."""
    return f"section {name}" if name[:1].isdigit() else name


def _row(seat: Seat) -> str:
    return row_in_words(seat.row)


def _restricted(seats: Sequence[Seat]) -> str:
    return "; the view is restricted" if any(seat.restricted for seat in seats) else ""


def _with_wheelchairs(party: Party, seats: Sequence[Seat]) -> str:
    spaces = [seat for seat in seats if seat.wheelchair]
    companions, others = sum(seat.companion for seat in seats), len(seats) - len(spaces)
    words = f"{number_word(len(spaces))} wheelchair {'space' if len(spaces) == 1 else 'spaces'}"
    if companions:
        words += f" with {number_word(companions).lower()} companion {'seat' if companions == 1 else 'seats'}"
    if others > companions:
        more = others - companions
        words += f" and {number_word(more).lower()} {'seat' if more == 1 else 'seats'} near"
    return f"{words} {_in(spaces[0])}"


def _list(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
