"""The reason for a choice of seats: "5 together in row F, Stalls; the nearest to the stage (up to €60.00)."."""

from collections.abc import Sequence

import msgspec

from app.events.catalog import LevelOffer
from app.language.messages import Fact, Items, Message, Money, alone, message, message_in, plural, sentences
from app.seating.best.strategies import Party, Strategy
from app.seating.plan.seats import Seat
from app.venues.seat_names import has_name, is_word, row_in_words

# Translators: what people look at, inside "the nearest to the stage"
STAGE_WORDS = {"stage": message_in("on a plan", "stage"), "pitch": message_in("on a plan", "pitch")}
"""The words of the built-in plans; those of other plans stay as the organizer wrote them."""


class Ranking(msgspec.Struct, frozen=True):
    """How good the seats are: `index` is their place in the list of the best, counted from 0, within `limits` (None
    without any). `again`: better ones were shown before. `stage`: the plan's word for what people look at, or ""."""

    index: int
    again: bool
    stage: str
    limits: Message | None

    @property
    def text(self) -> Message:
        """The ranking in words: "the nearest to the stage (up to €60.00)"."""
        rank = self._nearest(STAGE_WORDS.get(self.stage, self.stage)) if self.stage else self._best()
        # Translators: {limits} is what was asked for, such as "up to €60.00, in Stalls"
        return message("{ranking} ({limits})", ranking=rank, limits=self.limits) if self.limits else rank

    def _nearest(self, stage: Fact) -> Message:
        # Translators: {stage} is what people look at, such as "stage" or "pitch"
        if self.index:
            return message("among the nearest to the {stage}", stage=stage)
        if self.again:
            return message("the next nearest to the {stage}", stage=stage)
        return message("the nearest to the {stage}", stage=stage)

    def _best(self) -> Message:
        if self.index:
            return message("among the best there are")
        return message("the next best there are") if self.again else message("the best there are")


def selection_reason(strategy: Strategy, party: Party, seats: Sequence[Seat], place: Ranking) -> Message:
    """Explain why these seats were chosen."""
    if strategy == "nearest":
        reason = _apart(party.size, place.limits)
    else:
        chosen = _chosen(strategy, party, seats)
        # Translators: which seats were chosen; how good they are
        reason = message("{seats}; {ranking}.", seats=chosen, ranking=place.text)
    notes = [message("The view is restricted.")] if any(seat.restricted for seat in seats) else []
    if strategy == "single":
        notes.append(message("It leaves a seat on its own: there was no other way."))
    return sentences(reason, *notes)


def standing_reason(count: int, area: str) -> Message:
    """Name the standing places that were taken: "5 places in Pit, standing."."""
    return plural("{count} place in {area}, standing.", "{count} places in {area}, standing.", count, area=area)


def limits_text(party: Party, offers: Sequence[LevelOffer], currency: str) -> Message | None:
    """Describe the limits of a search: "up to €60.00", "€20.00 to €60.00, in Stalls", "in Premium or A", or None.

    Names the prices where the fan gave any, else the price levels."""
    limits: list[Fact] = []
    if price := _price_limit(party.min_price, party.max_price, currency):
        limits.append(price)
    elif party.levels and len(party.levels) < len(offers):
        names = Items(tuple(offer.name for offer in offers if offer.number in party.levels), "or")
        limits.append(message("in {levels}", levels=names))
    if party.section:
        limits.append(message("in {section}", section=_section(party.section)))
    return alone(Items(tuple(limits), "comma")) if limits else None


def _price_limit(min_price: int | None, max_price: int | None, currency: str) -> Message | None:
    if max_price == 0:
        return message("only free ones")
    if min_price and max_price is not None:
        return message("from {least} to {most}", least=Money(min_price, currency), most=Money(max_price, currency))
    if max_price is not None:
        return message("up to {most}", most=Money(max_price, currency))
    return message("from {least}", least=Money(min_price, currency)) if min_price is not None else None


def _chosen(strategy: Strategy, party: Party, seats: Sequence[Seat]) -> Message:
    """Say how many seats were chosen, and where: "5 together in row F, Stalls"."""
    first, size = seats[0], party.size
    if strategy == "wheelchairs":
        return _with_wheelchairs(party, seats)
    place = _at(first)
    if first.at_table == "whole":
        return plural("The whole of {place}, for one", "The whole of {place}, for {count}", size, place=place)
    if strategy == "rows":
        rows = Items(tuple(dict.fromkeys(row_in_words(seat.row) or alone(seat.section) for seat in seats)))
        # Translators: {count} is the number of people, {rows} is such as "row A and row B"
        return plural(
            "{count} in rows behind each other: {rows}", "{count} in rows behind each other: {rows}", size, rows=rows
        )
    if first.at_table:
        if size == 1:
            return message("One seat at {place}", place=place)
        # Translators: {count} is the number of people; {place} is a table, such as "Table 7, Tables"
        return plural("{count} together at {place}", "{count} together at {place}", size, place=place)
    if size == 1:
        return message("One seat in {place}", place=place)
    # Translators: {count} is the number of people; {place} is a row, such as "row F, Stalls"
    return plural("{count} together in {place}", "{count} together in {place}", size, place=place)


def _apart(size: int, limits: Message | None) -> Message:
    if limits is None:
        return plural(
            "No {count} together are left; these are the nearest to each other.",
            "No {count} together are left; these are the nearest to each other.",
            size,
        )
    return plural(
        "No {count} together are left ({limits}); these are the nearest to each other.",
        "No {count} together are left ({limits}); these are the nearest to each other.",
        size,
        limits=limits,
    )


def _at(seat: Seat) -> Message:
    section = _section(seat.section)
    if not has_name(seat.row):
        return alone(section)
    if is_word(seat.row):
        # Translators: the name of a table or a box, which stays as it is, and of the section
        return message("{table}, {section}", table=seat.row, section=section)
    return message("row {row}, {section}", row=seat.row, section=section)


def _section(name: str) -> Fact:
    """Name the section in words: "Stalls", "section 105"."""
    return message("section {number}", number=name) if name[:1].isdigit() else name


def _with_wheelchairs(party: Party, seats: Sequence[Seat]) -> Message:
    spaces = [seat for seat in seats if seat.wheelchair]
    companions = sum(seat.companion for seat in seats)
    others = len(seats) - len(spaces) - companions
    parts: list[Fact] = [plural("{count} wheelchair space", "{count} wheelchair spaces", len(spaces))]
    if companions:
        parts.append(plural("{count} companion seat", "{count} companion seats", companions))
    if others > 0:
        parts.append(plural("{count} seat near", "{count} seats near", others))
    if spaces[0].at_table:
        return message("{seats} at {place}", seats=Items(tuple(parts)), place=_at(spaces[0]))
    return message("{seats} in {place}", seats=Items(tuple(parts)), place=_at(spaces[0]))
