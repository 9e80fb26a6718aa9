"""A refund made at the payment company itself becomes one of the order's: its tickets no longer admit."""

import asyncio
from datetime import UTC, datetime

import pytest
from msgspec import structs

from app.checkout.errors import CannotRefund
from app.checkout.orders.queries import Receipt
from app.checkout.refunds.adopt import adopt_refund, get_adoption
from app.checkout.refunds.by_hand import settle_refund_by_hand
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.needs_attention import get_attention_items
from app.checkout.settlement.staff_fixes import CannotRetry, retry_stuck
from app.door.scans import scan
from app.errors import NotFound
from app.tickets.tickets import get_tickets
from db import pool
from tests.checkout.cli import aisle
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    attention_kinds,
    deliver_event,
    mails,
    open_intent,
    open_pending_order,
    order_state,
    reconcile,
    refunds,
    valid_tickets,
)
from tests.payments.fake_provider import FakeProvider
from tests.world import World

ONE_SEAT = 6400 + 400


async def adopt(provider_id: str, *names: str, money_only: bool = False) -> int:
    return await adopt_refund(await get_adoption(provider_id, names, money_only=money_only), actor="staff:olga")


async def test_a_whole_refund_is_adopted_with_all_its_tickets(paid: Receipt, provider: FakeProvider) -> None:
    made = provider.refund_elsewhere("pi_1", TWO_SEATS)
    assert await deliver_event("refund.created", made) == "made_elsewhere"
    assert await attention_kinds() == ["made_elsewhere"]
    await adopt(made)
    assert await refunds(paid) == [("elsewhere", "succeeded", TWO_SEATS)]
    assert (await order_state(paid), await valid_tickets(1, paid.id)) == ("refunded", [])
    assert (await scan((await get_tickets(1, paid.id))[0].code, "north")).outcome == "void"
    assert (await mails(paid), await attention_kinds()) == (["confirmation", "refund"], [])


async def test_a_part_is_for_the_seats_that_staff_name(paid: Receipt, provider: FakeProvider) -> None:
    made = provider.refund_elsewhere("pi_1", ONE_SEAT)
    with pytest.raises(CannotRefund, match=r"gave back €68\.00, and the seats of the order come to €137\.50"):
        await get_adoption(made, [])
    await adopt(made, "#17")
    assert (await valid_tickets(1, paid.id), await order_state(paid)) == ([18], "paid")
    rest = await refund_order(1, paid.id, actor="test")
    assert await push_refund(1, rest, actor="test") == "succeeded"
    assert (provider.money_out, await order_state(paid)) == (TWO_SEATS, "refunded")


async def test_money_alone_leaves_every_ticket_and_the_rest_can_be_refunded(
    paid: Receipt, provider: FakeProvider
) -> None:
    await adopt(provider.refund_elsewhere("pi_1", 1000), money_only=True)
    assert await valid_tickets(1, paid.id) == [17, 18]
    rest = await refund_order(1, paid.id, actor="test")
    assert await push_refund(1, rest, actor="test") == "succeeded"
    assert (provider.money_out, await refunds(paid)) == (
        TWO_SEATS,
        [("elsewhere", "succeeded", 1000), ("asked", "succeeded", TWO_SEATS - 1000)],
    )


async def test_a_pending_one_that_fails_later_is_owed(paid: Receipt, provider: FakeProvider) -> None:
    provider.refund_status = "pending"
    made = provider.refund_elsewhere("pi_1", TWO_SEATS)
    await adopt(made)
    assert await refunds(paid) == [("elsewhere", "pending", TWO_SEATS)]
    provider.settle_refund(made, "failed")
    assert await deliver_event("refund.failed", made) == "failed"
    assert await attention_kinds() == ["money_owed"]


async def test_an_event_after_the_adoption_is_about_our_refund(paid: Receipt, provider: FakeProvider) -> None:
    made = provider.refund_elsewhere("pi_1", TWO_SEATS)
    await adopt(made)
    assert await deliver_event("refund.updated", made) == "succeeded"
    assert await attention_kinds() == []


async def test_fifty_adopt_it_once(paid: Receipt, provider: FakeProvider) -> None:
    made = provider.refund_elsewhere("pi_1", ONE_SEAT)
    adoption = await get_adoption(made, ["#17"])
    answers = await asyncio.gather(*[adopt_refund(adoption, actor="a") for _ in range(50)], return_exceptions=True)
    assert sum(isinstance(answer, CannotRefund) for answer in answers) == 49
    assert (await refunds(paid), await valid_tickets(1, paid.id)) == ([("elsewhere", "succeeded", ONE_SEAT)], [18])


async def test_one_that_is_known_or_failed_is_not_adopted(paid: Receipt, provider: FakeProvider) -> None:
    refund = await refund_order(1, paid.id, seats=[17], actor="test")
    await push_refund(1, refund, actor="test")
    with pytest.raises(CannotRefund, match=f"known already, as refund:1:{refund}"):
        await get_adoption("re_1", [])
    provider.refund_status = "failed"
    with pytest.raises(CannotRefund, match="nothing went back"):
        await get_adoption(provider.refund_elsewhere("pi_1", 100), [], money_only=True)


async def test_a_stranger_is_not_adopted(paid: Receipt, provider: FakeProvider) -> None:
    with pytest.raises(NotFound, match="does not show us"):
        await get_adoption("re_of_another_account", [])
    await provider._call("create_intent")(500, "EUR", key="another shop", performance_id=0, order_id=0)
    provider.pay("pi_2")
    made = provider.refund_elsewhere("pi_2", 500)
    with pytest.raises(NotFound, match="not about a payment of this installation"):
        await get_adoption(made, [], money_only=True)
    assert await deliver_event("refund.created", made) == "not_ours"


async def test_with_our_own_refund_written_down_it_would_be_too_much(paid: Receipt, provider: FakeProvider) -> None:
    made = provider.refund_elsewhere("pi_1", TWO_SEATS)
    adoption = await get_adoption(made, [])
    refund = await refund_order(1, paid.id, seats=[17], actor="test")
    before = await all_order_rows()
    with pytest.raises(CannotRefund):
        await adopt_refund(adoption, actor="test")
    with pytest.raises(CannotRefund, match="more than was paid"):
        await adopt(made, "#18")
    assert (await all_order_rows(), [row.state for row in await refunds(paid)]) == (before, ["wanted"])
    assert await push_refund(1, refund, actor="test") == "failed"  # Stripe has nothing left to give back
    await adopt(made)
    assert await order_state(paid) == "refunded"


async def test_a_seat_somebody_sits_on_is_not_made_void(paid: Receipt, provider: FakeProvider) -> None:
    made = provider.refund_elsewhere("pi_1", TWO_SEATS)
    await scan((await get_tickets(1, paid.id))[0].code, "north")
    with pytest.raises(CannotRefund, match="Somebody came in"):
        await adopt(made)
    await adopt(made, "#18")
    assert await valid_tickets(1, paid.id) == [17]


async def pay_twice(world: World, provider: FakeProvider) -> Receipt:
    """Open an order that is paid by pi_1 and by pi_2; the second payment is to go back."""
    order = await open_pending_order(world)
    provider.set_status(await open_intent(order), "canceled")
    provider.pay(await open_intent(order))
    assert await reconcile(order) == "paid"
    provider.intents["pi_1"] = structs.replace(provider.intents["pi_1"], status="succeeded", received=TWO_SEATS)
    assert await deliver_event("payment_intent.succeeded", "pi_1") == "refunded"
    return order


async def push_all() -> None:
    for (refund,) in await pool.fetch("SELECT id FROM refund WHERE state = 'wanted'"):
        await push_refund(1, refund, actor="refunds")


async def test_one_that_gives_back_a_double_payment_settles_our_refund_of_it(
    world: World, provider: FakeProvider
) -> None:
    order = await pay_twice(world, provider)
    made = provider.refund_elsewhere("pi_1", TWO_SEATS)
    await push_all()
    assert await deliver_event("refund.created", made) == "made_elsewhere"
    assert sorted(await attention_kinds()) == ["made_elsewhere", "money_owed"]
    await adopt(made)
    assert (await valid_tickets(1, order.id), await order_state(order)) == ([17, 18], "paid")
    assert await refunds(order) == [("double", "succeeded", TWO_SEATS)]
    assert await attention_kinds() == []
    provider.settle_refund(made, "failed")
    assert await deliver_event("refund.failed", made) == "failed"
    assert await attention_kinds() == ["money_owed"]


async def test_a_part_of_a_double_payment_is_not_adopted_and_no_dead_end(world: World, provider: FakeProvider) -> None:
    order = await pay_twice(world, provider)
    made = provider.refund_elsewhere("pi_1", 1000)
    for names, says in (((), "is owed as refund:1:1"), (("#17",), "too late or twice")):
        with pytest.raises(CannotRefund, match=says):
            await adopt(made, *names)
    provider.refund_elsewhere("pi_1", TWO_SEATS - 1000)
    await push_all()
    (owed,) = [item for item in await get_attention_items() if item.kind == "money_owed"]
    await settle_refund_by_hand(owed.handle, "in two parts, at Stripe", actor="staff:olga")
    assert (await valid_tickets(1, order.id), await refunds(order)) == ([17, 18], [("double", "by_hand", TWO_SEATS)])


async def test_what_is_owed_goes_back_by_a_refund_in_the_dashboard(paid: Receipt, provider: FakeProvider) -> None:
    refund = await refund_order(1, paid.id, seats=[17], actor="test")
    await push_refund(1, refund, actor="test")
    provider.settle_refund("re_1", "failed")
    await deliver_event("refund.failed", "re_1")
    made = provider.refund_elsewhere("pi_1", ONE_SEAT)
    await deliver_event("refund.created", made)
    await adopt(made)
    assert (await refunds(paid), await attention_kinds()) == ([("asked", "succeeded", ONE_SEAT)], [])
    assert (await valid_tickets(1, paid.id), provider.money_out) == ([18], ONE_SEAT)
    with pytest.raises(CannotRetry):
        await retry_stuck(f"refund:1:{refund}", actor="staff:olga")
    assert await deliver_event("refund.updated", "re_1") == "failed_before"
    assert await attention_kinds() == []


async def test_a_refund_that_was_refused_leaves_the_list_with_the_adoption(
    paid: Receipt, provider: FakeProvider
) -> None:
    made = provider.refund_elsewhere("pi_1", TWO_SEATS)
    await push_refund(1, await refund_order(1, paid.id, actor="test"), actor="test")
    assert await attention_kinds() == ["refund_refused"]
    await adopt(made)
    assert await attention_kinds() == []


async def test_money_alone_that_failed_is_not_made_anew(paid: Receipt, provider: FakeProvider) -> None:
    provider.refund_status = "pending"
    made = provider.refund_elsewhere("pi_1", 1000)
    refund = await adopt(made, money_only=True)
    provider.settle_refund(made, "failed")
    await deliver_event("refund.failed", made)
    with pytest.raises(CannotRetry, match="nothing is owed"):
        await retry_stuck(f"refund:1:{refund}", actor="staff:olga")


async def test_money_alone_that_fails_is_not_owed(paid: Receipt, provider: FakeProvider) -> None:
    provider.refund_status = "pending"
    made = provider.refund_elsewhere("pi_1", 1000)
    await adopt(made, money_only=True)
    assert await mails(paid) == ["confirmation", "refund"]
    provider.settle_refund(made, "failed")
    await deliver_event("refund.failed", made)
    assert await attention_kinds() == ["refund_refused"]
    assert await valid_tickets(1, paid.id) == [17, 18]


async def test_a_refund_elsewhere_that_failed_is_not_listed(paid: Receipt, provider: FakeProvider) -> None:
    provider.refund_status = "pending"
    made = provider.refund_elsewhere("pi_1", 1000)
    await deliver_event("refund.created", made)
    assert await attention_kinds() == ["made_elsewhere"]
    provider.settle_refund(made, "failed")
    assert await deliver_event("refund.failed", made) == "failed_before"
    assert await attention_kinds() == []


async def test_an_adopted_one_keeps_its_own_date(paid: Receipt, provider: FakeProvider) -> None:
    made = provider.refund_elsewhere("pi_1", TWO_SEATS)
    long_ago = datetime(2026, 1, 2, tzinfo=UTC)
    provider.refunds[made] = structs.replace(provider.refunds[made], created=long_ago)
    await adopt(made)
    assert await pool.fetch_value("SELECT created_at FROM refund") == long_ago


async def test_a_payment_that_is_not_settled_yet_says_so(world: World, provider: FakeProvider) -> None:
    provider.pay(await open_intent(await open_pending_order(world)))
    with pytest.raises(CannotRefund, match="not settled here yet"):
        await adopt(provider.refund_elsewhere("pi_1", 1000))


async def test_the_command_needs_one_decision(server_environment: dict[str, str]) -> None:
    code, output = await aisle(server_environment, "payments", "adopt", "re_1", "--seat", "17", "--money-only")
    assert (code, "exclude each other" in output) == (2, True)
