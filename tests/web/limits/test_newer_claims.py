"""Which of two values of one claim counts, and how many claims are kept."""

import pytest

from app.web.limits.address_count import CLAIMS_PER_SEAT, MIN_CLAIMS, SHARED_FROM, AddressCount
from app.web.limits.held_seats import HeldSeats
from app.web.redis import redis

pytestmark = pytest.mark.redis
KEY = "held:1:a"
NOW, END = 1_000.0, 1_600.0
FANS = [f"fan-{n}" for n in range(SHARED_FROM - 1)]


async def used_and_shared(counts: HeldSeats, now: float) -> int:
    """Let a process share what it counts at `now`; return the seats that it counts then."""
    counts.total(KEY, now)
    await counts.share(now)
    return counts.total(KEY, now)


async def test_an_old_number_of_seats_that_is_shared_last_replaces_no_newer_one(database: str) -> None:
    here, there = HeldSeats(), HeldSeats()
    for fan in FANS:
        there.set(KEY, fan, 1, END, NOW)  # too few to be shared
        here.set(KEY, fan, 8, END, NOW + 1)
    assert await used_and_shared(here, NOW + 2) == 8 * len(FANS)
    there.set(KEY, "last", 1, END, NOW + 3)
    held = 8 * len(FANS) + 1
    assert await used_and_shared(there, NOW + 4) == held
    assert [await used_and_shared(counts, NOW + 6) for counts in (here, there)] == [held, held]


async def test_old_seats_that_are_shared_last_do_not_come_back_after_their_release(database: str) -> None:
    here, there = HeldSeats(), HeldSeats()
    for fan in FANS:
        there.set(KEY, fan, 1, END, NOW)
        here.set(KEY, fan, 2, END, NOW + 1)
    await here.share(NOW + 1)
    for fan in FANS:
        here.set(KEY, fan, 0, END, NOW + 2)
    await here.share(NOW + 2)
    there.set(KEY, "last", 1, END, NOW + 3)
    assert [await used_and_shared(counts, NOW + 4) for counts in (there, here)] == [1, 1]


async def test_a_newer_value_that_redis_has_lost_stays(database: str) -> None:
    here, there = HeldSeats(), HeldSeats()
    for counts, seats, now in ((here, 20, NOW), (there, 30, NOW + 1)):
        counts.set(KEY, "ana", seats, END, now)
        await counts.share(now)
    await redis().flushall()
    here.set(KEY, "ben", 1, END, NOW + 2)
    assert await used_and_shared(here, NOW + 2) == 21  # it had not read the newer one
    for moment in (NOW + 3, NOW + 4):
        totals = [await used_and_shared(counts, moment) for counts in (there, here)]
    assert totals == [31, 31]


async def test_a_claim_that_was_renewed_is_not_dropped_as_ended(database: str) -> None:
    here, there = HeldSeats(), HeldSeats()
    here.set(KEY, "ana", 20, END, NOW)
    await here.share(NOW)
    await used_and_shared(here, END)  # finds that it has ended, and will drop it
    there.set(KEY, "ana", 18, END + 600, END + 1)
    await there.share(END + 1)
    assert await used_and_shared(here, END + 2) == 18
    assert await redis().hkeys(KEY) == [b"ana"]


async def test_a_value_of_an_earlier_version_is_replaced(database: str) -> None:
    counts = HeldSeats()
    await redis().hset(KEY, mapping={"ana": "8 1600.0", "ben": "8 1600.0"})
    counts.set(KEY, "ana", 20, END, NOW)
    assert await used_and_shared(counts, NOW) == 20
    assert await redis().hget(KEY, "ana") == b"20 1600.0 1000.0"


def test_a_value_that_was_read_before_a_change_does_not_replace_it() -> None:
    counts = HeldSeats()
    counts.set(KEY, "ana", 8, END, NOW + 1)
    counts.set(KEY, "ana", 1, END, NOW)
    assert (counts.total(KEY, NOW + 1), counts.get(KEY, "ana").changed) == (8, NOW + 1)


def test_released_claims_are_bounded_and_those_that_end_first_are_dropped() -> None:
    count = AddressCount()
    count.limit(20)
    for n in range(30):
        count.set(f"holds-{n}", 1, END, NOW)
    for n in range(1000):
        count.set(f"released-{n}", 1, END + n, NOW)
        count.set(f"released-{n}", 0, END + n, NOW)
        assert len(count.claims) <= CLAIMS_PER_SEAT * 20
    assert (count.total(NOW), count.unshared) == (30, count.claims)
    assert {f"holds-{n}" for n in range(30)} < set(count.claims)
    assert "released-999" in count.claims


async def test_released_claims_of_several_processes_are_bounded_in_redis_too(database: str) -> None:
    processes = [HeldSeats() for _ in range(3)]
    for number, counts in enumerate(processes):
        with counts.pending(KEY, 1, maximum=1):
            await counts.share(NOW)
        for n in range(MIN_CLAIMS - 1):
            counts.set(KEY, f"{number}-{n}", 0, END + n, NOW + 1)
    for later in range(2, 6):
        for counts in processes:
            await used_and_shared(counts, NOW + later)
            assert len(counts._counts[KEY].claims) <= MIN_CLAIMS
    assert await redis().hlen(KEY) <= MIN_CLAIMS


async def test_an_address_that_others_may_have_shared_is_shared_with_few_seats(database: str) -> None:
    here, there = HeldSeats(), HeldSeats()
    here.set(KEY, "ana", 20, END, NOW)
    await here.share(NOW)
    there.expect_shared(KEY)
    there.set(KEY, "ana", 2, END, NOW + 1)
    await there.share(NOW + 1)
    assert await used_and_shared(here, NOW + 2) == 2
