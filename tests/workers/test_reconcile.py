"""The reconciler replaces lost webhooks, ends orders whose time to pay is over, and logs those it cannot settle."""

import asyncio
from math import ceil

import pytest
from msgspec import structs
from structlog.testing import capture_logs

from app.checkout.orders.queries import Receipt
from app.checkout.settlement.settlement import request_reconciliation
from db import pool
from tests.checkout.scenarios import (
    end_payment_time,
    open_pending_order,
    order_state,
    seat_rows,
    valid_tickets,
)
from tests.eventually import eventually
from tests.payments.fake_provider import FakeProvider
from tests.world import World
from workers.reconcile_payments import claim_due_orders, reconcile_due_order, reconcile_payments

ORDER = 'SELECT looks, trouble, extract(epoch FROM look_at - now())::float AS rest FROM "order"'


async def due(pay_by: str = "pay_by") -> None:
    """Make every order due now. `pay_by`: SQL for a new end of the time to pay."""
    await pool.execute(f"""UPDATE "order" SET look_at = now(), pay_by = {pay_by}""")


async def look() -> None:
    for order in await claim_due_orders(50):
        await reconcile_due_order(order)


async def test_nobody_asks_during_the_first_minute(pending_order: Receipt) -> None:
    assert await claim_due_orders(50) == []
    await due()
    assert [(order.id, order.is_overdue, order.needs_alarm) for order in await claim_due_orders(50)] == [
        (pending_order.id, False, False)
    ]


async def test_a_lost_webhook_is_made_good(pending_order: Receipt, provider: FakeProvider) -> None:
    provider.pay("pi_1")
    await due()
    await look()
    assert (await order_state(pending_order), await valid_tickets(pending_order.performance_id, pending_order.id)) == (
        "paid",
        [17, 18],
    )


async def test_fifty_workers_share_the_orders(world: World, provider: FakeProvider) -> None:
    for number in range(10):
        await open_pending_order(world, f"fan{number}", (100 + 2 * number, 101 + 2 * number))
    await due()
    shares = await asyncio.gather(*[claim_due_orders(2) for _ in range(50)])
    taken = [order.id for share in shares for order in share]
    assert (len(taken), len(set(taken))) == (10, 10)


async def next_look(over: str) -> int:
    """Return the seconds until the next claim. `over`: SQL for the end of the time to pay."""
    await due(over)
    await claim_due_orders(1)
    return ceil((await pool.fetch(ORDER))[0]["rest"])


async def test_before_the_time_is_over_it_asks_each_minute_about_who_says_they_paid(pending_order: Receipt) -> None:
    assert await next_look("now() + interval '10 minutes'") == 620
    await request_reconciliation(pending_order.performance_id, pending_order.id)
    assert await next_look("now() + interval '10 minutes'") == 60
    assert await next_look("now() + interval '5 seconds'") == 25


async def test_looks_before_the_end_do_not_put_off_the_first_after_it(pending_order: Receipt) -> None:
    await request_reconciliation(pending_order.performance_id, pending_order.id)
    for _ in range(9):
        await next_look("now() + interval '10 minutes'")
    assert await next_look("now() - interval '5 seconds'") == 15
    assert await next_look("now() - interval '1 minute'") == 15


async def test_after_it_is_over_it_asks_ever_more_rarely_up_to_ten_minutes(pending_order: Receipt) -> None:
    rests = []
    for _ in range(8):
        await due("now() - interval '1 minute'")
        await claim_due_orders(1)
        rests.append(ceil((await pool.fetch(ORDER))[0]["rest"]))
    assert rests == [15, 30, 60, 120, 240, 480, 600, 600]


async def test_a_time_that_is_over_ends_the_order_and_opens_the_seats(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    await end_payment_time(pending_order)
    await look()
    assert (await order_state(pending_order), provider.intents["pi_1"].status) == ("expired", "canceled")
    assert await seat_rows(pending_order.performance_id, 17, 18) == [(0, None, None)] * 2


async def test_seconds_after_the_time_a_payment_in_its_last_moment_still_counts(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    await due("now() - interval '10 seconds'")
    await look()
    assert (await order_state(pending_order), provider.intents["pi_1"].status) == ("pending", "requires_payment_method")


async def test_while_the_bank_thinks_the_seats_stay_and_staff_can_read_why(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    provider.set_status("pi_1", "processing")
    await end_payment_time(pending_order)
    await look()
    assert (await pool.fetch(ORDER))[0]["trouble"] == "the bank is still thinking"
    assert await seat_rows(pending_order.performance_id, 17) == [(1, None, pending_order.id)]
    provider.pay("pi_1")
    await due()
    await look()
    assert (await order_state(pending_order), (await pool.fetch(ORDER))[0]["trouble"]) == ("paid", "")


@pytest.mark.parametrize(("minutes", "alarms"), [(29, 0), (31, 1)])
async def test_half_an_hour_after_its_time_an_order_is_an_alarm(
    pending_order: Receipt, provider: FakeProvider, minutes: int, alarms: int
) -> None:
    provider.failing_calls = ["cancel_intent"]
    await due(f"now() - interval '{minutes} minutes'")
    with capture_logs() as lines:
        await look()
    loud = [line for line in lines if line["event"] == "order_unsettled"]
    assert [(line["log_level"], line["order"], line["why"]) for line in loud] == [
        ("error", pending_order.id, "ProviderUnavailable: a test")
    ] * alarms
    assert await seat_rows(pending_order.performance_id, 17, 18) == [(1, None, pending_order.id)] * 2


async def test_a_wrong_sum_pays_nothing_ends_nothing_and_says_why(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    provider.pay("pi_1")
    provider.intents["pi_1"] = structs.replace(provider.intents["pi_1"], received=1)
    await end_payment_time(pending_order)
    await look()
    assert await order_state(pending_order) == "pending"
    assert "PaymentMismatch: Intent pi_1 is not what was asked for" in (await pool.fetch(ORDER))[0]["trouble"]


async def test_the_worker_makes_it_good_by_itself_and_ends_cleanly(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    provider.pay("pi_1")
    await due()
    stop = asyncio.Event()
    working = asyncio.create_task(reconcile_payments(stop))

    async def paid() -> bool:
        return await order_state(pending_order) == "paid"

    await eventually(paid)
    stop.set()
    await asyncio.wait_for(working, 30)
