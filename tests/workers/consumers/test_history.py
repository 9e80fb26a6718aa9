"""What happened to an order, a seat or a hold is found by index, whatever else the journal has."""

import pytest

from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.queries import Receipt
from app.checkout.orders.void_order import void_order
from app.checkout.refunds.lifecycle import refund_order
from app.door.scans import scan
from app.history.read import HistoryAge, get_order_history, get_seat_history
from app.history.subjects import UnreadableFact
from app.history.write import PIECE
from app.seating.holds.hold import hold_seats, release_seats
from app.tickets.tickets import get_tickets
from db import pool
from db.journal import SeatsKilled, record
from db.transaction import transaction
from tests.checkout.scenarios import (
    buy_order,
    end_all_holds,
    expire,
    hold_paid_seats,
    open_intent,
    open_pending_order,
    order_free_seats,
    reconcile,
)
from tests.payments.fake_provider import FakeProvider
from tests.workers.consumers.journal_follower import Crash, a_fact, follow, follow_all
from tests.world import World
from workers.consumers.consumer import Batch
from workers.consumers.history import History
from workers.release_holds import release_expired_holds

PAID = ["order.paid", "seats.sold", "ticket.issued"]


async def order_topics(receipt: Receipt) -> list[str]:
    """Read the journal up to now, then list the topics of the order's history."""
    await follow_all(History())
    return [fact.topic for fact in (await get_order_history(receipt.performance_id, receipt.id, 50)).facts]


async def seat_topics(performance: int, seat: int) -> list[str]:
    """Read the journal up to now, then list the topics of the seat's history."""
    await follow_all(History())
    return [fact.topic for fact in (await get_seat_history(performance, seat, 50)).facts]


async def history_rows() -> list[tuple[object, ...]]:
    """Fetch the whole table."""
    return [tuple(row) for row in await pool.fetch("SELECT * FROM history ORDER BY 1, 2, 3, 4, 6")]


async def test_an_order_has_the_facts_of_its_hold_its_payment_and_its_tickets(
    world: World, provider: FakeProvider
) -> None:
    await hold_paid_seats(world, seats=(17, 18, 19))
    await follow_all(History())  # before there is an order
    await release_seats(world.opening, "ana", [19])
    receipt = await open_order(world.opening, "ana", "Ana", "ana@example.org")
    provider.pay(await open_intent(receipt))
    assert await reconcile(receipt) == "paid"
    ticket = (await get_tickets(receipt.performance_id, receipt.id))[0]
    await scan(ticket.code, "Door 7")
    hold = ["seats.held", "seats.released", "order.opened"]
    assert await order_topics(receipt) == [*hold, "payment.opened", "payment.succeeded", *PAID, "ticket.scanned"]


async def test_a_seat_has_the_facts_of_each_fan_and_none_of_its_neighbours(
    world: World, provider: FakeProvider
) -> None:
    await hold_paid_seats(world, "ben", (17, 20))
    await release_seats(world.opening, "ben")
    receipt = await buy_order(world, provider)
    await void_order(world.opening, receipt.id, seats=[17], why="a chargeback", actor="staff:olga")
    ben = ["seats.held", "seats.released"]
    ana = ["seats.held", "order.opened", "seats.sold", "ticket.issued"]
    assert await seat_topics(world.opening, 17) == [*ben, *ana, "ticket.voided", "seats.released"]
    assert await seat_topics(world.opening, 18) == ana
    assert await seat_topics(world.opening, 20) == ben
    assert await seat_topics(world.preview, 17) == []


async def test_a_scan_is_in_the_history_of_its_own_seat_only(world: World) -> None:
    receipt = await order_free_seats(world)
    ticket = (await get_tickets(receipt.performance_id, receipt.id))[0]
    await scan(ticket.code, "Door 7")
    assert (await seat_topics(world.preview, 17))[-1] == "ticket.scanned"
    assert "ticket.scanned" not in await seat_topics(world.preview, 18)
    assert (await order_topics(receipt))[-1] == "ticket.scanned"


async def test_a_refund_is_in_the_history_of_the_order(world: World, provider: FakeProvider) -> None:
    receipt = await buy_order(world, provider)
    await refund_order(world.opening, receipt.id, actor="staff:olga")
    topics = await order_topics(receipt)
    assert topics[-1] == "refund.opened"
    assert await seat_topics(world.opening, 17) == ["seats.held", "order.opened", "seats.sold", "ticket.issued"]


async def test_an_order_that_is_paid_late_has_all_of_it(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    intent = await open_intent(receipt)
    assert await expire(receipt)
    provider.pay(intent)
    assert await reconcile(receipt) == "paid"
    paid = ["payment.succeeded", *PAID]
    assert [topic for topic in await order_topics(receipt) if topic in {"order.expired", *paid}] == [
        "order.expired",
        *paid,
    ]


async def test_a_hold_that_ran_out_is_in_the_history_of_its_seats(world: World) -> None:
    await hold_seats(world.preview, "ana", [17], world.plan)
    await end_all_holds(world.preview)
    await release_expired_holds()
    assert await seat_topics(world.preview, 17) == ["seats.held", "seats.released"]


SCAN = """
    SELECT j.id FROM journal j JOIN "order" o ON o.performance_id = j.performance_id
    WHERE o.performance_id = $1 AND o.id = $2
      AND (j.payload ->> 'order' = o.id::text OR j.payload ->> 'hold' = o.hold_id::text
           OR j.payload ->> 'ticket' IN (
               SELECT t.id::text FROM ticket t WHERE t.performance_id = $1 AND t.order_id = $2))
"""
INDEXED = """
    SELECT DISTINCT h.fact FROM history h JOIN "order" o ON o.performance_id = h.performance_id
    WHERE o.performance_id = $1 AND o.id = $2
      AND (h.subject, h.subject_id) IN ((1, o.id), (3, o.hold_id)) ORDER BY 1
"""


@pytest.mark.parametrize("at_most", [1, 2, 7, 1000])
async def test_the_index_has_what_a_search_of_the_journal_finds(
    world: World, provider: FakeProvider, at_most: int
) -> None:
    receipts = [await buy_order(world, provider, fan, seats) for fan, seats in (("ana", (17, 18)), ("ben", (30,)))]
    await scan((await get_tickets(world.opening, receipts[1].id))[0].code, "Door 7")
    await refund_order(world.opening, receipts[0].id, actor="staff:olga")
    receipts.append(await open_pending_order(world, "carl", (40, 41)))
    assert await expire(receipts[2])
    while await follow(History(), at_most=at_most):
        pass
    for receipt in receipts:
        key = receipt.performance_id, receipt.id
        found = [row[0] for row in await pool.fetch(INDEXED, *key)]
        assert found == sorted(row[0] for row in await pool.fetch(SCAN, *key))
        assert len(found) > 2


async def test_a_batch_that_is_handled_twice_changes_nothing(world: World, provider: FakeProvider) -> None:
    await buy_order(world, provider)
    with pytest.raises(Crash):
        await follow(History(), crash=True)
    assert await history_rows() == []
    await follow_all(History())
    once = await history_rows()
    assert once
    await pool.execute("UPDATE consumer SET xid = '0', id = 0")
    await follow_all(History())
    assert await history_rows() == once


async def test_a_fact_about_thousands_of_seats_is_written_in_pieces(world: World) -> None:
    seats = list(range(2 * PIECE + 1))
    async with transaction() as connection:
        await record(connection, world.preview, SeatsKilled(seats), actor="staff:olga")
    with pytest.raises(Crash):
        await follow(History(), crash=True)
    assert len(await history_rows()) == 2 * PIECE  # right, and written again below
    assert await seat_topics(world.preview, seats[-1]) == ["seats.killed"]
    assert len(await history_rows()) == len(seats)


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({"seats": "17"}, '"seats" should be a list of numbers'),
        ({"seats": [17, None]}, '"seats" should be a list of numbers'),
        ({"tickets": 5}, '"tickets" should be a list of numbers'),
        ({"order": True}, '"order" should be a number'),
        ({"order": 2**63}, '"order" should be a number'),
        ({"hold": [1]}, '"hold" should be a number'),
        ({"ticket": "1"}, '"ticket" should be a number'),
        ([1], "should be an object"),
    ],
    ids=["seats-text", "seats-null", "tickets-number", "order-true", "order-large", "hold-list", "ticket-text", "list"],
)
async def test_a_payload_that_cannot_be_read_is_an_error_that_names_the_fact(
    database: str, payload: object, problem: str
) -> None:
    batch = Batch([a_fact("seats.held", {"seats": [1]}), a_fact("order.opened", payload, id=77)], [], 1)
    async with transaction() as connection:
        with pytest.raises(UnreadableFact, match=f"Fact 77 .*{problem}"):
            await History().handle(batch, connection)
    assert await history_rows() == []


@pytest.mark.parametrize(
    "fact",
    [
        a_fact("performance.published", {"seats": 60_000}),
        a_fact("settings.changed", {"order": 7, "seats": [1]}, performance=None),
        a_fact("attention.acknowledged", {"handle": "x", "order": None}),
        a_fact("ticket.scanned", {"ticket": 999}),
        a_fact("new.topic", {"something": "else"}),
        a_fact("seats.held", {"seats": 3}),
        a_fact("new.topic", {"seats": "A 5", "order": "7", "hold": [1], "ticket": True, "tickets": 5}),
        a_fact("new.topic", [1]),
    ],
    ids=["count", "no-performance", "null", "no-ticket", "unknown", "count-of-held", "unknown-types", "unknown-list"],
)
async def test_a_fact_that_names_none_is_passed(database: str, fact: object) -> None:
    async with transaction() as connection:
        await History().handle(Batch([fact], [], 1), connection)  # type: ignore[list-item]
    assert await history_rows() == []


async def test_a_fact_of_an_unknown_topic_is_found_by_what_it_names(world: World) -> None:
    async with transaction() as connection:
        batch = Batch([a_fact("seats.painted", {"seats": [3], "order": 4, "colour": "red"})], [], 1)
        await History().handle(batch, connection)
    assert [row[2:4] for row in await history_rows()] == [(1, 4), (2, 3)]


async def test_the_newest_facts_come_with_a_word_that_there_are_more(world: World) -> None:
    for _ in range(3):
        await hold_seats(world.preview, "ana", [17], world.plan)
        await release_seats(world.preview, "ana")
    await follow_all(History())
    found = await get_seat_history(world.preview, 17, 3)
    assert ([fact.topic for fact in found.facts], found.is_all) == (
        ["seats.released", "seats.held", "seats.released"],
        False,
    )
    assert (await get_seat_history(world.preview, 17, 6)).is_all


@pytest.mark.parametrize(
    ("change", "is_behind", "stopped"),
    [
        ("as_of = now()", False, ""),
        ("as_of = now() - interval '1 minute'", True, ""),
        ("as_of = now() + interval '1 minute'", True, ""),
        ("as_of = NULL", True, ""),
        ("as_of = now() - interval '1 minute', state = 'stopped', why_stopped = 'by staff'", True, "by staff"),
    ],
    ids=["now", "lags", "to-come", "new", "stopped"],
)
async def test_an_old_history_says_how_old_it_is(world: World, change: str, is_behind: bool, stopped: str) -> None:
    await follow_all(History())
    await pool.execute(f"UPDATE consumer SET {change}")
    age = (await get_seat_history(world.preview, 17, 3)).age
    assert (age.is_behind, age.stopped) == (is_behind, stopped)


async def test_without_its_consumer_a_history_is_not_complete(world: World) -> None:
    found = await get_seat_history(world.preview, 17, 3)
    assert (found.facts, found.age) == ([], HistoryAge(as_of=None, is_behind=True, stopped=""))


async def test_deleting_generations_keeps_one(world: World) -> None:
    sql = "INSERT INTO history SELECT g, 1, 1, f, now(), f FROM generate_series(1, 4) g, generate_series(1, 300) f"
    await pool.execute(sql)
    await History().delete_generations(keep=2)
    rows = await pool.fetch("SELECT generation, count(*) FROM history GROUP BY 1")
    assert [tuple(row) for row in rows] == [(2, 300)]
