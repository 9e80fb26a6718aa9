"""What staff settle or cancel by hand is final: no event and no retry moves it again, and nothing is paid twice."""

import asyncio

import pytest

from app.checkout.errors import CannotSettle
from app.checkout.orders.queries import Receipt
from app.checkout.refunds.by_hand import cancel_refund, settle_refund_by_hand
from app.checkout.refunds.lifecycle import refund_order, settle_refund
from app.checkout.refunds.queries import Refund
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.staff_fixes import CannotRetry, retry_stuck
from app.errors import AisleError, BadInput, NotFound
from tests.checkout.cli import aisle
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    attention_kinds,
    deliver_event,
    fetch_refund,
    journal_topics,
    mails,
    order_state,
    refunds,
    seat_rows,
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


async def test_a_debt_paid_by_hand_stays_paid_whatever_comes_later(owed: Refund, provider: FakeProvider) -> None:
    said = await settle_refund_by_hand(owed.handle, "  bank transfer\non 24 Nov ", actor=STAFF)
    assert "bank transfer on 24 Nov" in said
    assert await attention_kinds() == []
    for kind in ("refund.updated", "refund.failed"):
        await deliver_event(kind, "re_1")
    assert (await fetch_refund(owed.id)).state == "by_hand"
    with pytest.raises(CannotRetry, match="final"):
        await retry_stuck(owed.handle, actor=STAFF)
    assert await push_refund(1, owed.id, actor="refunds") == "by_hand"
    assert (len(provider.refunds), await attention_kinds()) == (1, [])
    assert (await journal_topics(1))[-1] == "refund.settled"


async def test_a_refund_that_was_never_sent_is_settled_by_hand_and_voids_its_tickets(
    paid: Receipt, wanted: Refund, provider: FakeProvider
) -> None:
    await settle_refund_by_hand(wanted.handle, "cash at the counter", actor=STAFF)
    assert await refunds(paid) == [("asked", "by_hand", TWO_SEATS)]
    assert (await order_state(paid), await valid_tickets(1, paid.id)) == ("refunded", [])
    assert await seat_rows(1, 17, 18) == [(0, None, None)] * 2
    assert await mails(paid) == ["confirmation", "refund"]
    assert (await push_refund(1, wanted.id, actor="refunds"), provider.refunds) == ("by_hand", {})


async def test_a_canceled_refund_leaves_the_tickets_and_can_be_asked_for_again(
    paid: Receipt, wanted: Refund, provider: FakeProvider
) -> None:
    await cancel_refund(wanted.handle, "a misunderstanding", actor=STAFF)
    assert (await push_refund(1, wanted.id, actor="refunds"), provider.refunds) == ("canceled", {})
    assert (await order_state(paid), await valid_tickets(1, paid.id)) == ("paid", [17, 18])
    assert (await mails(paid), await attention_kinds()) == (["confirmation"], [])
    again = await refund_order(1, paid.id, actor="test")
    assert (await push_refund(1, again, actor="refunds"), provider.money_out) == ("succeeded", TWO_SEATS)


async def test_money_that_is_owed_is_not_canceled(owed: Refund) -> None:
    before = await all_order_rows()
    with pytest.raises(CannotSettle, match="It failed"):
        await cancel_refund(owed.handle, "no", actor=STAFF)
    await retry_stuck(owed.handle, actor=STAFF)
    with pytest.raises(CannotSettle, match="owed"):
        await cancel_refund(owed.handle, "no", actor=STAFF)
    assert (await all_order_rows())[:-1] == before[:-1]  # but for the journal


@pytest.mark.parametrize(
    ("state", "says"), [("pending", "on its way"), ("succeeded", "went back already"), ("by_hand", "final")]
)
async def test_what_has_ended_is_not_ended_again(
    paid: Receipt, wanted: Refund, provider: FakeProvider, state: str, says: str
) -> None:
    if state == "by_hand":
        await settle_refund_by_hand(wanted.handle, "cash", actor=STAFF)
    else:
        provider.refund_status = state
        await push_refund(1, wanted.id, actor="test")
    before = await refunds(paid)
    for verb in (settle_refund_by_hand, cancel_refund):
        with pytest.raises(CannotSettle, match=says):
            await verb(wanted.handle, "cash", actor=STAFF)
    assert await refunds(paid) == before


async def test_a_refund_that_failed_with_valid_tickets_is_no_debt(
    paid: Receipt, wanted: Refund, provider: FakeProvider
) -> None:
    provider.refund_status = "failed"
    await push_refund(1, wanted.id, actor="test")
    with pytest.raises(CannotSettle, match="Nothing is owed"):
        await settle_refund_by_hand(wanted.handle, "cash", actor=STAFF)


async def test_fifty_ways_to_end_one_refund_and_one_is_taken(
    paid: Receipt, wanted: Refund, provider: FakeProvider
) -> None:
    calls = [
        call
        for _ in range(10)
        for call in (
            settle_refund_by_hand(wanted.handle, "cash", actor=STAFF),
            cancel_refund(wanted.handle, "no", actor=STAFF),
            push_refund(1, wanted.id, actor="refunds"),
        )
    ]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(answer, str | AisleError) for answer in answers)
    (refund,) = await refunds(paid)
    assert provider.money_out == (TWO_SEATS if refund.state == "succeeded" else 0)
    assert refund.state in ("succeeded", "by_hand", "canceled")
    assert await valid_tickets(1, paid.id) == ([17, 18] if refund.state == "canceled" else [])
    assert await attention_kinds() == []


@pytest.mark.parametrize(
    ("handle", "words", "error"),
    [
        ("refund:1:1", " ", BadInput),
        ("refund:1:1", "\udc80", BadInput),
        ("order:1:1", "cash", CannotSettle),
        ("refund:1:77", "cash", NotFound),
    ],
)
async def test_nonsense_ends_no_refund(owed: Refund, handle: str, words: str, error: type[Exception]) -> None:
    before = await all_order_rows()
    for verb in (settle_refund_by_hand, cancel_refund):
        with pytest.raises(error):
            await verb(handle, words, actor=STAFF)
    assert await all_order_rows() == before


async def test_the_commands_say_what_they_did(paid: Receipt, owed: Refund, server_environment: dict[str, str]) -> None:
    code, output = await aisle(server_environment, "payments", "settled", owed.handle, "--how", "bank transfer")
    assert (code, "written down as paid back: bank transfer" in output) == (0, True)
    code, output = await aisle(server_environment, "payments", "retry", owed.handle)
    assert (code, output) == (1, "aisle: It was given back by hand, which is final.\n")
    code, output = await aisle(server_environment, "payments", "cancel", owed.handle, "--why", "no")
    assert (code, "final. Nothing was changed." in output) == (1, True)
    assert "given back in another way" in (await aisle(server_environment, "order", "show", paid.reference))[1]
