"""Why these seats, in words: "Five together in row F, Stalls; the nearest to the stage up to €60.00"."""

from collections.abc import Sequence

import msgspec

from app.events.catalog import LevelOffer
from app.events.currencies import money
from app.seating.best.strategies import Party, Rung
from app.seating.plan.seats import Seat
from app.venues.seat_names import row_in_words

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def number(count: int) -> str:
    """ "Five"; figures above twelve."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"


class Place(msgspec.Struct, frozen=True):
    """How good the seats are: which on the list of the best, of those not seen before (`again`), within these `limits`
    (in words). `stage`: what people look at, in the plan's word, or ""."""

    nth: int
    again: bool
    stage: str
    limits: str

    @property
    def words(self) -> str:
        """ "the nearest to the stage up to €60.00"."""
        which = "among the nearest" if self.nth else "the next nearest" if self.again else "the nearest"
        best = "among the best there are" if self.nth else "the next best" if self.again else "the best there are"
        return f"{f'{which} to the {self.stage}' if self.stage else best} {self.limits}".rstrip()


def reason(rung: Rung, party: Party, seats: Sequence[Seat], place: Place) -> str:
    """One sentence without a full stop."""
    first = seats[0]
    tail = f"; {place.words}{_restricted(seats)}"
    if rung == "wheelchairs":
        return _with_wheelchairs(party, seats) + tail
    if first.at_table == "whole":
        return f"The whole of {_at(first)}, for {number(party.size).lower()}{tail}"
    if rung in ("together", "single"):
        only = "; it leaves a seat on its own, there was no other way" if rung == "single" else ""
        return f"{_together(party.size)} {_in(first)}{tail}{only}"
    many = number(party.size).lower()
    if rung == "rows":
        rows = list(dict.fromkeys(_row(seat) for seat in seats))
        return f"{number(party.size)} in {number(len(rows)).lower()} rows, one behind the other: {_list(rows)}{tail}"
    within = f" {place.limits}" if place.limits else ""
    return f"No {many} together are left{within}; these are the nearest to each other{_restricted(seats)}"


def standing_reason(count: int, area: str) -> str:
    """ "Five places in the Pit"."""
    return f"{number(count)} {'place' if count == 1 else 'places'} in {area}, standing"


def limits_in_words(party: Party, offers: Sequence[LevelOffer], currency: str) -> str:
    """What a search was narrowed to: "up to €60.00", "from €20.00 to €60.00", "in Premium", "in Stalls", "".

    Prices where it was narrowed by them, else the levels by name."""
    words, least, most = [], party.least, party.most
    if most == 0:
        words.append("that is free")
    elif least is not None and most is not None:
        words.append(f"from {money(least, currency)} to {money(most, currency)}")
    elif most is not None:
        words.append(f"up to {money(most, currency)}")
    elif least is not None:
        words.append(f"from {money(least, currency)}")
    elif party.levels and len(party.levels) < len(offers):
        words.append("in " + _list([offer.name for offer in offers if offer.number in party.levels], "or"))
    if party.section:
        words.append(f"in {_section(party.section)}")
    return " ".join(words)


def _together(size: int) -> str:
    return "One seat" if size == 1 else f"{number(size)} together"


def _in(seat: Seat) -> str:
    return f"{'at' if seat.at_table else 'in'} {_at(seat)}"


def _at(seat: Seat) -> str:
    return ", ".join(part for part in (row_in_words(seat.row), _section(seat.section)) if part)


def _section(name: str) -> str:
    """ "Stalls", "section 105"."""
    return f"section {name}" if name[:1].isdigit() else name


def _row(seat: Seat) -> str:
    return row_in_words(seat.row)


def _restricted(seats: Sequence[Seat]) -> str:
    return "; the view is restricted" if any(seat.restricted for seat in seats) else ""


def _with_wheelchairs(party: Party, seats: Sequence[Seat]) -> str:
    spaces = [seat for seat in seats if seat.wheelchair]
    companions, others = sum(seat.companion for seat in seats), len(seats) - len(spaces)
    words = f"{number(len(spaces))} wheelchair {'space' if len(spaces) == 1 else 'spaces'}"
    if companions:
        words += f" with {number(companions).lower()} companion {'seat' if companions == 1 else 'seats'}"
    if others > companions:
        more = others - companions
        words += f" and {number(more).lower()} {'seat' if more == 1 else 'seats'} near"
    return f"{words} {_in(spaces[0])}"


def _list(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
