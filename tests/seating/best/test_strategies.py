"""Tests of each strategy of best available, on halls of a few seats."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.seating.best.strategies import Candidate, Party, find_candidates
from app.seating.rules.row_rules import blocks, count_isolated
from tests.seating.plans import candidate_mask_of

rows = st.lists(st.text("oox", min_size=3, max_size=12), min_size=1, max_size=5)


def seats(rows: tuple[str, ...], party: Party, most: int = 1) -> tuple[str, list[str]]:
    """Return the strategy that was used, and the best places as row and label."""
    field = candidate_mask_of(*rows)
    picks = find_candidates(field, party, most)
    if not picks:
        return "", []
    named = [field.seat_order.plan_seats[seat] for seat in field.seat_order.seats_at(picks[0].positions)]
    return picks[0].strategy, [f"{seat.row}{seat.label}" for seat in named]


@pytest.mark.parametrize(
    ("rows", "size", "rung", "chosen"),
    [
        (("oooo", "oooo"), 2, "together", ["A1", "A2"]),
        (("xoox", "oooo"), 2, "together", ["A2", "A3"]),
        (("ooox", "xoox"), 2, "together", ["B2", "B3"]),
        (("ooox", "xxxx"), 2, "single", ["A1", "A2"]),
        (("xoo oo", "xxxx"), 4, "nearest", ["A2", "A3", "A4", "A5"]),
        (("oox", "oox"), 4, "rows", ["A1", "A2", "B1", "B2"]),
        (("oooox", "oox"), 6, "rows", ["A1", "A2", "A3", "A4", "B1", "B2"]),
        (("oo", "oo", "oo"), 6, "rows", ["A1", "A2", "B1", "B2", "C1", "C2"]),
        (("oox", "xox"), 3, "nearest", ["A1", "A2", "B2"]),
        (("oxo", "xox"), 3, "nearest", ["A1", "A3", "B2"]),
        (("rrrr", "oooo"), 2, "together", ["B1", "B2"]),
        (("rrrr", "xxxx"), 2, "together", ["A1", "A2"]),
        (("Table 1!tttt", "Table 2!ttt"), 3, "together", ["Table 21", "Table 22", "Table 23"]),
        (("Table 1!oooo",), 2, "together", ["Table 11", "Table 12"]),
        (("Table 1!tttt",), 3, "", []),
        (("wcwc",), 2, "", []),
        (("ooo",), 4, "", []),
    ],
)
def test_a_party_gets_the_best_places_of_the_first_rung_that_has_any(
    rows: tuple[str, ...], size: int, rung: str, chosen: list[str]
) -> None:
    assert seats(rows, Party(size)) == (rung, chosen)


@pytest.mark.parametrize(
    ("rows", "party", "chosen"),
    [
        (("oooo", "owcoo"), Party(2, wheelchairs=1), ["B2", "B3"]),
        (("oooo", "owcoo"), Party(1, wheelchairs=1), ["B2"]),
        (("wc wc",), Party(4, wheelchairs=2, companions=2), ["A1", "A2", "A3", "A4"]),
        (("wcx", "ooo"), Party(3, wheelchairs=1, companions=1), ["A1", "A2", "B1"]),
        (("wcx xcw", "xxx"), Party(3, wheelchairs=1, companions=2), ["A1", "A2", "A5"]),
        (("Stalls:wx", "Circle:wc"), Party(2, wheelchairs=1), ["B1", "B2"]),
        (("wccccc",), Party(5, wheelchairs=1), []),
        (("wxx",), Party(2, wheelchairs=1), []),
        (("wc",), Party(2, wheelchairs=2), []),
    ],
)
def test_a_wheelchair_user_gets_a_space_with_seats_beside_it(
    rows: tuple[str, ...], party: Party, chosen: list[str]
) -> None:
    assert seats(rows, party)[1] == chosen


def test_only_what_is_asked_for_is_taken_but_its_neighbours_count() -> None:
    field = candidate_mask_of("oooo", "oooo")
    field.mark_not_wanted([0, 1])
    assert field.seat_order.seats_at(find_candidates(field, Party(1), 1)[0].positions) == [3]
    assert field.seat_order.seats_at(find_candidates(field, Party(2), 1)[0].positions) == [2, 3]


def test_a_section_that_was_asked_for_is_kept_to() -> None:
    field = candidate_mask_of("oooo", "Circle:oooo")
    field.keep_section("Circle")
    assert field.seat_order.seats_at(find_candidates(field, Party(2), 1)[0].positions) == [4, 5]


def test_the_best_come_first_and_no_more_than_asked_for() -> None:
    field = candidate_mask_of("oooooo", "oooooo")
    picks = find_candidates(field, Party(2), 4)
    ranks = [field.seat_order.mean_rank(range(pick.positions[0], pick.positions[-1] + 1)) for pick in picks]
    assert len(picks) == 4
    assert ranks == sorted(ranks)


@given(rows, st.integers(1, 6))
@settings(max_examples=300)
def test_no_rung_is_passed_over_and_nothing_that_is_taken_is_chosen(rows: list[str], size: int) -> None:
    field = candidate_mask_of(*rows)
    picks, line = find_candidates(field, Party(size), 5), field.open_to_anyone
    every = blocks(line, size)
    clean = [way for way in every if not count_isolated(line, way)]
    assert bool(picks) == (line.count("o") >= size)
    for pick in picks:
        assert len(set(pick.positions)) == size
        assert all(line[place] == "o" for place in pick.positions)
        assert (pick.strategy == "together") == bool(clean)
        assert (pick.strategy == "single") == (not clean and bool(every))
        no_single(line, pick)


def no_single(line: str, pick: Candidate) -> None:
    """Assert what the candidate's strategy promises about single places and adjacent places."""
    if pick.strategy == "together":
        assert not count_isolated(line, pick.positions)
    if pick.strategy in ("together", "single"):
        assert list(pick.positions) == list(range(pick.positions[0], pick.positions[-1] + 1))
    if pick.strategy == "rows":
        assert all({place - 1, place + 1} & set(pick.positions) for place in pick.positions)


@given(st.lists(st.text("owcx", min_size=3, max_size=10), min_size=1, max_size=4), st.integers(1, 5))
def test_no_general_party_gets_a_wheelchair_space_or_a_companions_seat(rows: list[str], size: int) -> None:
    field = candidate_mask_of(*rows)
    for pick in find_candidates(field, Party(size), 50):
        assert {field.available_to_party[place] for place in pick.positions} == {"o"}


@given(
    st.lists(st.text("owccx", min_size=3, max_size=10), min_size=1, max_size=4), st.integers(1, 5), st.integers(1, 2)
)
def test_a_wheelchair_party_gets_just_as_many_spaces_as_it_needs(rows: list[str], size: int, spaces: int) -> None:
    field = candidate_mask_of(*rows)
    for pick in find_candidates(field, Party(max(size, spaces), wheelchairs=spaces), 50):
        letters = [field.available_to_party[place] for place in pick.positions]
        assert letters.count("w") == spaces
        assert letters.count("c") <= 3 * spaces
        assert len(letters) == max(size, spaces)
