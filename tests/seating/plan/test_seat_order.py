"""Tests of the seat order of a plan: every seat once, neighbours beside each other, the best run first."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seating.best.candidate_mask import CandidateMask
from app.seating.plan.seat_order import SeatOrder, build_seat_order
from app.seating.plan.seats import Seat
from tests.seating.plans import candidate_mask_of, seat_order_of
from tests.world import REX


def seat(idx: int, left: int | None, right: int | None) -> Seat:
    return Seat(idx, "Ring", "A", str(idx + 1), "A", False, False, False, False, left, right)


def whole(chains: SeatOrder) -> list[list[int]]:
    """Return the seat numbers of each run."""
    return [[chains.seat_by_position[place] for place in chain.positions] for chain in chains.runs]


def test_every_seat_of_the_rex_is_in_the_line_once_beside_its_neighbour() -> None:
    chains = build_seat_order(
        [msgspec.convert({name: getattr(s, name) for name in Seat.__struct_fields__}, Seat) for s in REX.seats]
    )
    assert sorted(idx for run in whole(chains) for idx in run) == list(range(len(REX.seats)))
    assert all(REX.seats[a].right_idx == b for run in whole(chains) for a, b in pairwise(run))
    assert all(chains.seat_by_position[chains.position_by_seat[idx]] == idx for idx in range(len(REX.seats)))
    assert [chain.best_rank for chain in chains.runs] == sorted(chain.best_rank for chain in chains.runs)


def test_a_ring_is_cut_before_its_first_number() -> None:
    assert whole(build_seat_order([seat(n, (n - 1) % 4, (n + 1) % 4) for n in range(4)])) == [[0, 1, 2, 3]]


def test_a_row_numbered_from_right_to_left_lies_as_people_sit() -> None:
    chains = build_seat_order([seat(0, 1, None), seat(1, 2, 0), seat(2, None, 1)])
    assert whole(chains) == [[2, 1, 0]]
    assert chains.in_seat_order(b"012") == b"|210|"


def test_whoever_sits_at_one_table_is_one_run_and_who_stands_is_in_none() -> None:
    chains = seat_order_of("Pit:***", "Table 1!tttt", "Table 2!oo")
    assert sorted(whole(chains)) == [[3, 4, 5, 6], [7, 8]]
    assert list(chains.position_by_seat[:3]) == [-1, -1, -1]


def test_a_house_where_all_stand_has_an_empty_line() -> None:
    chains = seat_order_of("Pit:***")
    assert (chains.in_seat_order(b"000"), chains.runs) == (b"|", [])


def test_a_map_of_another_house_is_refused() -> None:
    with pytest.raises(ValueError, match="a map of 3 seats for a plan of 4"):
        seat_order_of("oooo").in_seat_order(b"000")


@given(st.lists(st.text("owcx ", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=4))
def test_the_picture_says_of_every_seat_what_it_is(rows: list[str]) -> None:
    field, letters = candidate_mask_of(*rows), "".join(rows).replace(" ", "")
    said = [field.available_to_party[field.seat_order.position_by_seat[idx]] for idx in range(len(letters))]
    assert said == [letter if letter != "x" else "\0" for letter in letters]


def test_levels_sections_and_seen_seats_are_narrowed_without_shutting_anything() -> None:
    field = candidate_mask_of("oooo", "Circle:oxoo")
    field.keep_levels(field.seat_order.in_seat_order(b"00110011"), [1])
    field.keep_section("Circle")
    field.mark_not_wanted([7])
    said = "".join(field.available_to_party[field.seat_order.position_by_seat[idx]] for idx in range(8))
    assert said == "OOOOO\0oO"
    assert field.open_to_anyone.count("o") == 7


def test_what_is_given_back_is_open_and_what_is_gone_is_not() -> None:
    chains = seat_order_of("oooo")
    field = CandidateMask(chains, chains.in_seat_order(b"0110"))
    field.include([1, -5, 99])
    field.exclude([0])
    assert field.available_to_party == "|\0o\0o|"
