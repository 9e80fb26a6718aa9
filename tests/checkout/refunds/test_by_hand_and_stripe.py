"""A refund that Stripe may have is ended by hand only when Stripe certainly does not have it, and what Stripe makes all
the same is found."""

import asyncio
import itertools

import pytest

from app.checkout.errors import CannotSettle
from app.checkout.orders.queries import Receipt
from app.checkout.refunds import send
from app.checkout.refunds.adopt import adopt_refund, get_adoption
from app.checkout.refunds.by_hand import cancel_refund, settle_refund_by_hand
from app.checkout.refunds.lifecycle import refund_order, settle_refund
from app.checkout.refunds.queries import Refund
from app.checkout.refunds.send import push_refund, record_refund_error
from app.checkout.settlement.needs_attention import get_attention_items
from app.checkout.settlement.staff_fixes import retry_stuck
from app.payments import stripe
from app.payments.provider import ProviderRefund, ProviderRejected, ProviderUnavailable
from db import pool
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    attention_kinds,
    deliver_event,
    fetch_refund,
    order_state,
    refunds,
    valid_tickets,
)
from tests.payments.fake_provider import FakeProvider

STAFF = "staff:olga"


@pytest.fixture
async def owed(paid: Receipt, provider: FakeProvider) -> Refund:
    """Return a failed refund: the bank returned the money after Ana's tickets had become void."""
    number = await refund_order(1, paid.id, actor="test")
    await push_refund(1, number, actor="test")
    provider.settle_refund("re_1", "failed")
    await settle_refund(await fetch_refund(number), provider.refunds["re_1"], actor="stripe")
    return await fetch_refund(number)


async def send_without_answer(refund: Refund, provider: FakeProvider, *, arrives: bool) -> Refund:
    """Send the refund a while ago, and get no answer."""
    provider.failing_calls = ["lost create_refund" if arrives else "create_refund"]
    with pytest.raises(ProviderUnavailable):
        await push_refund(1, refund.id, actor="refunds")
    await pool.execute("UPDATE refund SET tried_at = tried_at - interval '2 minutes'")
    return await fetch_refund(refund.id)


async def refuse_once(refund: Refund, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send the refund once, and let Stripe refuse to take it for now."""

    def refuse(*_: object, **__: object) -> ProviderRefund:
        raise ProviderRejected(why="AuthenticationError not_let_in", bank_code="not_let_in")

    with monkeypatch.context() as patch:
        patch.setattr(provider, "_create_refund", refuse)
        assert await push_refund(1, refund.id, actor="refunds") == "wanted"


async def test_a_refund_that_stripe_makes_after_all_is_told_to_staff(wanted: Refund, provider: FakeProvider) -> None:
    sent = await send_without_answer(wanted, provider, arrives=False)
    await settle_refund_by_hand(sent.handle, "cash", actor=STAFF)
    await provider._call("create_refund")("pi_1", TWO_SEATS, "EUR", key=sent.idempotency_key, order_id=sent.order_id)
    assert await deliver_event("refund.created", "re_1") == "unexpected"
    assert (await fetch_refund(wanted.id)).state == "by_hand"
    (item,) = await get_attention_items()
    assert (item.kind, item.amount, "cash" in item.why) == ("paid_twice", TWO_SEATS, True)
    provider.settle_refund("re_1", "failed")
    await deliver_event("refund.failed", "re_1")
    assert await attention_kinds() == []


async def test_a_canceled_refund_that_stripe_makes_after_all_can_be_adopted(
    paid: Receipt, wanted: Refund, provider: FakeProvider
) -> None:
    sent = await send_without_answer(wanted, provider, arrives=False)
    await cancel_refund(sent.handle, "a mistake", actor=STAFF)
    await provider._call("create_refund")("pi_1", TWO_SEATS, "EUR", key=sent.idempotency_key, order_id=sent.order_id)
    assert await deliver_event("refund.created", "re_1") == "unexpected"
    (item,) = await get_attention_items()
    assert (item.kind, "aisle payments adopt re_1" in item.do) == ("made_after_all", True)
    await adopt_refund(await get_adoption("re_1", []), actor=STAFF)
    assert (await order_state(paid), await valid_tickets(1, paid.id), await attention_kinds()) == ("refunded", [], [])
    assert await deliver_event("refund.updated", "re_1") == "succeeded"
    assert await attention_kinds() == []


@pytest.mark.parametrize("verb", [settle_refund_by_hand, cancel_refund])
async def test_a_refusal_after_a_lost_answer_does_not_say_that_stripe_has_nothing(
    paid: Receipt, wanted: Refund, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, verb: object
) -> None:
    sent = await send_without_answer(wanted, provider, arrives=True)
    await refuse_once(sent, provider, monkeypatch)
    with pytest.raises(CannotSettle, match="has it, as re_1"):
        await verb(wanted.handle, "cash", actor=STAFF)  # type: ignore[operator]
    assert (provider.money_out, await valid_tickets(1, paid.id)) == (TWO_SEATS, [])


async def test_of_two_who_send_at_once_a_refusal_of_one_does_not_speak_for_the_other(
    wanted: Refund, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = send._begin_sending
    both_have_read = asyncio.Barrier(2)

    async def begin_together(refund: Refund, actor: str) -> object:
        await both_have_read.wait()
        return await begin(refund, actor)

    monkeypatch.setattr(send, "_begin_sending", begin_together)
    requests = itertools.count()

    async def refuse_the_second(_: str) -> None:
        if next(requests):
            raise ProviderRejected(why="AuthenticationError not_let_in", bank_code="not_let_in")
        raise ProviderUnavailable(why="no answer yet")

    provider.before_call = refuse_the_second
    pushes = [push_refund(1, wanted.id, actor=actor) for actor in ("cli", "worker")]
    await asyncio.gather(*pushes, return_exceptions=True)
    assert (await fetch_refund(wanted.id)).sent_at is not None


async def test_what_may_be_sent_is_not_adopted_a_second_time(paid: Receipt, provider: FakeProvider) -> None:
    number = await refund_order(1, paid.id, seats=[17], actor="test")
    await push_refund(1, number, actor="test")
    provider.settle_refund("re_1", "failed")
    await settle_refund(await fetch_refund(number), provider.refunds["re_1"], actor="stripe")
    await retry_stuck(f"refund:1:{number}", actor=STAFF)
    await send_without_answer(await fetch_refund(number), provider, arrives=True)
    made = provider.refund_elsewhere("pi_1", 6800)
    adoption = await get_adoption(made, [])
    with pytest.raises(CannotSettle, match="has it, as re_2"):
        await adopt_refund(adoption, actor=STAFF)
    assert await refunds(paid) == [("asked", "succeeded", 6800)]


async def test_a_late_refusal_is_not_written_onto_a_refund_that_has_gone(
    wanted: Refund, provider: FakeProvider
) -> None:
    await push_refund(1, wanted.id, actor="refunds")
    await record_refund_error(wanted, "AuthenticationError not_let_in", first=True)
    assert (await fetch_refund(wanted.id)).error_text == ""


@pytest.mark.parametrize("verb", [settle_refund_by_hand, cancel_refund])
async def test_one_that_is_sent_at_this_moment_is_not_ended_by_hand(
    wanted: Refund, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, verb: object
) -> None:
    sent = await send_without_answer(wanted, provider, arrives=False)
    find_refund = stripe.find_refund

    async def find_and_send(intent: str, key: str) -> object:
        found = await find_refund(intent, key)
        provider.failing_calls = ["lost create_refund"]
        with pytest.raises(ProviderUnavailable):
            await push_refund(1, wanted.id, actor="refunds")
        return found

    monkeypatch.setattr(stripe, "find_refund", find_and_send)
    with pytest.raises(CannotSettle, match="has changed just now"):
        await verb(sent.handle, "cash", actor=STAFF)  # type: ignore[operator]
    assert await push_refund(1, wanted.id, actor="refunds") == "succeeded"
    assert provider.money_out == TWO_SEATS


@pytest.mark.parametrize("verb", [settle_refund_by_hand, cancel_refund])
async def test_what_stripe_has_got_is_not_ended_by_hand(
    paid: Receipt, wanted: Refund, provider: FakeProvider, verb: object
) -> None:
    sent = await send_without_answer(wanted, provider, arrives=True)
    with pytest.raises(CannotSettle, match="The payment company has it, as re_1"):
        await verb(sent.handle, "cash", actor=STAFF)  # type: ignore[operator]
    assert await refunds(paid) == [("asked", "succeeded", TWO_SEATS)]
    assert await valid_tickets(1, paid.id) == []


@pytest.mark.parametrize("verb", [settle_refund_by_hand, cancel_refund])
async def test_without_an_answer_of_stripe_nothing_is_ended_by_hand(
    wanted: Refund, provider: FakeProvider, verb: object
) -> None:
    sent = await send_without_answer(wanted, provider, arrives=False)
    before = await all_order_rows()
    provider.failing_calls = ["find_refund"]
    with pytest.raises(CannotSettle, match="gives no answer"):
        await verb(sent.handle, "cash", actor=STAFF)  # type: ignore[operator]
    await pool.execute("UPDATE refund SET tried_at = clock_timestamp()")
    with pytest.raises(CannotSettle, match="within the last minute"):
        await verb(sent.handle, "cash", actor=STAFF)  # type: ignore[operator]
    assert (await all_order_rows(), (await fetch_refund(wanted.id)).state) == (before, "wanted")


@pytest.mark.parametrize("verb", [settle_refund_by_hand, cancel_refund])
async def test_one_that_never_arrived_may_be_ended_by_hand(
    wanted: Refund, provider: FakeProvider, verb: object
) -> None:
    sent = await send_without_answer(wanted, provider, arrives=False)
    await verb(sent.handle, "cash", actor=STAFF)  # type: ignore[operator]
    assert (await fetch_refund(wanted.id)).state in ("by_hand", "canceled")


async def test_one_that_stripe_refuses_for_now_can_be_canceled_at_once(
    wanted: Refund, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refuse_once(wanted, provider, monkeypatch)
    provider.failing_calls = ["find_refund"]  # need not be asked
    assert "is canceled" in await cancel_refund(wanted.handle, "the account is closed", actor=STAFF)
