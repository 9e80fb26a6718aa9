"""Staff take an item off the list; it comes back when something newer happens to it."""

import itertools

import pytest

from app.checkout.errors import CannotSettle
from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order, settle_refund
from app.checkout.refunds.queries import get_refund
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.acknowledge import acknowledge
from app.checkout.settlement.event_handler import handle_payment_event
from app.checkout.settlement.needs_attention import get_attention_items
from app.errors import BadInput, NotFound
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import claim_events, store_event
from db import pool
from tests.checkout.cli import aisle
from tests.checkout.scenarios import open_pending_order
from tests.payments.fake_provider import FakeProvider
from tests.world import World

numbers = itertools.count()


async def deliver(kind: str, object_id: str) -> None:
    await store_event(PaymentEvent(f"evt_{next(numbers)}", kind, object_id), "{}")
    await handle_payment_event((await claim_events(1))[0])


async def handles() -> list[str]:
    return [item.handle for item in await get_attention_items()]


async def test_a_refund_made_elsewhere_is_off_the_list_until_its_next_event(
    paid: Receipt, provider: FakeProvider
) -> None:
    made = provider.refund_elsewhere("pi_1", 500)
    await deliver("refund.created", made)
    assert await handles() == [made]
    await acknowledge(made, "  goodwill,\nthey keep their tickets ", actor="staff:olga")
    assert await handles() == []
    row = await pool.fetch_row(
        "SELECT topic, payload->>'handle' AS handle, actor FROM journal ORDER BY id DESC LIMIT 1"
    )
    assert tuple(row or ()) == ("attention.acknowledged", made, "staff:olga")
    assert await pool.fetch_value("SELECT why FROM acknowledgement") == "goodwill, they keep their tickets"
    await deliver("refund.updated", made)
    assert await handles() == [made]
    await acknowledge(made, "seen again", actor="staff:olga")
    assert await handles() == []


async def test_a_dispute_comes_back_with_its_next_event_too(paid: Receipt, provider: FakeProvider) -> None:
    dispute = provider.open_dispute("pi_1")
    await deliver("charge.dispute.created", dispute)
    await acknowledge(dispute, "answered", actor="staff:olga")
    assert await handles() == []
    provider.settle_dispute(dispute, "lost")
    await deliver("charge.dispute.closed", dispute)
    assert await handles() == [dispute]


async def test_a_refund_that_failed_at_once_is_taken_off(paid: Receipt, provider: FakeProvider) -> None:
    provider.refund_status = "failed"
    refund = await refund_order(1, paid.id, actor="test")
    await push_refund(1, refund, actor="test")
    await acknowledge(f"refund:1:{refund}", "the fan knows", actor="staff:olga")
    assert await handles() == []


async def test_money_that_is_owed_stays_on_the_list(paid: Receipt, provider: FakeProvider) -> None:
    refund = await refund_order(1, paid.id, actor="test")
    await push_refund(1, refund, actor="test")
    row = await get_refund(1, refund)
    assert row is not None
    provider.settle_refund("re_1", "failed")
    await settle_refund(row, provider.refunds["re_1"], actor="stripe")
    with pytest.raises(CannotSettle, match="aisle payments settled"):
        await acknowledge(f"refund:1:{refund}", "no", actor="staff:olga")
    assert await handles() == [f"refund:1:{refund}"]


async def test_what_is_not_settled_stays_on_the_list(world: World, provider: FakeProvider) -> None:
    order = await open_pending_order(world)
    await pool.execute("""UPDATE "order" SET pay_by = now() - interval '31 minutes'""")
    with pytest.raises(CannotSettle, match="by itself"):
        await acknowledge(f"order:1:{order.id}", "no", actor="staff:olga")


@pytest.mark.parametrize(("why", "error"), [("x", NotFound), (" \n", BadInput), ("\udc80", BadInput)])
async def test_nonsense_is_refused_in_words(database: str, why: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await acknowledge("re_1", why, actor="a")
    assert await pool.fetch("SELECT * FROM acknowledgement") == []


async def test_the_command_does_it(paid: Receipt, provider: FakeProvider, server_environment: dict[str, str]) -> None:
    made = provider.refund_elsewhere("pi_1", 500)
    await deliver("refund.created", made)
    code, output = await aisle(server_environment, "payments", "acknowledge", made, "--why", "goodwill")
    assert (code, output) == (0, f"{made} is off the list until something newer happens to it.\n")
    assert await aisle(server_environment, "payments", "stuck") == (0, "Nothing needs you.\n")
