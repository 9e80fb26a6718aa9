"""Counts of held seats by address: in one process, in several that share them, and without Redis."""

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.web.limits import held_seats
from app.web.limits.address_count import CLAIMS_PER_SECOND, SHARED_FROM
from app.web.limits.held_seats import HeldSeats
from app.web.redis import redis

pytestmark = pytest.mark.redis
KEY = "held:1:a"
NOW, END = 1_000.0, 1_600.0


def holding(*persons: str, seats: int = 8, end: float = END) -> HeldSeats:
    """Return the counts of a process in which these persons hold so many seats each."""
    counts = HeldSeats()
    for person in persons:
        counts.set(KEY, person, seats, end, NOW)
    return counts


def test_the_seats_of_all_persons_at_one_address_add_up() -> None:
    counts = holding("ana", "ben")
    counts.set(KEY, "ana", 3, END, NOW)
    counts.set("held:1:b", "carl", 8, END, NOW)
    assert counts.total(KEY, NOW) == 3 + 8


def test_what_was_released_counts_no_more() -> None:
    counts = holding("ana", "ben")
    counts.set(KEY, "ana", 0, END, NOW)
    assert counts.total(KEY, NOW) == 8


def test_each_hold_counts_until_its_own_end() -> None:
    counts = holding("ana")
    counts.set(KEY, "ben", 5, END + 300, NOW)
    assert [counts.total(KEY, END - 1), counts.total(KEY, END), counts.total(KEY, END + 300)] == [13, 5, 0]


def test_seats_that_requests_are_taking_count_until_these_end() -> None:
    counts = holding("ana")
    with counts.pending(KEY, 5, maximum=400):
        assert counts.total(KEY, NOW) == 13
    with pytest.raises(RuntimeError), counts.pending(KEY, 5, maximum=400):
        raise RuntimeError
    assert counts.total(KEY, NOW) == 8


def test_counts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_seats, "MAX_ADDRESSES", 3)
    counts = HeldSeats()
    for n in range(5):
        counts.set(str(n), "ana", 1, END, NOW)
        counts.set("0", "ana", 1, END, NOW)
    assert [counts.total(str(n), NOW) for n in range(5)] == [1, 0, 0, 1, 1]


async def test_two_processes_count_together(database: str) -> None:
    here, there = holding("ana", "ben"), holding("carl", "dora", seats=10)
    await there.share(NOW)
    await here.share(NOW)
    assert here.total(KEY, NOW) == 36
    await there.share(NOW)
    there.total(KEY, NOW)  # a further request there: reads again
    await there.share(NOW + 1)
    assert there.total(KEY, NOW) == 36


async def test_a_hold_that_two_processes_saw_counts_once(database: str) -> None:
    here, there = holding("ana", "ben"), holding("carl", "ben", seats=9)
    await here.share(NOW)
    await there.share(NOW)
    assert there.total(KEY, NOW) == 8 + 9 + 9


async def test_a_release_and_an_end_reach_other_processes(database: str) -> None:
    here, there = holding("ana", "ben", "carl"), holding("dora", "emil", "fay", end=END + 300)
    for counts in (here, there):
        await counts.share(NOW)
    there.set(KEY, "ana", 0, END, NOW)
    there.set(KEY, "dora", 1, END + 300, NOW)
    await there.share(NOW + 1)
    here.total(KEY, NOW + 1)
    await here.share(NOW + 2)
    assert here.total(KEY, NOW + 2) == 8 * 4 + 1
    assert here.total(KEY, END) == 8 * 2 + 1


async def test_redis_keeps_no_hold_that_has_ended(database: str) -> None:
    counts = holding("ana", "ben", "carl")
    await counts.share(NOW)
    counts.set(KEY, "dora", 20, END + 600, NOW)
    for later in range(2):  # the first call finds what has ended, the second drops it
        counts.total(KEY, END + later)
        await counts.share(END + later)
    assert await redis().hkeys(KEY) == [b"dora"]
    assert 0 < await redis().ttl(KEY) <= held_seats.EXPIRES_AFTER


async def test_what_redis_has_lost_is_shared_again(database: str) -> None:
    here, there = holding("ana", "ben"), holding("carl", "dora")
    await here.share(NOW)
    await redis().flushall()
    for moment in (NOW + 1, NOW + 2):
        here.total(KEY, moment)
        await here.share(moment)
    await there.share(NOW + 3)
    assert (here.total(KEY, NOW + 3), there.total(KEY, NOW + 3)) == (16, 32)


async def test_a_change_while_redis_answers_is_kept(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = holding("ana", "ben")
    exchange = counts._exchange

    async def slow(*given: object) -> object:
        replies = await exchange(*given)  # type: ignore[arg-type]
        counts.set(KEY, "ana", 2, END, NOW + 0.1)
        return replies

    monkeypatch.setattr(counts, "_exchange", slow)
    await counts.share(NOW)
    assert counts.total(KEY, NOW) == 10


async def test_without_redis_a_process_counts_for_itself_and_shares_later(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Redis.from_url("redis://127.0.0.1:9", retry=Retry(NoBackoff(), 0))
    here, there = holding("ana", "ben"), holding("carl", "dora")
    await there.share(NOW)
    with monkeypatch.context() as patch:
        patch.setattr(held_seats, "redis", lambda: away)
        await here.share(NOW)
        assert here.total(KEY, NOW) == 16
    await here.share(NOW)
    assert here.total(KEY, NOW) == 32


async def test_a_household_costs_no_call_of_redis(database: str) -> None:
    counts = holding("ana", seats=SHARED_FROM - 1)
    await counts.share(NOW)
    assert await redis().exists(KEY) == 0
    counts.set(KEY, "ben", 1, END, NOW)
    await counts.share(NOW)
    assert await redis().hlen(KEY) == 2


@pytest.mark.parametrize(("maximum", "shared_from"), [(1, 1), (8, 4), (30, 15), (400, SHARED_FROM)])
async def test_half_of_a_small_limit_is_shared(database: str, maximum: int, shared_from: int) -> None:
    here, there = HeldSeats(), HeldSeats()
    for counts, person in ((here, "ana"), (there, "ben")):
        for seats in (shared_from - 1, shared_from):
            with counts.pending(KEY, seats, maximum):
                counts.set(KEY, person, seats, END, NOW)
            await counts.share(NOW)
            assert await redis().hexists(KEY, person) == (seats == shared_from)
    assert there.total(KEY, NOW) == 2 * shared_from


async def test_a_release_down_to_a_few_seats_reaches_a_process_that_refuses(database: str) -> None:
    here, there = holding("ana", "ben"), holding("carl")
    await here.share(NOW)
    there.set(KEY, "carl", SHARED_FROM, END, NOW)
    await there.share(NOW)
    assert there.total(KEY, NOW) == 16 + SHARED_FROM
    for person in ("ana", "ben"):
        here.set(KEY, person, 0, END, NOW)
    there.set(KEY, "carl", 1, END, NOW)
    await here.share(NOW + 1)
    there.total(KEY, NOW + 1)  # a request that is refused
    await there.share(NOW + 2)
    assert there.total(KEY, NOW + 2) == 1


async def test_an_address_whose_seats_have_all_ended_is_shared_no_more(database: str) -> None:
    counts = holding("ana", "ben")
    await counts.share(NOW)
    for later in range(2):
        counts.total(KEY, END + later)
        await counts.share(END + later)
    await redis().flushall()
    counts.set(KEY, "ana", 1, END + 600, NOW)
    await counts.share(END + 3)
    assert await redis().exists(KEY) == 0


def test_one_request_of_a_person_at_a_time_replaces_seats() -> None:
    counts = HeldSeats()
    ana, again, ben = (counts.replacing(KEY, name) for name in ("ana", "ana", "ben"))
    with ana as first, again as second, ben as other:
        assert [first, second, other] == [True, False, True]
    with counts.replacing(KEY, "ana") as later:
        assert later


async def test_an_address_with_very_many_holds_is_shared_less_often(database: str) -> None:
    counts = holding(*(str(n) for n in range(CLAIMS_PER_SECOND // 10)), seats=1)
    await counts.share(NOW)
    counts.set(KEY, "ana", 1, END, NOW)
    await counts.share(NOW + 0.05)
    assert not await redis().hexists(KEY, "ana")
    await counts.share(NOW + 0.15)
    assert await redis().hexists(KEY, "ana")
