"""The consumer of the statistics of sales: what each fact makes it count, and what it refuses."""

import contextlib
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.send import push_refund
from app.sales.entries import ORDER
from app.sales.things import MalformedFact, things_of
from app.sales.verify import verify_sales
from app.seating.holds.hold import hold_seats
from db import pool
from db.transaction import transaction
from tests.checkout.scenarios import TWO_SEATS, buy_order, end_all_holds, hold_paid_seats, open_pending_order
from tests.eventually import eventually
from tests.payments.fake_provider import FakeProvider
from tests.sales.follower import CrashBeforeCommit, Follower, totals
from tests.sales.recount import recount, stored
from tests.workers.consumers.harness import has_facts, lease
from tests.world import World
from workers.consumers.consumer import Batch, JournalFact
from workers.consumers.sales_stats import SalesStats


def a_fact(performance: int | None, topic: str, **payload: Any) -> JournalFact:
    """Return a fact as the journal would give it."""
    return JournalFact(1, 1, datetime.now(UTC), None, performance, topic, payload, "test", None)


async def handle(*facts: JournalFact) -> None:
    """Let the consumer handle these facts."""
    async with transaction() as connection:
        await SalesStats().handle(Batch(list(facts), [], 1), connection)


async def counts_of(performance: int) -> dict[str, int]:
    """Fetch what is counted at a performance, without what is 0."""
    return {measure: number for (one, measure), number in (await totals()).items() if one == performance}


async def test_a_sale_is_counted_by_what_its_rows_are(world: World, provider: FakeProvider) -> None:
    follower = await Follower().begin()
    await buy_order(world, provider)
    await hold_paid_seats(world, "ben", (30, 31, 32))
    await follower.follow()
    assert await counts_of(world.opening) == {
        "capacity": 1200,
        "held": 3,
        "sold": 2,
        "orders": 1,
        "tickets": 2,
        "revenue": TWO_SEATS,
        "received": TWO_SEATS,
    }


async def test_the_fees_of_an_order_have_no_level(world: World, provider: FakeProvider) -> None:
    follower = await Follower().begin()
    await buy_order(world, provider)
    await follower.follow()
    rows = {key[2:5]: row["revenue"] for key, row in (await stored()).items() if key[0] == "total" and row["revenue"]}
    assert rows == {(2, 0, "web"): 2 * (6400 + 400), (-1, -1, "web"): 150}


@pytest.mark.parametrize(
    ("amount", "by_level"),
    [
        (6800, Counter({2: 6800})),  # with its fees
        (6500, Counter({2: 6400, -1: 100})),  # the price, and a part of the fees
        (601, Counter({2: 601})),  # less than the price
    ],
    ids=["whole", "price", "part"],
)
async def test_a_refund_is_divided_among_levels(
    world: World, provider: FakeProvider, amount: int, by_level: Counter[int]
) -> None:
    follower = await Follower().begin()
    paid = await buy_order(world, provider)
    refund = await refund_order(world.opening, paid.id, seats=[17], actor="test")
    await pool.execute("UPDATE refund SET amount = $1", amount)
    await push_refund(world.opening, refund, actor="test")
    await follower.follow()
    rows = await pool.fetch("SELECT level, refunds FROM sales_total WHERE refunds <> 0")
    assert Counter({row["level"]: row["refunds"] for row in rows}) == by_level
    assert (await counts_of(world.opening))["refunded_tickets"] == 1
    assert await stored() == await recount()


async def test_seats_taken_from_a_hold_that_ran_out_are_held_once(world: World) -> None:
    follower = await Follower().begin()
    await hold_paid_seats(world, "ana")
    await end_all_holds(world.opening)
    await hold_paid_seats(world, "ben")
    await follower.follow()
    assert (await counts_of(world.opening))["held"] == 2


async def test_facts_that_are_not_final_are_counted_too(world: World, migrated: str) -> None:
    follower = await Follower().begin()
    await follower.follow()
    older = await asyncpg.connect(migrated)
    async with older.transaction():
        await older.execute("SELECT pg_current_xact_id()")
        await hold_paid_seats(world)
        assert await follower.follow() == 0
        assert (await counts_of(world.opening))["held"] == 2
    await older.close()
    assert await follower.follow() == 1
    assert (await counts_of(world.opening))["held"] == 2


async def test_a_crash_before_the_commit_counts_nothing(world: World) -> None:
    follower = await Follower().begin()
    await hold_paid_seats(world)
    with pytest.raises(CrashBeforeCommit):
        await follower.follow(crash=True)
    assert await totals() == {}
    await follower.follow()
    await follower.replay(follower.handled)
    assert await stored() == await recount()


async def test_facts_that_change_nothing_write_nothing(world: World, provider: FakeProvider) -> None:
    """A transaction that has written holds back the maps of all performances."""
    follower = await Follower().begin()
    await buy_order(world, provider)
    await follower.follow()
    async with transaction() as connection:
        await SalesStats().handle(Batch(follower.handled, [], 1), connection)
        assert await connection.fetchval("SELECT pg_current_xact_id_if_assigned()") is None


async def test_what_another_topic_names_is_counted_anew(world: World, provider: FakeProvider) -> None:
    follower = await Follower().begin()
    await follower.follow()
    paid = await open_pending_order(world)
    await pool.execute("UPDATE seat SET status = 3, order_id = NULL WHERE order_id = $1", paid.id)
    await handle(a_fact(world.opening, "seats.of_a_later_release", seats=[17, 18], more={"seats": 5}, order=paid.id))
    assert (await counts_of(world.opening))["killed"] == 2


async def test_a_fact_about_no_performance_or_of_none_of_its_rows_changes_nothing(world: World) -> None:
    await handle(
        a_fact(None, "member.added", order="first"),
        a_fact(world.opening, "queue.called", room=1, serving=5),
        a_fact(world.opening, "seats.held", seats=[99_999, 2**40]),
        a_fact(0, "attention.acknowledged", handle="x", order=None),
    )
    assert await totals() == {}


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"seats": "5"}, "seats in a fact seats.held is .*, not numbers"),
        ({"seats": {"17": 1}}, "seats in a fact seats.held is .*, not numbers"),
        ({"seats": [17, "18"]}, "seats in a fact seats.held is .*, not numbers"),
        ({"order": "7"}, "order in a fact seats.held is .*, not a number"),
        ({"payment": True}, "payment in a fact seats.held is .*, not a number"),
        ({"refund": -1}, "refund in a fact seats.held is .*, not a number"),
        ({"order": 2**63}, "order in a fact seats.held is .*, not a number"),
        ({"order": 7.0}, "order in a fact seats.held is .*, not a number"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_a_malformed_fact_is_refused_in_words(world: World, payload: dict[str, Any], words: str) -> None:
    with pytest.raises(MalformedFact, match=words):
        await handle(a_fact(world.opening, "seats.held", **payload))
    assert await totals() == {}


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("seats.held", {"seats": 5}),
        ("later.topic", {"seats": 5}),
        ("later.topic", {"seats": "A 5"}),
        ("later.topic", {"seats": [17, "18"]}),
        ("later.topic", {"order": "7", "payment": True, "refund": {"id": -1}}),
        ("later.topic", [1]),
    ],
    ids=["count", "later count", "text", "mixed", "ids", "list"],
)
def test_a_count_and_what_a_later_release_means_otherwise_name_nothing(topic: str, payload: Any) -> None:
    assert list(things_of(1, topic, payload)) == []


def test_in_a_later_topic_what_is_as_expected_is_named_beside_what_is_not() -> None:
    assert list(things_of(1, "later.topic", {"seats": "A 5", "order": 7, "refund": "x"})) == [(1, ORDER, 7)]


async def test_minutes_are_kept_for_fifty_hours_and_days_for_ever(world: World, provider: FakeProvider) -> None:
    follower = await Follower().begin()
    await buy_order(world, provider)
    await follower.follow()
    for table in ("sales_minute", "sales_day"):
        assert await pool.fetch_value(f"SELECT sum(revenue)::bigint FROM {table}") == TWO_SEATS
    await pool.execute("UPDATE sales_minute SET minute = minute - interval '50 hours 1 minute'")
    await pool.execute("UPDATE \"order\" SET paid_at = paid_at - interval '51 hours'")
    await pool.execute("UPDATE payment SET settled_at = settled_at - interval '51 hours'")
    await follower.replay(follower.handled)
    assert await pool.fetch("SELECT FROM sales_minute WHERE revenue > 0 OR received > 0") == []
    assert {key: row for key, row in (await stored()).items() if key[0] == "day"} == {
        key: row for key, row in (await recount()).items() if key[0] == "day"
    }


async def test_generations_do_not_touch_each_other(world: World) -> None:
    first, second = await Follower().begin(), Follower(generation=2)
    await hold_seats(world.opening, "ana", [17], world.plan)
    await first.follow()
    await second.replay(first.handled)
    assert await totals(1) == await totals(2)
    await SalesStats().delete_generations(keep=2)
    assert await totals(1) == {}
    assert await stored(2) == await recount()


async def test_a_fact_of_many_seats_is_counted_in_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.consumers.sales_stats.PIECE", 2)
    await hold_paid_seats(world, "ben", (30, 31, 32, 33, 34))
    loop = await lease(SalesStats())

    async def has_counted() -> bool:
        with contextlib.suppress(asyncpg.SerializationError):
            await loop.work()
        return not await has_facts("sales_stats")

    await eventually(has_counted)
    assert (await counts_of(world.opening))["held"] == 5
    assert (await verify_sales()).differences == []
