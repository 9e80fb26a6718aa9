"""CoDel: a burst passes, a standing queue does not."""

import pytest

from app.web.load.codel import Codel


def run(codel: Codel, samples: list[tuple[float, float]]) -> list[bool]:
    """Observe (time, delay) samples; return after each whether newcomers are refused."""
    verdicts = []
    for now, delay in samples:
        codel.observe(delay, now)
        verdicts.append(codel.refuses)
    return verdicts


def test_a_delay_is_an_overload_only_after_a_whole_interval_above_the_target() -> None:
    assert run(Codel(0.1, 2.0), [(0, 0.5), (1, 0.9), (1.99, 0.5), (2, 0.5)]) == [False, False, False, True]


def test_one_sample_below_the_target_begins_the_interval_anew() -> None:
    samples = [(0.0, 0.5), (1.5, 0.09), (1.6, 0.5), (3.5, 0.5), (3.6, 0.5)]
    assert run(Codel(0.1, 2.0), samples) == [False, False, False, False, True]


def test_it_ends_at_the_first_sample_below_the_target() -> None:
    assert run(Codel(0.1, 1.0), [(0, 0.2), (1, 0.2), (1.1, 0.05), (1.2, 0.5)]) == [False, True, False, False]


def test_an_overload_that_comes_back_is_recognized_sooner_each_time() -> None:
    codel, now, waits = Codel(0.1, 4.0), 0.0, []
    for _ in range(3):
        began = now
        while not codel.refuses:
            codel.observe(0.5, now)
            now += 0.05
        waits.append(now - began)
        codel.observe(0.0, now)
    assert waits[0] > waits[1] > waits[2]
    assert waits[1] == pytest.approx(waits[0] / 2**0.5, abs=0.1)  # RFC 8289: divided by the square root of the count


def test_an_overload_of_long_ago_is_forgotten() -> None:
    codel = Codel(0.1, 1.0)
    run(codel, [(0, 0.5), (1, 0.5), (1.1, 0.0)])
    assert run(codel, [(60, 0.5), (60.9, 0.5), (61, 0.5)]) == [False, False, True]
