"""Disputes are kept as the payment company tells them; whether tickets become void is for staff."""

import asyncio
import itertools
from datetime import UTC, datetime

from msgspec import structs

from app.checkout.orders.queries import Receipt
from app.checkout.orders.void_order import void_order
from app.checkout.settlement.disputes import save_dispute
from app.checkout.settlement.event_handler import handle_payment_event
from app.checkout.settlement.needs_attention import AttentionItem, get_attention_items
from app.payments.payment import get_payment_by_intent
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import claim_events, store_event
from db import pool
from tests.checkout.cli import aisle
from tests.checkout.scenarios import TWO_SEATS, journal_topics, valid_tickets
from tests.payments.fake_provider import FakeProvider

numbers = itertools.count()


async def deliver(kind: str, object_id: str) -> str:
    """Deliver a new event about a dispute; return its outcome."""
    await store_event(PaymentEvent(f"evt_{next(numbers)}", f"charge.dispute.{kind}", object_id), "{}")
    return await handle_payment_event((await claim_events(1))[0])


async def items() -> list[tuple[str, str]]:
    return [(item.kind, item.handle) for item in await get_attention_items()]


async def test_a_dispute_is_listed_until_it_is_answered_and_leaves_the_tickets(
    paid: Receipt, provider: FakeProvider
) -> None:
    dispute = provider.open_dispute("pi_1")
    assert await deliver("created", dispute) == "dispute_needs_response"
    assert await deliver("funds_withdrawn", dispute) == "dispute_needs_response"
    item: AttentionItem
    (item,) = await get_attention_items()
    assert (item.kind, item.handle, item.amount) == ("dispute", dispute, TWO_SEATS)
    assert (item.about.startswith(paid.reference), "to be answered by" in item.why) == (True, True)
    provider.settle_dispute(dispute, "under_review")
    await deliver("updated", dispute)
    assert (await items(), await valid_tickets(1, paid.id)) == ([], [17, 18])
    assert [topic for topic in await journal_topics(1) if "dispute" in topic] == ["payment.disputed"] * 2


async def test_a_lost_one_is_listed_until_its_tickets_are_void(paid: Receipt, provider: FakeProvider) -> None:
    dispute = provider.open_dispute("pi_1")
    await deliver("created", dispute)
    provider.settle_dispute(dispute, "lost")
    assert await deliver("closed", dispute) == "dispute_lost"
    assert await items() == [("dispute_lost", dispute)]
    await void_order(1, paid.id, why="chargeback", actor="staff:olga")
    assert await items() == []


async def test_a_won_one_is_listed_where_its_tickets_are_void_already(paid: Receipt, provider: FakeProvider) -> None:
    dispute = provider.open_dispute("pi_1")
    await deliver("created", dispute)
    await void_order(1, paid.id, why="chargeback", actor="staff:olga")
    provider.settle_dispute(dispute, "won")
    await deliver("closed", dispute)
    assert await deliver("funds_reinstated", dispute) == "dispute_won"
    assert await items() == [("dispute_won", dispute)]


async def test_a_won_one_whose_tickets_are_valid_needs_nobody(paid: Receipt, provider: FakeProvider) -> None:
    dispute = provider.open_dispute("pi_1")
    provider.settle_dispute(dispute, "won")
    await deliver("closed", dispute)
    assert await items() == []


async def test_an_old_answer_does_not_open_an_ended_dispute_again(paid: Receipt, provider: FakeProvider) -> None:
    dispute = provider.open_dispute("pi_1")
    asked_at = await pool.fetch_value("SELECT clock_timestamp()")
    slow_answer = provider.disputes[dispute]
    provider.settle_dispute(dispute, "lost")
    await deliver("closed", dispute)
    payment = await get_payment_by_intent("pi_1")
    assert payment is not None
    await save_dispute(payment, slow_answer, asked_at, actor="stripe", event_id="evt_slow")
    assert await pool.fetch_value("SELECT status FROM dispute") == "lost"
    assert (await journal_topics(1)).count("payment.disputed") == 1


async def test_an_inquiry_that_becomes_a_dispute_after_its_end_is_listed(paid: Receipt, provider: FakeProvider) -> None:
    inquiry = provider.open_dispute("pi_1", inquiry=True)
    for status, listed in (("warning_needs_response", 1), ("warning_closed", 0), ("needs_response", 1)):
        provider.settle_dispute(inquiry, status)
        await deliver("updated", inquiry)
        assert (len(await items()), status) == (listed, status)


async def test_a_new_time_to_answer_is_shown(paid: Receipt, provider: FakeProvider) -> None:
    dispute = provider.open_dispute("pi_1")
    await deliver("created", dispute)
    later = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
    provider.disputes[dispute] = structs.replace(provider.disputes[dispute], due_by=later)
    await deliver("updated", dispute)
    assert "to be answered by 2031-05-06 07:08 UTC" in (await get_attention_items())[0].why
    assert (await journal_topics(1)).count("payment.disputed") == 1


async def test_fifty_deliveries_are_one_fact(paid: Receipt, provider: FakeProvider) -> None:
    dispute = provider.open_dispute("pi_1")
    event = PaymentEvent("evt_x", "charge.dispute.created", dispute, 1)
    await store_event(event, "{}")
    await asyncio.gather(*[handle_payment_event(event) for _ in range(50)])
    assert (await journal_topics(1)).count("payment.disputed") == 1


async def test_a_dispute_about_another_shop_is_not_ours(paid: Receipt, provider: FakeProvider) -> None:
    await provider._call("create_intent")(500, "EUR", key="another shop", performance_id=0, order_id=0)
    provider.pay("pi_2")
    assert await deliver("created", provider.open_dispute("pi_2")) == "not_ours"
    assert await items() == []


async def test_the_report_of_the_order_shows_it(
    paid: Receipt, provider: FakeProvider, server_environment: dict[str, str]
) -> None:
    dispute = provider.open_dispute("pi_1", "product_not_received")
    await deliver("created", dispute)
    output = (await aisle(server_environment, "order", "show", paid.reference))[1]
    assert f"{dispute}: €137.50, product_not_received, needs_response since" in output
