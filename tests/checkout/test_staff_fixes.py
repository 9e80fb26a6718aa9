"""Tried once more by a person: money that is owed goes back once, and nothing else is touched."""

import asyncio

import pytest

from app.checkout.needs_attention import stuck
from app.checkout.order_queries import Receipt
from app.checkout.payment_events import handle_letter
from app.checkout.refund_queries import Refund, refund_behind
from app.checkout.refunds import push_refund, refund_order, settle_refund
from app.checkout.retrying import CannotRetry, retry
from app.checkout.staff_fixes import paid_back
from app.errors import NotFound
from app.payments.provider import MoneyBack, Told
from app.payments.webhook_inbox import claim_letters, failed, handled, store
from db import pool
from db.transaction import transaction
from tests.checkout.cli import aisle
from tests.checkout.ordering import everything, topics, valid_tickets
from tests.checkout.scenarios import TWO_SEATS, bought, mails, refunds
from tests.payments.fake_provider import Bank
from tests.world import World


@pytest.fixture
async def owed(world: World, bank: Bank) -> Refund:
    """Ana's tickets are void, and the bank sent the money back to the house."""
    paid = await bought(world, bank)
    number = await refund_order(paid.performance_id, paid.id, actor="test")
    await push_refund(paid.performance_id, number, actor="test")
    bank.settle_refund("re_1", "failed")
    refund = await seen(number)
    assert await settle_refund(refund, bank.refunds["re_1"], actor="stripe") == "failed"
    return await seen(number)


async def seen(number: int) -> Refund:
    refund = await refund_behind(1, number)
    assert refund is not None
    return refund


def handle_of(refund: Refund) -> str:
    return f"refund:{refund.performance_id}:{refund.id}"


async def test_money_owed_goes_back_by_a_refund_of_its_own(owed: Refund, bank: Bank) -> None:
    await retry(handle_of(owed), actor="staff:olga")
    assert await push_refund(1, owed.id, actor="refunds") == "succeeded"
    again = await seen(owed.id)
    assert (again.number, again.idempotency_key != owed.idempotency_key) == ("re_2", True)
    assert (bank.money_out, bank.money_in) == (TWO_SEATS, TWO_SEATS)
    assert (await topics(1))[-2:] == ["refund.opened", "refund.settled"]
    assert await pool.fetch_value("SELECT array_agg(kind ORDER BY id) FROM mail") == ["confirmation", "refund"]


async def test_fifty_retries_are_one(owed: Refund, bank: Bank) -> None:
    answers = await asyncio.gather(*[retry(handle_of(owed), actor="a") for _ in range(50)], return_exceptions=True)
    assert sum(isinstance(no, CannotRetry) for no in answers) == 49
    await asyncio.gather(*[push_refund(1, owed.id, actor="refunds") for _ in range(5)])
    assert (len(bank.refunds), bank.money_out) == (2, TWO_SEATS)


async def test_old_word_of_the_first_try_does_not_touch_the_second(owed: Refund, bank: Bank) -> None:
    await retry(handle_of(owed), actor="staff:olga")
    await settle_refund(owed, bank.refunds["re_1"], actor="stripe")  # somebody read the row before
    assert (await seen(owed.id)).state == "wanted"
    await store(Told("evt_1", "refund.failed", "re_1", False, "", "{}"))
    assert await handle_letter((await claim_letters(1))[0]) == "failed_before"
    assert (await seen(owed.id)).state == "wanted"


@pytest.mark.parametrize("state", ["pending", "succeeded", "wanted"])
async def test_a_refund_that_has_not_failed_is_not_made_anew(owed: Refund, state: str) -> None:
    settled = "now()" if state == "succeeded" else "NULL"
    await pool.execute(f"UPDATE refund SET state = '{state}', settled_at = {settled}")
    before = await pool.fetch("SELECT * FROM refund")
    with pytest.raises(CannotRetry, match=f"It is {state}"):
        await retry(handle_of(owed), actor="staff:olga")
    assert await pool.fetch("SELECT * FROM refund") == before


async def test_a_refund_whose_tickets_are_valid_is_not_made_anew(world: World, bank: Bank) -> None:
    paid: Receipt = await bought(world, bank)
    bank.refund_status = "failed"
    number = await refund_order(paid.performance_id, paid.id, actor="test")
    await push_refund(1, number, actor="test")
    with pytest.raises(CannotRetry, match="tickets stayed valid"):
        await retry(f"refund:1:{number}", actor="staff:olga")
    assert (await refunds(paid), await valid_tickets(1, paid.id)) == ([("asked", "failed", TWO_SEATS)], [17, 18])
    assert await mails(paid) == ["confirmation"]


async def test_an_event_that_waits_is_due_at_once(database: str, house_environment: dict[str, str]) -> None:
    await store(Told("evt_1", "refund.failed", "re_9", False, "", "{}"))
    await claim_letters(1)
    await failed("evt_1", "BankAway: no")
    assert await claim_letters(1) == []
    code, said = await aisle(house_environment, "payments", "retry", "evt_1")
    assert (code, "evt_1 is handled within a second" in said) == (0, True)
    assert [letter.event_id for letter in await claim_letters(1)] == ["evt_1"]


async def test_an_event_that_is_handled_stays_so(database: str) -> None:
    await store(Told("evt_1", "refund.failed", "re_9", False, "", "{}"))
    async with transaction() as connection:
        await handled(connection, "evt_1", "failed")
    with pytest.raises(CannotRetry, match="handled already: failed"):
        await retry("evt_1", actor="a")
    with pytest.raises(NotFound):
        await retry("evt_2", actor="a")


@pytest.mark.parametrize(
    ("handle", "says"),
    [("order:1:1", "is asked about by itself"), ("mail:1:1", "aisle order resend"), ("refund:1:x", "is neither"),
     ("", "is neither"), ("refund:1:1 ", "is neither"), ("refund:" + "9" * 30 + ":1", "is neither")],
)  # fmt: skip
async def test_anything_else_is_refused_in_words(world: World, handle: str, says: str) -> None:
    before = await everything()
    with pytest.raises(CannotRetry, match=says):
        await retry(handle, actor="a")
    assert await everything() == before


async def test_a_refund_that_is_none_is_not_found(world: World, house_environment: dict[str, str]) -> None:
    code, said = await aisle(house_environment, "payments", "retry", "refund:1:77")
    assert (code, said) == (1, "aisle: Performance 1 has no refund 77.\n")


async def test_a_second_debt_after_a_retry_can_be_retried_too(owed: Refund, bank: Bank) -> None:
    for number in (2, 3):
        await retry(handle_of(owed), actor="staff:olga")
        await push_refund(1, owed.id, actor="refunds")
        bank.settle_refund(f"re_{number}", "failed")
        money = MoneyBack(f"re_{number}", "failed", TWO_SEATS, "EUR")
        assert await settle_refund(await seen(owed.id), money, actor="stripe") == "failed"
    assert bank.money_out == 0


async def test_a_debt_paid_by_another_road_leaves_the_list_and_is_not_paid_again(owed: Refund, bank: Bank) -> None:
    handle = f"refund:{owed.performance_id}:{owed.id}"
    assert "bank transfer" in await paid_back(handle, " bank transfer on 24 Nov ", actor="staff:olga")
    assert await stuck() == []
    with pytest.raises(CannotRetry):
        await retry(handle, actor="staff:olga")
    assert await push_refund(owed.performance_id, owed.id, actor="test") == "succeeded"
    assert len(bank.refunds) == 1
    assert (await topics(owed.performance_id))[-1] == "refund.settled"


@pytest.mark.parametrize(
    ("handle", "how", "no"),
    [("refund:1:1", " ", CannotRetry), ("order:1:1", "cash", CannotRetry), ("refund:1:77", "cash", NotFound)],
)
async def test_nonsense_settles_no_debt(owed: Refund, handle: str, how: str, no: type[Exception]) -> None:
    before = await everything()
    with pytest.raises(no):
        await paid_back(handle, how, actor="staff:olga")
    assert await everything() == before


async def test_a_refund_that_went_well_is_no_debt(world: World, bank: Bank) -> None:
    paid = await bought(world, bank)
    number = await refund_order(paid.performance_id, paid.id, actor="test")
    await push_refund(paid.performance_id, number, actor="test")
    with pytest.raises(CannotRetry, match="Nothing is owed"):
        await paid_back(f"refund:{paid.performance_id}:{number}", "cash", actor="staff:olga")
