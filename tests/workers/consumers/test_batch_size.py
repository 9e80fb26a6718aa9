"""A batch is as large as fits into its time."""

from db.batch_size import FIRST, MOST, BatchSize


def test_fast_batches_grow_to_the_limit() -> None:
    size = BatchSize()
    for _ in range(20):
        size.add(size.limit, 0.00001 * size.limit / MOST, more=True)
    assert size.limit == MOST


def test_a_batch_at_most_doubles() -> None:
    size = BatchSize()
    size.add(FIRST, 0.000001, more=True)
    assert size.limit == 2 * FIRST


def test_a_batch_grows_only_as_far_as_the_time_allows() -> None:
    size = BatchSize(0.01)
    for _ in range(50):
        size.add(size.limit, 0.001 + 0.0001 * size.limit, more=True)
    assert 80 <= size.limit <= 130


def test_a_slow_batch_makes_the_next_one_smaller_in_proportion() -> None:
    size = BatchSize(0.01)
    size.limit = 100
    size.add(100, 0.0821, more=False)
    assert size.limit == 9  # 0.8 ms each, besides 2.1 ms for any batch


def test_a_slow_small_batch_counts_too() -> None:
    size = BatchSize(0.01)
    size.limit = 100
    size.add(10, 0.0221, more=False)
    assert size.limit == 3


def test_one_fact_is_the_least() -> None:
    size = BatchSize(0.01)
    for _ in range(3):
        size.add(size.limit, 5.0 * size.limit, more=True)
    assert size.limit == 1


def test_a_time_that_any_batch_takes_does_not_make_batches_small() -> None:
    """Such as that of a busy machine: else it would handle one fact at a time and never catch up."""
    size = BatchSize(0.01)
    for _ in range(100):
        size.add(size.limit, 0.015 + 0.00002 * size.limit, more=True)
    assert size.limit >= 100


def test_it_recovers_from_one_slow_fact() -> None:
    size = BatchSize(0.01)
    size.add(1, 5, more=True)
    assert size.limit == 1
    for _ in range(5):
        size.add(size.limit, 0.001 + 0.0001 * size.limit, more=True)
    assert size.limit == 32


def test_batches_that_were_not_full_change_nothing() -> None:
    size = BatchSize()
    for facts in (0, 1, 3):
        size.add(facts, 0.0001, more=False)
    assert size.limit == FIRST


def test_an_interrupted_batch_is_halved() -> None:
    size = BatchSize()
    for _ in range(20):
        size.halve()
    assert size.limit == 1
