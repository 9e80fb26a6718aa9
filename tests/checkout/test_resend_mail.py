"""Mail that staff send again: only what is still true, and never two at the same time."""

import asyncio

import pytest

from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.send import push_refund
from app.checkout.resend_mail import NothingToSend, resend_mail
from db import pool
from tests.checkout.scenarios import all_order_rows, buy_order, mails, open_pending_order, order_state, reconcile
from tests.payments.fake_provider import FakeProvider
from tests.world import World


@pytest.fixture
async def paid(world: World, provider: FakeProvider) -> Receipt:
    """Return Ana's paid order of two seats, whose mail is sent."""
    receipt = await buy_order(world, provider)
    await all_sent()
    return receipt


async def all_sent() -> None:
    await pool.execute("UPDATE mail SET handed_at = now(), sent_at = now()")


async def again(receipt: Receipt, refund: int | None = None) -> str:
    return await resend_mail(receipt.performance_id, receipt.id, refund)


async def given_back(receipt: Receipt, *seats: int) -> int:
    key = receipt.performance_id, receipt.id
    number = await refund_order(*key, seats=seats or None, actor="test")
    await push_refund(receipt.performance_id, number, actor="test")
    await all_sent()
    return number


async def test_fifty_at_once_write_one_mail_and_leave_the_order_alone(paid: Receipt) -> None:
    before = await all_order_rows()
    answers = await asyncio.gather(*[again(paid) for _ in range(50)], return_exceptions=True)
    assert (answers.count("confirmation"), sum(isinstance(error, NothingToSend) for error in answers)) == (1, 49)
    assert (await mails(paid), await all_order_rows()) == (["confirmation"] * 2, before)


async def test_a_refunded_order_gets_the_mail_of_its_last_refund(paid: Receipt) -> None:
    await given_back(paid, 17)
    last = await given_back(paid, 18)
    assert await again(paid) == "refund"
    assert await pool.fetch_value("SELECT refund_id FROM mail ORDER BY id DESC LIMIT 1") == last


async def test_the_mail_of_one_refund_is_sent_while_the_order_stays_paid(paid: Receipt) -> None:
    refund = await given_back(paid, 17)
    assert (await again(paid, refund), await order_state(paid)) == ("refund", "paid")
    with pytest.raises(NothingToSend, match="no refund 99"):
        await again(paid, 99)


async def test_a_refund_that_goes_nowhere_has_no_mail(paid: Receipt, provider: FakeProvider) -> None:
    wanted = await refund_order(paid.performance_id, paid.id, actor="test")
    with pytest.raises(NothingToSend, match="is wanted"):
        await again(paid, wanted)
    provider.refund_status = "failed"
    await push_refund(paid.performance_id, wanted, actor="test")
    with pytest.raises(NothingToSend, match="is failed"):
        await again(paid, wanted)


async def test_an_order_that_is_not_paid_has_nothing_to_send(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    with pytest.raises(NothingToSend, match="pending"):
        await again(receipt)
    await reconcile(receipt, ending=True)
    with pytest.raises(NothingToSend, match="expired"):
        await again(receipt)
    assert await mails(receipt) == []
