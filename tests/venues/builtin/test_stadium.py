"""Tests of the stadium: the number of seats, a valid plan, none too near to another, the best ones in the middle."""

from collections import Counter

import pytest

from app.venues.builtin.stadium import stadium
from app.venues.geometry import find_overlaps
from app.venues.plan import Plan
from app.venues.plan_validation import plan_problems
from tests.venues.outlines import Sections, encloses


@pytest.fixture(scope="module")
def plan() -> Plan:
    return stadium()


def test_a_hundred_sections_on_two_floors_hold_about_sixty_thousand(plan: Plan, sections: Sections) -> None:
    assert len(plan.seats) == 58_986
    assert [section.name for section in plan.drawing.sections] == list(sections)
    assert len(sections) == 100
    assert Counter(section.floor for section in plan.drawing.sections) == {"Lower tier": 42, "Upper tier": 58}
    assert max(len(seats) for seats in sections.values()) <= 650


def test_it_is_sound_and_always_the_same(plan: Plan) -> None:
    assert list(plan_problems(plan)) == []
    assert stadium().digest == plan.digest


def test_no_two_seats_are_nearer_than_most_of_a_seat(plan: Plan) -> None:
    assert list(find_overlaps([(seat.x, seat.y) for seat in plan.seats], 0.85 * plan.drawing.pitch)) == []


def test_every_outline_encloses_its_seats(plan: Plan, sections: Sections) -> None:
    for section in plan.drawing.sections:
        ends = [seat for seat in sections[section.name] if seat.left_idx is None or seat.right_idx is None]
        assert all(encloses(section.d, seat.x, seat.y) for seat in ends)


def test_neighbours_are_of_one_row_and_all_but_the_ends_have_two(sections: Sections, plan: Plan) -> None:
    assert all(
        plan.seats[seat.right_idx].row == seat.row and plan.seats[seat.right_idx].section == seat.section
        for seat in plan.seats
        if seat.right_idx is not None
    )
    middle = [seat for seat in sections["104"] if seat.row == "5" and not seat.aisle]
    assert all(seat.left_idx is not None and seat.right_idx is not None for seat in middle)


def test_the_front_row_on_the_halfway_line_is_better_than_the_last_one_in_a_corner(sections: Sections) -> None:
    best, worst = (
        min(sections["104"], key=lambda seat: seat.rank),
        min(sections["209"], key=lambda seat: seat.rank),
    )
    assert best.row == "1"
    assert best.rank < 20 < worst.rank
    assert len({seat.rank for seat in sections["104"]}) > 600


def test_wheelchair_spaces_come_with_a_seat_beside_them_on_all_four_sides(plan: Plan) -> None:
    spaces = [seat for seat in plan.seats if seat.wheelchair]
    assert len(spaces) == 156
    assert all(plan.seats[seat.right_idx].companion for seat in spaces if seat.right_idx is not None)
    assert {(seat.x > 1500, seat.x < -1500, seat.y > 900, seat.y < -900) for seat in spaces} >= {
        (True, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
        (False, False, False, True),
    }


def test_a_seat_behind_the_rail_is_at_the_stairs_of_the_first_row_above(plan: Plan) -> None:
    restricted = [seat for seat in plan.seats if seat.restricted]
    assert len(restricted) == 4 * 58
    assert {seat.row for seat in restricted} == {"1"}
    assert {seat.section[0] for seat in restricted} == {"2"}
