"""The list of what needs a person: normally empty; each item once, and no longer when it is settled."""

import json

import pytest

from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order, settle_refund
from app.checkout.refunds.queries import get_refund
from app.checkout.refunds.send import push_refund, record_refund_error
from app.checkout.settlement.needs_attention import AttentionItem, get_attention_items
from app.payments.provider import PaymentEvent, ProviderRefund, ProviderUnavailable
from app.payments.webhook_inbox import STUCK_AFTER_TRIES, claim_events, mark_failed, mark_handled, store_event
from db import pool
from db.transaction import transaction
from tests.checkout.cli import aisle
from tests.checkout.scenarios import TWO_SEATS, open_pending_order, order_free_seats
from tests.payments.fake_provider import FakeProvider
from tests.world import World


async def kinds() -> list[str]:
    return [one.kind for one in await get_attention_items()]


async def only() -> AttentionItem:
    (one,) = await get_attention_items()
    return one


async def request_refund(receipt: Receipt) -> int:
    return await refund_order(receipt.performance_id, receipt.id, actor="test")


async def older(table: str, column: str, age: str) -> None:
    await pool.execute(f"UPDATE {table} SET {column} = now() - interval '{age}'")


async def test_a_house_where_all_is_well_has_an_empty_list(
    world: World, paid: Receipt, server_environment: dict[str, str]
) -> None:
    await order_free_seats(world)
    await open_pending_order(world, "ben", (30,))
    await push_refund(paid.performance_id, await request_refund(paid), actor="test")
    assert await aisle(server_environment, "payments", "stuck") == (0, "Nothing needs you.\n")
    assert await aisle(server_environment, "payments", "stuck", "--json") == (0, "[]\n")


async def test_a_refund_that_fails_after_its_tickets_are_void_is_money_owed(
    paid: Receipt, provider: FakeProvider, server_environment: dict[str, str]
) -> None:
    refund = await request_refund(paid)
    await push_refund(paid.performance_id, refund, actor="test")
    row = await get_refund(paid.performance_id, refund)
    assert row is not None
    await settle_refund(row, ProviderRefund("re_1", "failed", TWO_SEATS, "EUR", "lost_or_stolen_card"), actor="stripe")
    code, output = await aisle(server_environment, "payments", "stuck")
    head = "1 thing needs you.", f"refund:1:{refund} · {paid.reference} of performance 1, Opening Night"
    facts = "Money owed", "€137.50", "its tickets are void; lost_or_stolen_card", "retry refund:1:"
    assert [words for words in (*head, *facts) if words not in output] == []
    code, output = await aisle(server_environment, "payments", "stuck", "--json")
    assert (code, [(one["kind"], one["amount"]) for one in json.loads(output)]) == (1, [("money_owed", TWO_SEATS)])


LATE = """
    INSERT INTO refund (performance_id, order_id, payment_id, why, amount, currency, idempotency_key, state, settled_at)
    SELECT performance_id, order_id, id, $1, amount, currency, $1, 'failed', now() FROM payment
"""


async def test_money_that_bought_nothing_and_does_not_go_back_is_owed(paid: Receipt) -> None:
    for why in ("late", "double"):
        await pool.execute(LATE, why)
    assert [one.why for one in await get_attention_items()] == ["it came when the seats had gone", "it was paid twice"]
    await older("refund", "settled_at", "1 year")
    assert await kinds() == ["money_owed"] * 2


async def test_a_refund_that_failed_at_once_is_listed_until_there_is_another_or_two_weeks(
    paid: Receipt, provider: FakeProvider
) -> None:
    provider.refund_status = "failed"
    await push_refund(paid.performance_id, await request_refund(paid), actor="test")
    assert await kinds() == ["refund_refused"]
    await older("refund", "settled_at", "15 days")
    assert await kinds() == []
    await older("refund", "settled_at", "13 days")
    await request_refund(paid)
    assert await kinds() == []


async def test_a_refund_that_does_not_get_on_its_way_is_listed(paid: Receipt, provider: FakeProvider) -> None:
    refund = await request_refund(paid)
    provider.failing_calls = ["create_refund"]
    with pytest.raises(ProviderUnavailable):
        await push_refund(paid.performance_id, refund, actor="test")
    assert await kinds() == []
    await older("refund", "created_at", "61 minutes")
    assert (await only()).why == "the payment company has not answered"
    row = await get_refund(paid.performance_id, refund)
    assert row is not None
    await record_refund_error(row, "InvalidRequestError balance_insufficient", first=False)
    await older("refund", "created_at", "1 minute")
    assert (await only()).why == "InvalidRequestError balance_insufficient"
    await push_refund(paid.performance_id, refund, actor="test")
    assert await kinds() == []


async def test_an_order_that_cannot_be_settled_is_listed_half_an_hour_after_its_time(
    world: World, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    await older('"order"', "pay_by", "29 minutes")
    assert await kinds() == []
    await older('"order"', "pay_by", "31 minutes")
    await pool.execute("""UPDATE "order" SET trouble = 'the bank is still thinking'""")
    one = await only()
    assert (one.handle, one.kind) == (f"order:1:{receipt.id}", "order_unsettled")
    assert one.why == "the bank is still thinking"


async def test_word_that_nobody_can_handle_is_listed_after_five_tries(database: str) -> None:
    await store_event(PaymentEvent("evt_1", "payment_intent.succeeded", "pi_9"), "{}")
    for tries in range(STUCK_AFTER_TRIES):
        assert (await kinds(), tries) == ([], tries)
        await older("inbox", "try_at", "1 second")
        await claim_events(1)
    await mark_failed("evt_1", "PaymentMismatch: Intent pi_9 is not what was asked for: amount.")
    assert "payment_intent.succeeded pi_9: PaymentMismatch" in (await only()).why
    async with transaction() as connection:
        await mark_handled(connection, "evt_1", "paid")
    assert await kinds() == []


async def test_a_refund_made_elsewhere_is_listed_once_with_its_order_for_thirty_days(paid: Receipt) -> None:
    payload = '{"data": {"object": {"id": "re_x", "payment_intent": "pi_1"}}}'
    for number, kind in enumerate(("refund.created", "refund.updated")):
        await store_event(PaymentEvent(f"evt_{number}", kind, "re_x"), payload)
        async with transaction() as connection:
            await mark_handled(connection, f"evt_{number}", "made_elsewhere")
    one = await only()
    assert (one.kind, one.handle, one.about.startswith(paid.reference)) == ("made_elsewhere", "re_x", True)
    await older("inbox", "handled_at", "31 days")
    assert await kinds() == []


@pytest.mark.parametrize(
    ("fate", "says"),
    [
        ("handed_at = now() - interval '3 minutes'", "confirmation, may have arrived: no answer"),
        ("refused_at = now()", "confirmation, refused: no answer"),
        ("tries = 6", "confirmation, tried 6 times: no answer"),
    ],
)
async def test_a_mail_that_may_be_missing_is_listed_until_it_is_sent_again(paid: Receipt, fate: str, says: str) -> None:
    await pool.execute(f"UPDATE mail SET trouble = 'no answer', {fate}")
    assert (await only()).why == says
    await pool.execute(
        "INSERT INTO mail (performance_id, order_id, kind) SELECT performance_id, order_id, kind FROM mail"
    )
    assert await kinds() == []


@pytest.mark.parametrize("fate", ["handed_at = now()", "tries = 5", "handed_at = now(), sent_at = now()"])
async def test_a_mail_on_its_way_needs_nobody(paid: Receipt, fate: str) -> None:
    await pool.execute(f"UPDATE mail SET {fate}")
    assert await kinds() == []


async def test_a_confirmation_that_is_no_longer_true_is_not_missed(paid: Receipt) -> None:
    await pool.execute("UPDATE mail SET refused_at = now()")
    await push_refund(paid.performance_id, await request_refund(paid), actor="test")
    assert await kinds() == []
