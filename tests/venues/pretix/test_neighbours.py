"""Tests of the neighbours that are found from coordinates and numbers only."""

from app.venues.pretix.neighbours import neighbour_runs


def line(*xs: float, y: float = 0) -> list[tuple[float, float]]:
    return [(x, y) for x in xs]


def names(count: int, first: int = 1) -> list[str]:
    return [str(n) for n in range(first, first + count)]


def test_a_row_is_one_run_from_left_to_right_whatever_its_order() -> None:
    assert neighbour_runs(line(0, 20, 40), names(3), 20) == [[0, 1, 2]]
    assert neighbour_runs(line(40, 20, 0), names(3), 20) == [[2, 1, 0]]


def test_an_aisle_parts_a_row() -> None:
    assert neighbour_runs(line(0, 20, 60, 80), names(4), 20) == [[0, 1], [2, 3]]


def test_a_wide_row_is_not_a_row_of_gaps() -> None:
    assert neighbour_runs(line(0, 34, 68), names(3), 20) == [[0, 1, 2]]


def test_seats_out_of_order_find_each_other_by_their_numbers() -> None:
    assert neighbour_runs(line(0, 60, 20, 40), ["1", "4", "2", "3"], 20) == [[0, 2, 3, 1]]


def test_odd_numbers_find_each_other_by_their_order() -> None:
    assert neighbour_runs(line(0, 20, 40), ["1", "3", "5"], 20) == [[0, 1, 2]]


def test_a_block_numbered_like_a_snake_is_several_lines() -> None:
    block = [*line(0, 20, 40), *line(40, 20, 0, y=20), *line(0, 20, 40, y=40)]
    assert neighbour_runs(block, names(9), 20) == [[0, 1, 2], [5, 4, 3], [6, 7, 8]]


def test_a_table_is_a_run_without_an_end_that_meets_itself() -> None:
    assert neighbour_runs([(0, 0), (20, 0), (20, 20), (0, 20)], names(4), 20) == [[0, 1], [3, 2]]


def test_a_curved_row_whose_ends_rise_reads_from_left_to_right() -> None:
    wings = [*line(-80, -60, y=40), *line(-20, 0, 20), *line(60, 80, y=40)]
    assert neighbour_runs(wings, names(7), 20) == [[0, 1], [2, 3, 4], [5, 6]]
