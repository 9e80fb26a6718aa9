"""Counts of requests: what is counted, what is shared, and what is dropped."""

import pytest

from app.web.limits import rate_limits
from app.web.limits.rate_limits import RequestCounts
from app.web.redis import redis

pytestmark = pytest.mark.redis


def test_who_is_counted_most_lately_is_forgotten_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MAX_KEYS", 2)
    counts = RequestCounts()
    for key in ("ana", "ben", "ana", "carl"):
        counts.add(key)
    assert counts.add("ana") == 3
    assert counts.add("ben") == 1  # it had been dropped


def test_a_crowd_of_persons_pushes_no_address_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MAX_KEYS", 5)
    counts = RequestCounts()
    for n in range(50):
        counts.add(f"person {n}")
        assert counts.add("10.0.0.7", "address") == n + 1


async def test_what_all_processes_counted_is_told_to_each_in_both_tables(database: str) -> None:
    here, there = RequestCounts(), RequestCounts()
    for counts in (here, there, here, there, there):
        counts.add("ana")
        counts.add("10.0.0.7", "address")
    await there.share()
    await here.share()
    assert (here.add("ana"), here.add("10.0.0.7", "address")) == (6, 6)


async def test_a_single_request_is_shared_only_with_the_next(database: str) -> None:
    counts = RequestCounts()
    counts.add("ana")
    await counts.share()
    assert await redis().get("ana") is None
    counts.add("ana")
    await counts.share()
    assert await redis().get("ana") == b"2"
    await counts.share()
    assert await redis().get("ana") == b"2"
