"""Tests of the Rex: the number of seats, all inside the drawing, none too near to another."""

from itertools import pairwise

from app.venues.builtin.rex import rex
from app.venues.geometry import find_overlaps
from app.venues.plan import PlanSeat
from app.venues.plan_validation import plan_problems
from tests.grid_plan import grid

REX = rex()


def the(section: str, row: str, label: int) -> PlanSeat:
    return next(s for s in REX.seats if (s.section, s.row, s.label) == (section, row, str(label)))


def test_the_rex_has_twelve_hundred_seats_in_four_parts() -> None:
    assert len(REX.seats) == 1200
    assert {seat.section.split(" ")[0] for seat in REX.seats} == {"Stalls", "Circle", "Balcony", "Box"}
    assert [level.key for level in REX.levels] == ["P", "A", "B", "C", "D"]


def test_the_rex_is_sound_and_always_the_same() -> None:
    assert list(plan_problems(REX)) == []
    assert rex().digest == REX.digest


def test_no_two_seats_of_the_rex_are_nearer_than_most_of_a_seat() -> None:
    spots = [(seat.x, seat.y) for seat in REX.seats]
    assert list(find_overlaps(spots, 0.7 * REX.drawing.pitch)) == []


def test_the_drawing_of_the_rex_holds_every_seat_with_its_shape() -> None:
    box, half = REX.drawing, REX.drawing.pitch / 2
    assert all(box.x + half <= seat.x <= box.x + box.width - half for seat in REX.seats)
    assert all(box.y + half <= seat.y <= box.y + box.height - half for seat in REX.seats)


def test_neighbours_sit_beside_each_other_and_never_across_an_aisle_or_the_sound_desk() -> None:
    pairs = [(seat, REX.seats[seat.right_idx]) for seat in REX.seats if seat.right_idx is not None]
    assert all(abs(a.x - b.x) + abs(a.y - b.y) < 45 for a, b in pairs)
    assert not any(a.aisle and b.aisle for a, b in pairs)
    assert the("Stalls", "T", 18).right_idx is None
    assert the("Stalls", "T", 22).left_idx is None


def test_a_companion_sits_beside_each_wheelchair_space() -> None:
    spaces = [seat for seat in REX.seats if seat.wheelchair]
    beside = [i for seat in spaces for i in (seat.left_idx, seat.right_idx) if i is not None]
    assert len(spaces) == 3
    assert sum(REX.seats[i].companion for i in beside) == 3


def test_a_row_further_back_is_a_worse_row_and_the_middle_of_a_row_is_its_best() -> None:
    stalls = [next(s.rank for s in REX.seats if s.section == "Stalls" and s.row == row) for row in "ABCDEF"]
    assert all(int(front) < int(back) for front, back in pairwise(stalls))
    row = [seat for seat in REX.seats if (seat.section, seat.row) == ("Circle", "C")]
    assert abs(min(row, key=lambda seat: seat.rank).x) < 20


def test_a_grid_has_exactly_as_many_seats_as_wanted_and_is_sound() -> None:
    for wanted in (1, 50, 51, 7230):
        plan = grid(wanted)
        assert len(plan.seats) == wanted
        assert list(plan_problems(plan)) == []


def test_what_one_sees_changes_half_way_through_the_stalls_and_from_one_side_of_the_boxes_to_the_other() -> None:
    assert [the("Stalls", row, 10).view for row in "AJKT"] == ["rex-stalls-front"] * 2 + ["rex-stalls-back"] * 2
    assert (the("Circle", "A", 1).view, the("Balcony", "G", 9).view) == ("rex-circle", "rex-balcony")
    boxes = [the(f"Box {number}", "", 1) for number in (1, 4, 5, 8)]
    assert [(seat.x < 0, seat.view) for seat in boxes] == [(True, "rex-box-left")] * 2 + [(False, "rex-box-right")] * 2
