"""Tests of the list's content: the sections with their open places, and the rows of one section."""

import pytest

from app.events.catalog import LevelOffer
from app.language.translator import english
from app.seating.plan.seats import Seat
from app.seating.plan.section_availability import (
    availability_by_section,
    group_by_floor,
    open_price_levels,
    wheelchair_availability_by_section,
)
from app.seating.plan.sections import group_into_sections
from app.seating.seat_list.rows import ListParty, list_rows
from app.seating.seat_list.seat_offer import SeatOffer
from app.venues.plan import Plan
from tests.seating.plans import BOX, hall

HALL: Plan = hall()
OFFERS = [LevelOffer(0, "A", "A", 6000, 20), LevelOffer(1, "B", "B", 4000, 4), LevelOffer(2, "F", "Floor", 2500, 10)]
LEVELS = bytes(ord("0") + ["A", "B", "Floor"].index(seat.level) for seat in HALL.seats)
FIELDS = Seat.__struct_fields__
PICTURE = [Seat(**{name: getattr(seat, name) for name in FIELDS}) for seat in HALL.seats]
PARTS = group_into_sections(PICTURE, BOX.sections)


def opened(*taken: int) -> bytes:
    """Return the levels of the open places, all except `taken`."""
    return open_price_levels(bytes(ord("2" if idx in taken else "0") for idx in range(len(PICTURE))), LEVELS)


def runs(
    section: str, *taken: int, party: int = 2, most: int = 8, strict: bool = False, own: tuple[int, ...] = ()
) -> list[SeatOffer]:
    part = next(part for part in PARTS if part.name == section)
    rows = list_rows(list(part.members(PICTURE)), opened(*taken), OFFERS, ListParty(party, most, strict, own))
    return [run for row in rows for run in row.offers]


def take(run: SeatOffer) -> list[int]:
    return [seat.idx for seat in run.seats_to_hold]


def test_a_section_counts_what_is_open_and_says_between_which_prices() -> None:
    found = availability_by_section(PARTS, opened(0, 1, 35), OFFERS)
    assert [(s.name, s.remaining, s.min_price, s.max_price) for s in found] == [
        ("Floor", 8, 2500, 2500),
        ("Tables", 8, 6000, 6000),
        ("Stalls", 14, 6000, 6000),
        ("Circle", 3, 4000, 4000),
    ]


def test_only_the_price_levels_asked_for_count() -> None:
    assert [section.remaining for section in availability_by_section(PARTS, opened(), OFFERS[1:2])] == [0, 0, 0, 4]


def test_wheelchair_spaces_are_counted_by_themselves() -> None:
    spaces = [[seat.idx for seat in part.members(PICTURE) if seat.wheelchair] for part in PARTS]
    for taken, remaining in (((), [0, 0, 1, 0]), ((18,), [0, 0, 0, 0])):
        sections = wheelchair_availability_by_section(PARTS, spaces, opened(*taken), OFFERS)
        assert [section.remaining for section in sections] == remaining


def test_sections_stand_under_their_floor() -> None:
    found = group_by_floor(availability_by_section(PARTS, opened(), OFFERS))
    assert [(storey.name, storey.remaining) for storey in found] == [("Below", 32), ("Above", 4)]


def test_a_section_whose_name_comes_back_later_is_one_section() -> None:
    names = ["Balcony", "Stalls", "Balcony"]
    house = [Seat(n, name, "1", str(n), "A", False, False, False, False, None, None) for n, name in enumerate(names)]
    found = availability_by_section(group_into_sections(house), open_price_levels(b"000", b"000"), OFFERS[:1])
    assert [(section.name, section.remaining) for section in found] == [("Balcony", 2), ("Stalls", 1)]


def test_a_party_takes_the_first_block_that_leaves_nobody_alone() -> None:
    [row] = runs("Stalls", *range(18, 26), 28, party=2)[1:]
    assert (english.say(row.label), take(row)) == ("seats 4 to 6", [29, 30])
    assert take(runs("Stalls", *range(18, 26), 31, party=4)[0]) == [26, 27, 28, 29]
    assert take(runs("Stalls", *range(18, 26), party=4)[0]) == [26, 27, 28, 29]


def test_where_the_rule_is_strict_a_block_that_leaves_one_alone_is_not_offered() -> None:
    two, three = runs("Stalls", *range(18, 26), 28, strict=True)
    assert (take(two), take(three), english.say(three.disabled_reason(2))) == ([26, 27], [], "Leaves one alone")
    [last] = runs("Stalls", *range(18, 26), 26, 27, 28, strict=True)
    assert take(last) == [29, 30]


def test_a_wheelchair_space_comes_with_the_seat_beside_it_and_with_nothing_else() -> None:
    space, others = runs("Stalls", *range(26, 32))
    assert (space.kind, take(space), english.say(space.label), english.say(space.button_label)) == (
        "space",
        [18, 19],
        "space 1 with seat 2",
        "Take both",
    )
    assert [seat.idx for seat in others.seats] == [20, 21, 22, 23, 24, 25]


def test_alone_one_takes_the_wheelchair_space_alone() -> None:
    space = runs("Stalls", party=1)[0]
    assert (take(space), english.say(space.button_label)) == ([18], "Take the space")


def test_no_companions_seat_is_offered_once_its_space_is_gone() -> None:
    assert 19 not in {seat.idx for run in runs("Stalls", 18) for seat in run.seats}


def test_whoever_has_a_wheelchair_space_is_offered_the_companions_seat_beside_it() -> None:
    beside = runs("Stalls", 18, own=(18,))[0]
    assert (beside.kind, take(beside), english.say(beside.note), english.say(beside.button_label)) == (
        "beside",
        [19],
        "beside yours",
        "Take 1",
    )


def test_a_table_that_is_sold_whole_is_one_thing() -> None:
    table = runs("Tables")[0]
    assert (table.kind, take(table), table.price) == ("table", [10, 11, 12, 13], 24_000)
    assert english.say(table.label) == "4 seats"


def test_a_table_that_is_sold_whole_is_gone_with_its_first_seat() -> None:
    assert [run.kind for run in runs("Tables", 12)] == ["seats"]


def test_a_table_bigger_than_one_may_take_says_so() -> None:
    table = runs("Tables", most=3)[0]
    assert (take(table), english.say(table.disabled_reason(2))) == ([], "More than one may take")


def test_seats_at_a_table_are_together_whoever_sits_between() -> None:
    loose = runs("Tables", 15)[1]
    assert (english.say(loose.label), english.say(loose.button_label)) == ("seats 1, 3 and 4", "Take 2")
    assert take(loose) == [14, 16]


def test_a_restricted_view_is_said_with_the_seats_that_have_it() -> None:
    assert english.say(runs("Circle")[0].restricted_text) == "Restricted view: 3 and 4"
    assert english.say(runs("Circle", 32, 33)[0].restricted_text) == "Restricted view"
    assert runs("Circle", 34, 35)[0].restricted_text is None


@pytest.mark.parametrize(("party", "why"), [(3, "2 seats only"), (2, "")])
def test_a_run_that_is_too_short_says_how_many_there_are(party: int, why: str) -> None:
    [run] = runs("Circle", 34, 35, party=party)
    assert (english.say(run.disabled_reason(party)) if not run.seats_to_hold else "") == why
