"""Retries by staff: money that is owed goes back once, and nothing else changes."""

import asyncio

import pytest

from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order, settle_refund
from app.checkout.refunds.queries import Refund, get_refund
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.event_handler import handle_payment_event
from app.checkout.settlement.staff_fixes import CannotRetry, retry_stuck
from app.errors import NotFound
from app.payments.provider import PaymentEvent, ProviderRefund
from app.payments.webhook_inbox import claim_events, mark_failed, mark_handled, store_event
from db import pool
from db.transaction import transaction
from tests.checkout.cli import aisle
from tests.checkout.scenarios import TWO_SEATS, all_order_rows, buy_order, journal_topics, mails, refunds, valid_tickets
from tests.payments.fake_provider import FakeProvider
from tests.world import World


@pytest.fixture
async def owed(world: World, provider: FakeProvider) -> Refund:
    """Return a failed refund: the bank returned the money after Ana's tickets had become void."""
    paid = await buy_order(world, provider)
    number = await refund_order(paid.performance_id, paid.id, actor="test")
    await push_refund(paid.performance_id, number, actor="test")
    provider.settle_refund("re_1", "failed")
    refund = await fetch_refund(number)
    assert await settle_refund(refund, provider.refunds["re_1"], actor="stripe") == "failed"
    return await fetch_refund(number)


async def fetch_refund(number: int) -> Refund:
    refund = await get_refund(1, number)
    assert refund is not None
    return refund


def handle_of(refund: Refund) -> str:
    return f"refund:{refund.performance_id}:{refund.id}"


async def test_money_owed_goes_back_by_a_refund_of_its_own(owed: Refund, provider: FakeProvider) -> None:
    await retry_stuck(handle_of(owed), actor="staff:olga")
    assert await push_refund(1, owed.id, actor="refunds") == "succeeded"
    again = await fetch_refund(owed.id)
    assert (again.provider_id, again.idempotency_key != owed.idempotency_key) == ("re_2", True)
    assert (provider.money_out, provider.money_in) == (TWO_SEATS, TWO_SEATS)
    assert (await journal_topics(1))[-2:] == ["refund.opened", "refund.settled"]
    assert await pool.fetch_value("SELECT array_agg(kind ORDER BY id) FROM mail") == ["confirmation", "refund"]


async def test_fifty_retries_are_one(owed: Refund, provider: FakeProvider) -> None:
    answers = await asyncio.gather(
        *[retry_stuck(handle_of(owed), actor="a") for _ in range(50)], return_exceptions=True
    )
    assert sum(isinstance(error, CannotRetry) for error in answers) == 49
    await asyncio.gather(*[push_refund(1, owed.id, actor="refunds") for _ in range(5)])
    assert (len(provider.refunds), provider.money_out) == (2, TWO_SEATS)


async def test_old_word_of_the_first_try_does_not_touch_the_second(owed: Refund, provider: FakeProvider) -> None:
    await retry_stuck(handle_of(owed), actor="staff:olga")
    await settle_refund(owed, provider.refunds["re_1"], actor="stripe")  # the row was read before
    assert (await fetch_refund(owed.id)).state == "wanted"
    await store_event(PaymentEvent("evt_1", "refund.failed", "re_1"), "{}")
    assert await handle_payment_event((await claim_events(1))[0]) == "failed_before"
    assert (await fetch_refund(owed.id)).state == "wanted"


@pytest.mark.parametrize("state", ["pending", "succeeded", "wanted"])
async def test_a_refund_that_has_not_failed_is_not_made_anew(owed: Refund, state: str) -> None:
    await retry_stuck(handle_of(owed), actor="staff:olga")
    if state != "wanted":
        settled = "now()" if state == "succeeded" else "NULL"
        await pool.execute(f"UPDATE refund SET state = '{state}', settled_at = {settled}")
    before = await pool.fetch("SELECT * FROM refund")
    with pytest.raises(CannotRetry, match=f"It is {state}"):
        await retry_stuck(handle_of(owed), actor="staff:olga")
    assert await pool.fetch("SELECT * FROM refund") == before


async def test_a_refund_whose_tickets_are_valid_is_not_made_anew(world: World, provider: FakeProvider) -> None:
    paid: Receipt = await buy_order(world, provider)
    provider.refund_status = "failed"
    number = await refund_order(paid.performance_id, paid.id, actor="test")
    await push_refund(1, number, actor="test")
    with pytest.raises(CannotRetry, match="tickets stayed valid"):
        await retry_stuck(f"refund:1:{number}", actor="staff:olga")
    assert (await refunds(paid), await valid_tickets(1, paid.id)) == ([("asked", "failed", TWO_SEATS)], [17, 18])
    assert await mails(paid) == ["confirmation"]


async def test_an_event_that_waits_is_due_at_once(database: str, server_environment: dict[str, str]) -> None:
    await store_event(PaymentEvent("evt_1", "refund.failed", "re_9"), "{}")
    await claim_events(1)
    await mark_failed("evt_1", "ProviderUnavailable: no")
    assert await claim_events(1) == []
    code, output = await aisle(server_environment, "payments", "retry", "evt_1")
    assert (code, "evt_1 is handled within a second" in output) == (0, True)
    assert [event.event_id for event in await claim_events(1)] == ["evt_1"]


async def test_an_event_that_is_handled_stays_so(database: str) -> None:
    await store_event(PaymentEvent("evt_1", "refund.failed", "re_9"), "{}")
    async with transaction() as connection:
        await mark_handled(connection, "evt_1", "failed")
    with pytest.raises(CannotRetry, match="handled already: failed"):
        await retry_stuck("evt_1", actor="a")
    with pytest.raises(NotFound):
        await retry_stuck("evt_2", actor="a")


@pytest.mark.parametrize(
    ("handle", "says"),
    [
        ("order:1:1", "is asked about by itself"),
        ("mail:1:1", "aisle order resend"),
        ("refund:1:x", "is neither"),
        ("", "is neither"),
        ("refund:1:1 ", "is neither"),
        ("refund:" + "9" * 30 + ":1", "is neither"),
    ],
)
async def test_anything_else_is_refused_in_words(world: World, handle: str, says: str) -> None:
    before = await all_order_rows()
    with pytest.raises(CannotRetry, match=says):
        await retry_stuck(handle, actor="a")
    assert await all_order_rows() == before


async def test_a_refund_that_is_none_is_not_found(world: World, server_environment: dict[str, str]) -> None:
    code, output = await aisle(server_environment, "payments", "retry", "refund:1:77")
    assert (code, output) == (1, "aisle: Performance 1 has no refund 77.\n")


async def test_a_second_debt_after_a_retry_can_be_retried_too(owed: Refund, provider: FakeProvider) -> None:
    for number in (2, 3):
        await retry_stuck(handle_of(owed), actor="staff:olga")
        await push_refund(1, owed.id, actor="refunds")
        provider.settle_refund(f"re_{number}", "failed")
        money = ProviderRefund(f"re_{number}", "failed", TWO_SEATS, "EUR")
        assert await settle_refund(await fetch_refund(owed.id), money, actor="stripe") == "failed"
    assert provider.money_out == 0
