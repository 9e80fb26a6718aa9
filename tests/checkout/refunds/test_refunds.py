"""A refund is made once: first its row, then Stripe, then the tickets."""

import asyncio

import pytest
from msgspec import structs

from app.checkout.errors import CannotRefund
from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order, settle_refund
from app.checkout.refunds.queries import get_refund
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.settlement import settle_payment
from app.door.scans import scan
from app.payments.payment import get_payment_by_intent
from app.payments.provider import ProviderRefund, ProviderUnavailable
from app.tickets.tickets import get_tickets
from db import pool
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    buy_order,
    journal_topics,
    mails,
    open_intent,
    open_pending_order,
    order_free_seats,
    order_state,
    reconcile,
    refunds,
    seat_rows,
    valid_tickets,
)
from tests.payments.fake_provider import FakeProvider
from tests.world import World


async def request_refund(receipt: Receipt, *seats: int, fees: bool = True) -> int:
    """Open a refund of these seats, or of all, without sending it; return its id."""
    return await refund_order(receipt.performance_id, receipt.id, seats=seats or None, fees=fees, actor="staff:olga")


async def push(receipt: Receipt, refund: int) -> str:
    return await push_refund(receipt.performance_id, refund, actor="refunds")


async def test_a_whole_refund_gives_everything_back_and_opens_the_seats(paid: Receipt, provider: FakeProvider) -> None:
    assert await push(paid, await request_refund(paid)) == "succeeded"
    assert provider.money_out == TWO_SEATS
    assert (await order_state(paid), await valid_tickets(paid.performance_id, paid.id)) == ("refunded", [])
    assert await seat_rows(paid.performance_id, 17, 18) == [(0, None, None)] * 2
    topics = ["refund.opened", "refund.settled", "ticket.voided", "seats.released", "order.refunded"]
    assert (await journal_topics(paid.performance_id))[-5:] == topics
    assert await mails(paid) == ["confirmation", "refund"]


async def test_one_seat_goes_back_with_its_fee_and_the_order_stays_paid(paid: Receipt, provider: FakeProvider) -> None:
    await push(paid, await request_refund(paid, 17))
    assert provider.money_out == 6400 + 400
    assert (await order_state(paid), await valid_tickets(paid.performance_id, paid.id)) == ("paid", [18])
    assert await seat_rows(paid.performance_id, 17, 18) == [(0, None, None), (2, None, paid.id)]


async def test_seat_by_seat_is_as_much_as_all_at_once(paid: Receipt, provider: FakeProvider) -> None:
    await push(paid, await request_refund(paid, 17))
    await push(paid, await request_refund(paid, 18))
    assert (provider.money_out, await order_state(paid)) == (TWO_SEATS, "refunded")


async def test_an_order_is_not_refunded_while_a_refund_of_it_has_not_left(
    paid: Receipt, provider: FakeProvider
) -> None:
    waiting = await request_refund(paid, 17)
    await push(paid, await request_refund(paid, 18))
    assert (await order_state(paid), await valid_tickets(paid.performance_id, paid.id)) == ("paid", [17])
    await push(paid, waiting)
    assert (await order_state(paid), provider.money_out) == ("refunded", TWO_SEATS)


async def test_the_payment_that_paid_the_order_goes_back_and_not_one_that_came_too_late(
    world: World, provider: FakeProvider
) -> None:
    order = await open_pending_order(world)
    provider.set_status(await open_intent(order), "canceled")
    assert await open_intent(order) == "pi_2"
    assert await reconcile(order, ending=True) == "expired"
    ben = await open_pending_order(world, "ben", (17,))
    assert await charge_canceled(provider, "pi_1") == "refunded"
    await reconcile(ben, ending=True)
    assert await charge_canceled(provider, "pi_2") == "paid"
    await push(order, await request_refund(order))
    intents = await pool.fetch("SELECT p.intent FROM refund r JOIN payment p ON p.id = r.payment_id ORDER BY r.id")
    assert [row["intent"] for row in intents] == ["pi_1", "pi_2"]
    assert await refunds(order) == [("late", "wanted", TWO_SEATS), ("asked", "succeeded", TWO_SEATS)]


async def charge_canceled(provider: FakeProvider, intent: str) -> str:
    """Charge an intent that was canceled, which Stripe should not do; return what becomes of the money."""
    provider.intents[intent] = structs.replace(provider.intents[intent], status="succeeded", received=TWO_SEATS)
    payment = await get_payment_by_intent(intent)
    assert payment is not None
    return await settle_payment(payment, provider.intents[intent], actor="test")


async def test_fees_may_be_kept(paid: Receipt, provider: FakeProvider) -> None:
    await push(paid, await request_refund(paid, fees=False))
    assert (provider.money_out, await order_state(paid)) == (2 * 6400, "refunded")


async def test_until_stripe_has_said_yes_the_tickets_are_valid(paid: Receipt, provider: FakeProvider) -> None:
    refund = await request_refund(paid)
    provider.failing_calls = ["create_refund", "lost create_refund"]
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            await push(paid, refund)
        assert await valid_tickets(paid.performance_id, paid.id) == [17, 18]
    assert await push(paid, refund) == "succeeded"
    assert provider.money_out == TWO_SEATS


async def test_after_a_day_without_workers_a_refund_whose_answer_was_lost_is_found_again(
    paid: Receipt, provider: FakeProvider
) -> None:
    refund = await request_refund(paid, 17)
    provider.failing_calls = ["lost create_refund"]
    with pytest.raises(ProviderUnavailable):
        await push(paid, refund)
    provider.keys.clear()  # Stripe may forget keys after a day
    await pool.execute("UPDATE refund SET created_at = now() - interval '25 hours'")
    assert await push(paid, refund) == "succeeded"
    assert (provider.money_out, len(provider.refunds)) == (6400 + 400, 1)


async def test_a_refund_that_cannot_be_read_has_not_failed(paid: Receipt, provider: FakeProvider) -> None:
    provider.refund_status = "pending"
    refund = await request_refund(paid)
    await push(paid, refund)
    kept = provider.refunds.pop("re_1")  # the key of another account was set by mistake
    assert await push(paid, refund) == "pending"
    provider.refunds["re_1"] = kept
    provider.settle_refund("re_1", "succeeded")
    assert (await push(paid, refund), len(provider.refunds)) == ("succeeded", 1)


async def test_a_pending_refund_voids_at_once_and_is_asked_again(paid: Receipt, provider: FakeProvider) -> None:
    provider.refund_status = "pending"
    refund = await request_refund(paid)
    assert await push(paid, refund) == "pending"
    assert await valid_tickets(paid.performance_id, paid.id) == []
    provider.settle_refund("re_1", "succeeded")
    assert await push(paid, refund) == "succeeded"
    assert await mails(paid) == ["confirmation", "refund"]


async def test_a_refund_that_fails_leaves_the_tickets_and_may_be_tried_anew(
    paid: Receipt, provider: FakeProvider
) -> None:
    provider.refund_status = "failed"
    assert await push(paid, await request_refund(paid)) == "failed"
    assert await valid_tickets(paid.performance_id, paid.id) == [17, 18]
    provider.refund_status = "succeeded"
    assert await push(paid, await request_refund(paid)) == "succeeded"
    assert [row.state for row in await refunds(paid)] == ["failed", "succeeded"]


@pytest.mark.parametrize("before", ["pending", "succeeded"])
async def test_a_refund_that_fails_after_all_is_a_debt_and_revives_nothing(
    paid: Receipt, provider: FakeProvider, before: str
) -> None:
    provider.refund_status = before
    refund = await request_refund(paid)
    await push(paid, refund)
    row = await get_refund(paid.performance_id, refund)
    assert row is not None
    assert (
        await settle_refund(row, ProviderRefund("re_1", "failed", TWO_SEATS, "EUR", "lost"), actor="stripe") == "failed"
    )
    assert await valid_tickets(paid.performance_id, paid.id) == []
    assert await refunds(paid) == [("asked", "failed", TWO_SEATS)]


async def test_fifty_wishes_and_fifty_pushes_give_back_once(paid: Receipt, provider: FakeProvider) -> None:
    results = await asyncio.gather(*[request_refund(paid) for _ in range(50)], return_exceptions=True)
    ids = [answer for answer in results if isinstance(answer, int)]
    assert len(ids) == 1
    assert sum(isinstance(answer, CannotRefund) for answer in results) == 49
    assert set(await asyncio.gather(*[push(paid, ids[0]) for _ in range(50)])) == {"succeeded"}
    assert (provider.money_out, await mails(paid)) == (TWO_SEATS, ["confirmation", "refund"])


@pytest.mark.parametrize("seats", [(19,), (17, 19), (10**9,), (-1,)])
async def test_a_seat_that_is_not_in_the_order_is_not_refunded(paid: Receipt, seats: tuple[int, ...]) -> None:
    before = await all_order_rows()
    with pytest.raises(CannotRefund):
        await request_refund(paid, *seats)
    assert await all_order_rows() == before


async def test_what_was_never_paid_is_not_refunded(world: World, provider: FakeProvider) -> None:
    with pytest.raises(CannotRefund, match="pending"):
        await request_refund(await open_pending_order(world))


async def test_a_ticket_that_was_used_is_not_refunded(paid: Receipt, provider: FakeProvider) -> None:
    ticket = (await get_tickets(paid.performance_id, paid.id))[0]
    await scan(ticket.code, "Door 1")
    with pytest.raises(CannotRefund, match="came in"):
        await request_refund(paid)


async def test_a_free_order_goes_back_without_a_bank(world: World, provider: FakeProvider) -> None:
    receipt = await order_free_seats(world)
    assert await push(receipt, await request_refund(receipt)) == "succeeded"
    assert (await order_state(receipt), provider.refunds) == ("refunded", {})


async def test_a_refunded_ticket_opens_no_door_and_its_seat_is_sold_again(
    world: World, paid: Receipt, provider: FakeProvider
) -> None:
    code = (await get_tickets(paid.performance_id, paid.id))[0].code
    await push(paid, await request_refund(paid, 17))
    assert (await scan(code, "Door 1")).outcome == "void"
    again = await buy_order(world, provider, "ben", (17,))
    assert await valid_tickets(world.opening, again.id) == [17]


LATE = """
    INSERT INTO refund (performance_id, order_id, payment_id, why, amount, currency, idempotency_key)
    SELECT performance_id, order_id, id, 'late', amount, currency, 'k' FROM payment RETURNING id
"""


async def test_money_that_came_late_goes_back_and_touches_no_ticket(
    world: World, paid: Receipt, provider: FakeProvider
) -> None:
    assert await push(paid, await pool.fetch_value(LATE)) == "succeeded"
    assert (await order_state(paid), await valid_tickets(world.opening, paid.id)) == ("paid", [17, 18])


async def test_who_gave_seats_back_may_have_as_many_again(world: World, provider: FakeProvider) -> None:
    eight = tuple(range(2, 10))
    receipt = await buy_order(world, provider, "ana", eight)
    await push(receipt, await request_refund(receipt, 2, 3))
    again = await buy_order(world, provider, "ana", (11, 12))
    assert await valid_tickets(world.opening, again.id) == [11, 12]
