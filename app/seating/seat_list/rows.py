"""The rows of one section for the list: adjacent open seats, wheelchair spaces with companion seats, tables."""

from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

from app.events.catalog import LevelOffer
from app.language.messages import Message, alone, message
from app.seating.plan.seats import Seat
from app.seating.plan.section_availability import LEVEL_ZERO_BYTE, UNAVAILABLE
from app.seating.seat_list.row_blocks import RowBlocks
from app.seating.seat_list.seat_offer import SeatOffer
from app.venues.seat_names import has_name, is_word

OfferOf = Callable[[Seat], LevelOffer | None]


class ListRow(msgspec.Struct, frozen=True):
    """A row of the list. `name`: its title, "Row G" or "Table 12"; None where it has none."""

    name: Message | None
    offers: list[SeatOffer]


class ListParty(msgspec.Struct, frozen=True):
    """The party that the list is for. `size`: its people; `max_seats`: the most seats for one person; `strict`: it may
    not leave a single seat needlessly; `own`: the seats it holds already."""

    size: int
    max_seats: int
    strict: bool = False
    own: Collection[int] = ()


def list_rows(members: Sequence[Seat], opened: bytes, offers: Sequence[LevelOffer], party: ListParty) -> list[ListRow]:
    """Return the rows with seats open in these price levels, in plan order. `opened`: a level byte per open seat."""
    of_level = {LEVEL_ZERO_BYTE + offer.idx: offer for offer in offers}

    def level(seat: Seat) -> int:
        return opened[seat.idx] if seat.idx < len(opened) else UNAVAILABLE

    rows: dict[str, list[Seat]] = {}
    for seat in members:
        rows.setdefault(seat.row, []).append(seat)
    found = []
    for name, row in rows.items():
        line = RowBlocks(row, lambda seat: level(seat) != UNAVAILABLE, party.size, party.strict)
        if runs := list(_runs(row, line, lambda seat: of_level.get(level(seat)), party)):
            found.append(ListRow(_title(name), runs))
    return found


def _title(row: str) -> Message | None:
    if not has_name(row):
        return None
    return alone(row[:1].upper() + row[1:]) if is_word(row) else message("Row {row}", row=row)


def _runs(row: Sequence[Seat], line: RowBlocks, offer_of: OfferOf, party: ListParty) -> Iterator[SeatOffer]:
    if row[0].at_table == "whole":
        yield from _whole_table(row, offer_of, party)
    elif row[0].at_table:
        yield from _loose_seats(row, offer_of, party)
    else:
        yield from _neighbours(row, line, offer_of, party.own)


def _whole_table(row: Sequence[Seat], offer_of: OfferOf, party: ListParty) -> Iterator[SeatOffer]:
    offer = offer_of(row[0])
    if offer and all(offer_of(seat) is offer for seat in row):
        yield SeatOffer("table", offer, list(row), list(row) if len(row) <= party.max_seats else [])


def _loose_seats(row: Sequence[Seat], offer_of: OfferOf, party: ListParty) -> Iterator[SeatOffer]:
    """Yield an offer per price level: all seats of a table count as adjacent."""
    by_level: dict[int, tuple[LevelOffer, list[Seat]]] = {}
    for seat in row:
        if offer := offer_of(seat):
            by_level.setdefault(offer.idx, (offer, []))[1].append(seat)
    for offer, seats in by_level.values():
        yield SeatOffer("seats", offer, seats, seats[: party.size] if len(seats) >= party.size else [])


def _neighbours(row: Sequence[Seat], line: RowBlocks, offer_of: OfferOf, own: Collection[int]) -> Iterator[SeatOffer]:
    """Yield the offers of a row. A companion seat is offered with its wheelchair space, and to a person who holds the
    space."""
    run: list[Seat] = []
    last: LevelOffer | None = None
    for seat in row:
        offer = None if seat.wheelchair or seat.companion else offer_of(seat)
        if run and last and not (offer is last and run[-1].idx in (seat.left_idx, seat.right_idx)):
            yield SeatOffer("seats", last, run, line.best_block(run))
            run = []
        if offer:
            run.append(seat)
        last = offer
        if seat.wheelchair and (price := offer_of(seat)):
            yield SeatOffer("space", price, line.around_space(seat), line.around_space(seat))
        if seat.companion and (price := offer_of(seat)) and {seat.left_idx, seat.right_idx} & set(own):
            yield SeatOffer("beside", price, [seat], [seat])
    if run and last:
        yield SeatOffer("seats", last, run, line.best_block(run))
