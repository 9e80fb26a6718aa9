"""The worker of payment events: one of many workers handles each event once; an event that fails stays stored."""

import asyncio
from math import ceil

import pytest
from msgspec import structs
from structlog.testing import capture_logs

from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.needs_attention import get_attention_items
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import STUCK_AFTER_TRIES, claim_events, store_event
from app.web.wakeups import connect_wakeups, disconnect_wakeups, wake_payment_workers
from db import pool
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    buy_order,
    order_state,
    refunds,
    valid_tickets,
)
from tests.eventually import eventually
from tests.payments.fake_provider import FakeProvider
from tests.world import World
from workers.payment_events import handle_or_retry, handle_payment_events


async def store(event_id: str = "evt_1", kind: str = "payment_intent.succeeded", object_id: str = "pi_1") -> None:
    await store_event(PaymentEvent(event_id, kind, object_id), "{}")


async def row(event_id: str = "evt_1") -> tuple[bool, str, int]:
    """Return handled, outcome and tries of an event."""
    sql = "SELECT handled_at IS NOT NULL, outcome, tries FROM inbox WHERE event_id = $1"
    return tuple(await pool.fetch_row(sql, event_id))  # type: ignore[arg-type]


async def due() -> None:
    """End all leases and retry delays."""
    await pool.execute("UPDATE inbox SET try_at = now() - interval '1 second'")


async def handle_what_is_due() -> None:
    for event in await claim_events(50):
        await handle_or_retry(event)


async def test_word_of_a_payment_pays_the_order(pending_order: Receipt, provider: FakeProvider) -> None:
    provider.pay("pi_1")
    await store()
    with capture_logs() as lines:
        await handle_what_is_due()
    assert (await row(), await order_state(pending_order)) == ((True, "paid", 1), "paid")
    (line,) = [line for line in lines if line["event"] == "webhook_handled"]
    assert (line["event_id"], line["outcome"]) == ("evt_1", "paid")


async def test_fifty_workers_share_what_is_due(database: str) -> None:
    for number in range(40):
        await store(f"evt_{number}")
    shares = await asyncio.gather(*[claim_events(3) for _ in range(50)])
    taken = [event.event_id for share in shares for event in share]
    assert (len(taken), len(set(taken))) == (40, 40)
    assert await claim_events(50) == []


async def test_a_lease_runs_out_after_a_minute_however_often_its_worker_dies(database: str) -> None:
    await store()
    leases = []
    for _ in range(9):
        await due()
        await claim_events(1)
        leases.append(await pool.fetch_value("SELECT extract(epoch FROM try_at - now())::float FROM inbox"))
    assert {round(lease) for lease in leases} == {60}


async def test_one_that_fails_comes_back_soon_and_then_ever_more_rarely(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    provider.pay("pi_1")
    await store()
    rests = []
    for _ in range(4):
        provider.failing_calls = ["read_intent"]
        await due()
        await handle_what_is_due()
        rests.append(ceil(await pool.fetch_value("SELECT extract(epoch FROM try_at - now())::float FROM inbox")))
    assert rests == [2, 4, 8, 16]
    assert await pool.fetch_value("SELECT trouble FROM inbox") == "ProviderUnavailable: a test"
    await due()
    await handle_what_is_due()
    assert (await row(), await pool.fetch_value("SELECT trouble FROM inbox")) == ((True, "paid", 5), "")


async def test_what_goes_on_failing_is_an_alarm_and_on_the_list(pending_order: Receipt, provider: FakeProvider) -> None:
    await store()
    with capture_logs() as lines:
        for _ in range(STUCK_AFTER_TRIES):
            provider.failing_calls = ["read_intent"]
            await due()
            await handle_what_is_due()
    levels = [line["log_level"] for line in lines if line["event"] == "webhook_waits"]
    assert levels == ["warning"] * (STUCK_AFTER_TRIES - 1) + ["error"]
    assert [one.handle for one in await get_attention_items()] == ["evt_1"]


@pytest.mark.parametrize("lie", [{"amount": 1, "received": 1}, {"currency": "USD"}, {"livemode": True}])
async def test_a_wrong_sum_pays_nothing_and_ends_on_the_list(
    pending_order: Receipt, provider: FakeProvider, lie: dict[str, object]
) -> None:
    provider.pay("pi_1")
    provider.intents["pi_1"] = structs.replace(provider.intents["pi_1"], **lie)
    await store()
    before = await all_order_rows()
    for _ in range(STUCK_AFTER_TRIES):
        await due()
        await handle_what_is_due()
    assert (await all_order_rows(), await order_state(pending_order)) == (before, "pending")
    assert [(one.kind, "PaymentMismatch" in one.why) for one in await get_attention_items()] == [
        ("word_unhandled", True)
    ]


async def test_an_intent_of_somebody_else_is_none_of_our_business(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    before = await all_order_rows()
    await store(object_id="pi_of_another_shop")
    await handle_what_is_due()
    assert (await row(), await all_order_rows()) == ((True, "not_ours", 1), before)


async def test_a_refund_made_elsewhere_is_written_down_and_voids_nothing(world: World, provider: FakeProvider) -> None:
    paid = await buy_order(world, provider)
    await store(kind="refund.created", object_id=provider.refund_elsewhere("pi_1", 6800))
    await handle_what_is_due()
    assert await row() == (True, "made_elsewhere", 1)
    assert (await valid_tickets(world.opening, paid.id), await refunds(paid)) == ([17, 18], [])
    assert [one.kind for one in await get_attention_items()] == ["made_elsewhere"]


async def test_word_of_a_refund_whose_maker_died_writes_its_number_down(world: World, provider: FakeProvider) -> None:
    paid = await buy_order(world, provider)
    number = await refund_order(paid.performance_id, paid.id, actor="test")
    key = await pool.fetch_value("SELECT idempotency_key FROM refund")
    # a worker that is killed right after the refund was created
    await provider._call("create_refund")("pi_1", TWO_SEATS, "EUR", key=key, order_id=paid.id)
    await store(kind="refund.created", object_id="re_1")
    await handle_what_is_due()
    assert await row() == (True, "succeeded", 1)
    assert await push_refund(paid.performance_id, number, actor="test") == "succeeded"
    assert (len(provider.refunds), provider.money_out) == (1, TWO_SEATS)


async def test_a_dispute_is_told_to_staff(world: World, provider: FakeProvider) -> None:
    await buy_order(world, provider)
    await store(kind="charge.dispute.created", object_id=provider.open_dispute("pi_1"))
    await handle_what_is_due()
    assert (await row())[:2] == (True, "dispute_needs_response")
    assert [one.kind for one in await get_attention_items()] == ["dispute"]


async def test_fifty_workers_with_the_same_event_pay_once(pending_order: Receipt, provider: FakeProvider) -> None:
    provider.pay("pi_1")
    await store()
    event = PaymentEvent("evt_1", "payment_intent.succeeded", "pi_1", 1)
    await asyncio.gather(*[handle_or_retry(event) for _ in range(50)])
    assert ((await row())[:2], await valid_tickets(pending_order.performance_id, pending_order.id)) == (
        (True, "paid"),
        [17, 18],
    )


async def test_a_worker_reads_at_once_when_the_bell_rings_and_ends_cleanly(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    provider.pay("pi_1")
    stop = asyncio.Event()
    connect_wakeups()
    reading = asyncio.create_task(handle_payment_events(stop))
    await store()
    wake_payment_workers()
    await eventually(lambda: state_of_is(pending_order, "paid"))
    stop.set()
    await asyncio.wait_for(reading, 30)
    await disconnect_wakeups()
    assert (await row())[:2] == (True, "paid")


async def state_of_is(receipt: Receipt, state: str) -> bool:
    return await order_state(receipt) == state
