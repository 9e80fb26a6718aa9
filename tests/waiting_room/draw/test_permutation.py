"""The drawn order: every number has one place, and all places are equally likely for it."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from itertools import permutations

import pytest

from app.waiting_room.draw.permutation import half_bits, place_in_order

pytestmark = pytest.mark.slow

CRITICAL = {1: 10.828, 9: 27.877, 15: 37.697, 23: 49.728, 49: 85.351, 99: 148.230}
"""Chi-square that is exceeded by chance once in a thousand, by degrees of freedom (NIST e-Handbook, 1.3.6.7.4)."""


def seeds(count: int, name: str = "seed") -> Iterable[bytes]:
    """Yield `count` different seeds, always the same ones for a name."""
    return (sha256(f"{name} {n}".encode()).digest() for n in range(count))


def chi_square(counts: Counter[object], kinds: int) -> float:
    """Return the chi-square statistic of these counts against a uniform distribution over `kinds` kinds."""
    expected = counts.total() / kinds
    return sum((counts[kind] - expected) ** 2 / expected for kind in counts) + expected * (kinds - len(counts))


@pytest.mark.parametrize("n", [0, 1, 2, 3, 16, 17, 1000, 100_000])
def test_nobody_is_missing_and_nobody_is_twice(n: int) -> None:
    places = bytearray(n + 1)
    for number in range(1, n + 1):
        places[place_in_order(b"s" * 32, n, number)] += 1
    assert places == b"\0" + b"\1" * n


def test_a_block_is_never_more_than_four_times_what_it_holds() -> None:
    for n in (16, 17, 64, 65, 100, 1000, 100_000, 5_000_000):
        assert n <= 4 ** half_bits(n) <= 4 * n


@pytest.mark.parametrize(("n", "number"), [(10, 1), (10, 10), (16, 7), (50, 1), (100, 1), (100, 50), (100, 100)])
def test_a_number_comes_to_each_place_alike(n: int, number: int) -> None:
    counts: Counter[object] = Counter(place_in_order(seed, n, number) for seed in seeds(4000))
    assert chi_square(counts, n) < CRITICAL[n - 1]


def test_all_orders_of_four_come_alike() -> None:
    drawn = (tuple(place_in_order(seed, 4, number) for number in (1, 2, 3, 4)) for seed in seeds(6000))
    counts: Counter[object] = Counter(drawn)
    assert set(counts) == set(permutations((1, 2, 3, 4)))
    assert chi_square(counts, 24) < CRITICAL[23]


@pytest.mark.parametrize(("first", "second"), [(1, 2), (1, 1000), (512, 513)])
def test_of_two_numbers_each_is_first_as_often(first: int, second: int) -> None:
    ahead = (place_in_order(seed, 1000, first) < place_in_order(seed, 1000, second) for seed in seeds(4000))
    assert chi_square(Counter(ahead), 2) < CRITICAL[1]


def test_the_test_would_see_a_favourite() -> None:
    """Check that the chi-square test detects a number that is put first in three of a hundred draws."""
    counts: Counter[object] = Counter(place_in_order(seed, 10, 1) for seed in seeds(3880))
    counts[1] += 120
    assert chi_square(counts, 10) > CRITICAL[9]
