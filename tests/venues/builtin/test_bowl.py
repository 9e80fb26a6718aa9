"""Tests of the ground of a bowl: rows do not overlap, are in reading order, and are inside their outline."""

import math
from itertools import pairwise
from typing import Any

import pytest

from app.venues.builtin.bowl import PITCH, Ground, Tier, ring
from app.venues.builtin.stands import PAIR, Stand
from tests.venues.outlines import encloses

GROUNDS = ring(400, 250)
TIER = Tier("Lower", 12, 200)


def stand(ground: Ground, **more: Any) -> Stand:
    return Stand("101", ground, TIER, lambda row: "A" if row < 6 else "B", **more)


@pytest.mark.parametrize("at", range(8))
def test_seats_of_a_row_are_a_seat_apart_and_the_next_row_is_behind(at: int) -> None:
    for row in range(TIER.rows):
        places = GROUNDS[at].row(TIER.distance(row))
        assert all(math.dist((a.x, a.y), (b.x, b.y)) >= PITCH * 0.98 for a, b in pairwise(places))
        assert all(math.hypot(place.x, place.y) > 200 for place in places)


def test_a_row_reads_from_left_to_right_and_one_that_stands_upright_from_the_top_down() -> None:
    top, right, bottom, left = (GROUNDS[at].row(200) for at in (0, 2, 4, 6))
    assert [row[0].x < row[-1].x for row in (top, bottom)] == [True, True]
    assert [row[0].y < row[-1].y for row in (left, right)] == [True, True]


def test_everybody_faces_the_middle() -> None:
    turns = [GROUNDS[at].row(200)[0].turn for at in (0, 2, 4, 6)]
    assert turns == [180.0, -90.0, 0.0, 90.0]


@pytest.mark.parametrize("at", range(8))
def test_an_outline_encloses_its_seats_and_the_middle_of_its_name(at: int) -> None:
    for part in GROUNDS[at].parts(3):
        section = stand(part).section()
        seats = list(stand(part).seats(0))
        assert all(encloses(section.d, seat.x, seat.y) for seat in seats)
        assert encloses(section.d, section.x, section.y)


def test_parts_of_one_ground_share_no_room() -> None:
    outlines = [stand(part).section().d for part in GROUNDS[1].parts(3)]
    seats = [list(stand(part).seats(0)) for part in GROUNDS[1].parts(3)]
    for own, outline in enumerate(outlines):
        others = [seat for part, list_ in enumerate(seats) if part != own for seat in list_]
        assert not any(encloses(outline, seat.x, seat.y) for seat in others)


def test_a_stand_numbers_its_seats_row_by_row_with_neighbours_from_end_to_end() -> None:
    seats = list(stand(GROUNDS[0]).seats(100))
    assert [seat.idx for seat in seats] == list(range(100, 100 + len(seats)))
    first = [seat for seat in seats if seat.row == "1"]
    assert [seat.label for seat in first] == [str(n) for n in range(1, len(first) + 1)]
    assert (first[0].left_idx, first[-1].right_idx) == (None, None)
    assert all(a.right_idx == b.idx and b.left_idx == a.idx for a, b in pairwise(first))
    assert {seat.level for seat in seats if int(seat.row) > 6} == {"B"}


def test_a_platform_is_pairs_of_a_wheelchair_and_a_seat_beside_it_with_room_between() -> None:
    last = [seat for seat in stand(GROUNDS[0], platform=True).seats(0) if seat.row == "12"]
    for chair, beside in zip(last[::2], last[1::2], strict=True):
        assert (chair.wheelchair, beside.companion) == (True, True)
        assert (chair.left_idx, chair.right_idx) == (None, beside.idx)
        assert (beside.left_idx, beside.right_idx) == (chair.idx, None)
    assert all(math.dist((a.x, a.y), (b.x, b.y)) >= PAIR - 0.1 for a, b in pairwise(last[::2]))


def test_only_the_named_seats_have_something_in_their_view() -> None:
    hidden = {(1, 1), (2, 3)}
    seats = stand(GROUNDS[2], hidden=hidden).seats(0)
    assert {(int(seat.row), int(seat.label)) for seat in seats if seat.restricted} == hidden
