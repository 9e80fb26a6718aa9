"""An order ends in exactly one way, however often and in whichever order it is paid and expired."""

import asyncio
import random

import pytest

from app.checkout.orders import lifecycle
from app.checkout.orders.lifecycle import pay_order
from app.checkout.orders.queries import Receipt
from db import pool
from db.transaction import transaction
from tests.checkout.scenarios import (
    all_order_rows,
    expire,
    hold_free_seats,
    journal_topics,
    make_pending,
    order_free_seats,
    order_state,
    pay,
    seat_rows,
    valid_tickets,
)
from tests.world import World


@pytest.fixture
async def pending(world: World) -> Receipt:
    """Return Ana's pending order of seats 17 and 18."""
    receipt = await order_free_seats(world)
    await make_pending(receipt)
    return receipt


async def test_paying_sells_the_seats_and_issues_the_tickets(pending: Receipt) -> None:
    assert await pay(pending) == "paid"
    assert await seat_rows(pending.performance_id, 17, 18) == [(2, None, pending.id)] * 2
    assert await valid_tickets(pending.performance_id, pending.id) == [17, 18]


async def test_fifty_payments_at_once_issue_one_set_of_tickets(pending: Receipt) -> None:
    answers = await asyncio.gather(*[pay(pending) for _ in range(50)])
    assert sorted(answers) == ["already_paid"] * 49 + ["paid"]
    assert await valid_tickets(pending.performance_id, pending.id) == [17, 18]


async def test_expiring_opens_the_seats_and_says_so(pending: Receipt) -> None:
    assert await expire(pending)
    assert await seat_rows(pending.performance_id, 17, 18) == [(0, None, None)] * 2
    assert (await journal_topics(pending.performance_id))[-2:] == ["order.expired", "seats.released"]
    assert not await expire(pending)


async def test_a_paid_order_never_expires(pending: Receipt) -> None:
    await pay(pending)
    before = await all_order_rows()
    assert not await expire(pending)
    assert await all_order_rows() == before


async def test_a_late_payment_takes_the_seats_again_when_all_are_open(pending: Receipt) -> None:
    await expire(pending)
    assert await pay(pending) == "paid"
    assert await valid_tickets(pending.performance_id, pending.id) == [17, 18]


async def test_a_late_payment_takes_a_seat_whose_hold_ran_out(world: World, pending: Receipt) -> None:
    await expire(pending)
    await hold_free_seats(world, "ben", (18,))
    await pool.execute("UPDATE seat SET hold_expires_at = now() - interval '1 second' WHERE hold_id IS NOT NULL")
    assert await pay(pending) == "paid"
    assert await seat_rows(world.preview, 18) == [(2, None, pending.id)]
    facts = await pool.fetch("SELECT topic, actor, payload ->> 'seats' AS seats FROM journal ORDER BY id DESC LIMIT 5")
    assert [tuple(row) for row in reversed(facts)] == [
        ("seats.held", "person:ben", "[18]"),
        ("seats.released", "expiry", "[18]"),
        ("order.paid", "test", None),
        ("seats.sold", "test", "[17, 18]"),
        ("ticket.issued", "test", None),
    ]


@pytest.mark.parametrize("how", ["held", "sold", "killed"])
async def test_a_late_payment_takes_nothing_when_one_seat_is_not_open(world: World, pending: Receipt, how: str) -> None:
    await expire(pending)
    if how == "killed":
        await pool.execute("UPDATE seat SET status = 3 WHERE performance_id = $1 AND idx = 18", world.preview)
    else:
        await (hold_free_seats if how == "held" else order_free_seats)(world, "ben", (18,))
    before = await all_order_rows()
    assert await pay(pending) == "seats_gone"
    assert await all_order_rows() == before


@pytest.mark.parametrize("change", ["state = 'cancelled'", "starts_at = now() - interval '1 minute'"])
async def test_a_late_payment_takes_nothing_when_the_performance_is_off(pending: Receipt, change: str) -> None:
    await expire(pending)
    await pool.execute(f"UPDATE performance SET {change} WHERE id = $1", pending.performance_id)
    assert await pay(pending) == "seats_gone"
    assert await order_state(pending) == "expired"


async def test_a_late_payment_sells_nothing_when_the_performance_is_cancelled_at_that_moment(
    pending: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    await expire(pending)
    before = await all_order_rows()
    looked_before = lifecycle.WANTED.replace("p.state = 'published'", "p.state <> 'draft'")
    monkeypatch.setattr(lifecycle, "WANTED", looked_before)  # it was published when it was looked at
    await pool.execute("UPDATE performance SET state = 'cancelled' WHERE id = $1", pending.performance_id)
    assert await pay(pending) == "seats_gone"
    assert (await all_order_rows(), await valid_tickets(pending.performance_id, pending.id)) == (before, [])


async def test_an_order_that_has_lost_a_seat_is_never_paid(pending: Receipt) -> None:
    await pool.execute(
        "UPDATE seat SET status = 0, order_id = NULL WHERE performance_id = $1 AND idx = 18", pending.performance_id
    )
    before = await all_order_rows()
    with pytest.raises(RuntimeError, match="2 seats was paid with 1 of them"):
        await pay(pending)
    assert await all_order_rows() == before


async def test_paying_an_order_that_does_not_exist_changes_nothing(pending: Receipt) -> None:
    async with transaction() as connection:
        assert await pay_order(connection, pending.performance_id, 999, actor="test") == "unknown"


async def test_expiry_and_payment_racing_end_paid_with_the_seats_or_expired_without(pending: Receipt) -> None:
    calls = [pay, expire] * 25
    random.shuffle(calls)
    answers = await asyncio.gather(*[call(pending) for call in calls])
    assert answers.count("paid") == 1
    assert await order_state(pending) == "paid"
    assert await seat_rows(pending.performance_id, 17, 18) == [(2, None, pending.id)] * 2
    assert await valid_tickets(pending.performance_id, pending.id) == [17, 18]


async def test_expiry_payment_and_a_rival_racing_give_each_seat_one_owner(world: World, pending: Receipt) -> None:
    rivals = [order_free_seats(world, f"ben{n}", (17 + n % 2,)) for n in range(16)]
    calls = [*[pay(pending) for _ in range(17)], *[expire(pending) for _ in range(17)], *rivals]
    random.shuffle(calls)
    await asyncio.gather(*calls, return_exceptions=True)
    tickets = await pool.fetch("SELECT seat_idx, order_id FROM ticket WHERE state = 'valid'")
    owners = await pool.fetch("SELECT idx, order_id FROM seat WHERE status = 2")
    assert sorted(map(tuple, tickets)) == sorted(map(tuple, owners))
    mine = [seat for seat, order in map(tuple, tickets) if order == pending.id]
    assert sorted(mine) == ([17, 18] if await order_state(pending) == "paid" else [])
