"""A batch is as large as fits into its time."""

import pytest

from workers.consumers.batch_size import FIRST, MOST, BatchSize


def test_fast_batches_grow_to_the_limit() -> None:
    size = BatchSize()
    for _ in range(20):
        size.add(size.facts, 0.00001 * size.facts / MOST, more=True)
    assert size.facts == MOST


def test_a_batch_at_most_doubles() -> None:
    size = BatchSize()
    size.add(FIRST, 0.000001, more=True)
    assert size.facts == 2 * FIRST


def test_a_batch_grows_only_as_far_as_the_time_allows() -> None:
    size = BatchSize(0.01)
    for _ in range(20):
        size.add(size.facts, 0.0001 * size.facts, more=True)
    assert size.facts == pytest.approx(100, abs=1)


def test_a_slow_batch_makes_the_next_one_smaller_in_proportion() -> None:
    size = BatchSize(0.01)
    size.facts = 100
    size.add(100, 0.04, more=False)
    assert size.facts == 25


def test_a_slow_small_batch_counts_too() -> None:
    size = BatchSize(0.01)
    size.facts = 100
    size.add(10, 0.02, more=False)
    assert size.facts == 5


@pytest.mark.parametrize("seconds", [5.0, 0.02])
def test_one_fact_is_the_least(seconds: float) -> None:
    size = BatchSize(0.01)
    size.add(1, seconds, more=True)
    assert size.facts == 1


def test_it_recovers_from_one_slow_fact() -> None:
    size = BatchSize(0.01)
    size.add(1, 5, more=True)
    for _ in range(5):
        size.add(size.facts, 0.0001 * size.facts, more=True)
    assert size.facts == 32


def test_batches_that_were_not_full_change_nothing() -> None:
    size = BatchSize()
    for facts in (0, 1, 3):
        size.add(facts, 0.0001, more=False)
    assert size.facts == FIRST


def test_an_interrupted_batch_is_halved() -> None:
    size = BatchSize()
    for _ in range(20):
        size.halve()
    assert size.facts == 1
