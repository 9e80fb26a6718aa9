"""Tests of the row rules against a brute-force search of all possibilities."""

import itertools
import time
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seating.rules.row_rules import (
    best_block,
    better_blocks,
    blocks,
    count_isolated,
    find_violation,
    isolated_places,
    min_isolated,
)
from app.seating.rules.row_state import RowState
from tests.seating.plans import seat_order_of

pytestmark = pytest.mark.slow

ROWS = ["".join(letters) for size in range(1, 13) for letters in itertools.product("ox", repeat=size)]
rows = st.text("owctx", min_size=1, max_size=30)


def lonely(row: str) -> set[int]:
    """Return the open places without an open neighbour, by splitting the row into runs."""
    cuts = [-1, *(at for at, letter in enumerate(row) if letter != "o"), len(row)]
    return {a + 1 for a, b in itertools.pairwise(cuts) if b - a == 2}


def after(row: str, taken: Collection[int]) -> str:
    return "".join("x" if at in taken else letter for at, letter in enumerate(row))


def new_singles(row: str, taken: Collection[int]) -> int:
    return len(lonely(after(row, taken)) - lonely(row))


def ways(row: str, size: int) -> list[tuple[int, ...]]:
    """Return every block of `size` adjacent open places."""
    starts = range(len(row) - size + 1)
    every = (tuple(range(at, at + size)) for at in starts)
    return [places for places in every if all(row[place] == "o" for place in places)]


def test_every_row_up_to_twelve_places_agrees_with_trying_everything() -> None:
    for row in ROWS:
        for size in range(1, len(row) + 1):
            tried = [new_singles(row, places) for places in ways(row, size)]
            assert [count_isolated(row, places) for places in blocks(row, size)] == tried
            assert min_isolated(row, size) == min(tried, default=len(row))


def test_every_wish_of_up_to_four_in_any_row_up_to_nine_is_refused_only_for_an_avoidable_single() -> None:
    for row in (row for row in ROWS if len(row) <= 9):
        places = [at for at, letter in enumerate(row) if letter == "o"]
        for size in range(1, 5):
            best = min((new_singles(row, way) for way in ways(row, size)), default=None)
            for wish in itertools.combinations(places, size):
                avoidable = best is not None and new_singles(row, wish) > best
                assert (find_violation(row, wish) == "single") == avoidable


@given(rows, st.integers(1, 8))
def test_the_last_way_to_seat_a_party_is_never_refused(row: str, size: int) -> None:
    found = blocks(row, size)
    assert not found or any(find_violation(row, wish) == "" for wish in found)


@given(rows, st.data())
def test_what_is_not_refused_leaves_no_avoidable_single(row: str, data: st.DataObject) -> None:
    places = [at for at, letter in enumerate(row) if letter == "o"]
    wish = data.draw(st.lists(st.sampled_from(places), unique=True, min_size=1)) if places else []
    found = ways(row, len(wish)) if wish else []
    if found and find_violation(row, wish) == "":
        assert new_singles(row, wish) <= min(new_singles(row, way) for way in found)


@given(rows, st.data())
def test_a_general_party_never_gets_a_wheelchair_space_or_the_seat_beside_it(row: str, data: st.DataObject) -> None:
    at, size = data.draw(st.integers(0, len(row) - 1)), data.draw(st.integers(1, 8))
    assert all(row[place] == "o" for way in blocks(row, size) for place in way)
    if row[at] == "o":
        assert all(row[place] == "o" for place in best_block(row, at, size))
    wish = data.draw(st.lists(st.integers(0, len(row) - 1), unique=True, min_size=1))
    if any(row[place] in "wc" for place in wish):
        assert find_violation(row, wish) in ("wheelchair", "companion")


@given(rows, st.data())
def test_a_better_block_is_as_large_and_is_itself_never_refused(row: str, data: st.DataObject) -> None:
    places = [at for at, letter in enumerate(row) if letter == "o"]
    wish = data.draw(st.lists(st.sampled_from(places), unique=True, min_size=1)) if places else [0]
    for found in better_blocks(row, wish):
        assert len(found) == len(wish)
        assert find_violation(row, found) == ""
        assert count_isolated(row, found) < count_isolated(row, wish)


@given(rows, st.data())
def test_a_party_sits_around_the_place_it_wants(row: str, data: st.DataObject) -> None:
    at, size = data.draw(st.integers(0, len(row) - 1)), data.draw(st.integers(1, 8))
    got = best_block(row, at, size)
    if row[at] == "o":
        assert at in got
        assert len(got) == min(size, max(len(way) for n in range(1, len(row) + 1) for way in ways(row, n) if at in way))
        others = [way for way in ways(row, len(got)) if at in way]
        assert new_singles(row, got) == min(new_singles(row, way) for way in others)


@pytest.mark.parametrize(
    ("row", "taken", "left"),
    [
        ("oooo", [1, 2], [0, 3]),
        ("oooo", [0, 1], []),
        ("xox", [1], []),
        ("ooo", [0, 2], [1]),
        ("woo", [2], [1]),
        ("oxo", [0], []),
    ],
)
def test_a_place_left_alone_is_named(row: str, taken: list[int], left: list[int]) -> None:
    assert isolated_places(row, taken) == left


@pytest.mark.parametrize(
    ("row", "taken", "wheelchairs", "verdict"),
    [
        ("oooo", [1, 2], 0, "single"),
        ("ooo", [0, 1], 0, ""),
        ("ooxooo", [0, 3], 0, "single"),
        ("oxo", [0, 2], 0, ""),
        ("wc", [0, 1], 0, "wheelchair"),
        ("wc", [1], 0, "companion"),
        ("wc", [0, 1], 1, ""),
        ("wwc", [0, 1], 1, "wheelchair"),
        ("woo", [0, 1], 1, ""),
        ("wcccc", [0, 1, 2, 3, 4], 1, "companion"),
        ("ttt", [0, 1], 0, "table"),
        ("ttt", [0, 1, 2], 0, ""),
        ("txt", [0, 2], 0, ""),
    ],
)
def test_a_wish_is_judged_in_one_word(row: str, taken: list[int], wheelchairs: int, verdict: str) -> None:
    assert find_violation(row, taken, wheelchairs) == verdict


@pytest.mark.parametrize(
    ("row", "at", "size", "places"),
    [
        ("ooooo", 1, 3, [0, 1, 2]),
        ("oooooo", 2, 3, [0, 1, 2]),
        ("xoooox", 4, 2, [3, 4]),
        ("ooxoo", 1, 3, [0, 1]),
        ("oxo", 1, 2, []),
        ("cwoc", 1, 2, [0, 1]),
        ("wwo", 0, 2, [0]),
        ("owo", 1, 3, [0, 1, 2]),
        ("ttt", 1, 1, [0, 1, 2]),
        ("wc", 1, 2, []),
        ("oo", 5, 2, []),
        ("oo", -1, 2, []),
    ],
)
def test_a_party_is_seated_around_a_place(row: str, at: int, size: int, places: list[int]) -> None:
    assert list(best_block(row, at, size)) == places


def test_a_row_of_nine_hundred_is_judged_in_no_time() -> None:
    row, began = "o" * 900, time.process_time()
    wish = frozenset(range(1, 9))
    kept = RowState(seat_order_of("o").runs[0], range(900), row, frozenset(), wish).blocks_beside()
    assert (kept[0], len(better_blocks(row, wish))) == (range(0, 8), 891)
    assert time.process_time() - began < 0.3  # an earlier version took more than three seconds
