"""The inbox's worker: every event is handled once by one of many, and one that cannot be waits without being lost."""

import asyncio
from math import ceil

import pytest
from msgspec import structs
from structlog.testing import capture_logs

from app.checkout.needs_attention import stuck
from app.checkout.order_queries import Receipt
from app.checkout.refunds import push_refund, refund_order
from app.payments.provider import Told
from app.payments.webhook_inbox import STUCK_AFTER, Letter, claim_letters, store
from app.web.relay_wakeup import connect_wakeups, disconnect_wakeups, wake_relay
from db import pool
from tests.checkout.ordering import everything, state_of, valid_tickets
from tests.checkout.scenarios import TWO_SEATS, bought, intent_of, refunds, to_pay
from tests.eventually import eventually
from tests.payments.fake_provider import Bank
from tests.world import World
from workers.payment_events import handle_one, read_inbox


async def told(number: str = "evt_1", kind: str = "payment_intent.succeeded", about: str = "pi_1") -> None:
    await store(Told(number, kind, about, False, "", "{}"))


async def row(number: str = "evt_1") -> tuple[bool, str, int]:
    """(handled, outcome, tries) of an event."""
    sql = "SELECT handled_at IS NOT NULL, outcome, tries FROM inbox WHERE event_id = $1"
    return tuple(await pool.fetch_row(sql, number))  # type: ignore[arg-type]


async def due() -> None:
    """Every lease and every rest is over."""
    await pool.execute("UPDATE inbox SET try_at = now() - interval '1 second'")


async def handle_what_is_due() -> None:
    for letter in await claim_letters(50):
        await handle_one(letter)


@pytest.fixture
async def waiting(world: World, bank: Bank) -> Receipt:
    """Ana's order of two seats, with an intent."""
    receipt = await to_pay(world)
    await intent_of(receipt)
    return receipt


async def test_word_of_a_payment_pays_the_order(waiting: Receipt, bank: Bank) -> None:
    bank.pay("pi_1")
    await told()
    with capture_logs() as lines:
        await handle_what_is_due()
    assert (await row(), await state_of(waiting)) == ((True, "paid", 1), "paid")
    (line,) = [line for line in lines if line["event"] == "webhook_handled"]
    assert (line["event_id"], line["outcome"]) == ("evt_1", "paid")


async def test_fifty_workers_share_what_is_due(database: str) -> None:
    for number in range(40):
        await told(f"evt_{number}")
    shares = await asyncio.gather(*[claim_letters(3) for _ in range(50)])
    taken = [letter.event_id for share in shares for letter in share]
    assert (len(taken), len(set(taken))) == (40, 40)
    assert await claim_letters(50) == []


async def test_a_lease_runs_out_after_a_minute_however_often_its_worker_dies(database: str) -> None:
    await told()
    leases = []
    for _ in range(9):
        await due()
        await claim_letters(1)
        leases.append(await pool.fetch_value("SELECT extract(epoch FROM try_at - now())::float FROM inbox"))
    assert {round(lease) for lease in leases} == {60}


async def test_one_that_fails_comes_back_soon_and_then_ever_more_rarely(waiting: Receipt, bank: Bank) -> None:
    bank.pay("pi_1")
    await told()
    rests = []
    for _ in range(4):
        bank.away = ["read_intent"]
        await due()
        await handle_what_is_due()
        rests.append(ceil(await pool.fetch_value("SELECT extract(epoch FROM try_at - now())::float FROM inbox")))
    assert rests == [2, 4, 8, 16]
    assert await pool.fetch_value("SELECT trouble FROM inbox") == "BankAway: a test"
    await due()
    await handle_what_is_due()
    assert (await row(), await pool.fetch_value("SELECT trouble FROM inbox")) == ((True, "paid", 5), "")


async def test_what_goes_on_failing_is_an_alarm_and_on_the_list(waiting: Receipt, bank: Bank) -> None:
    await told()
    with capture_logs() as lines:
        for _ in range(STUCK_AFTER):
            bank.away = ["read_intent"]
            await due()
            await handle_what_is_due()
    told_as = [line["log_level"] for line in lines if line["event"] == "webhook_waits"]
    assert told_as == ["warning"] * (STUCK_AFTER - 1) + ["error"]
    assert [one.handle for one in await stuck()] == ["evt_1"]


@pytest.mark.parametrize("lie", [{"amount": 1, "received": 1}, {"currency": "USD"}, {"livemode": True}])
async def test_a_wrong_sum_pays_nothing_and_ends_on_the_list(
    waiting: Receipt, bank: Bank, lie: dict[str, object]
) -> None:
    bank.pay("pi_1")
    bank.intents["pi_1"] = structs.replace(bank.intents["pi_1"], **lie)
    await told()
    before = await everything()
    for _ in range(STUCK_AFTER):
        await due()
        await handle_what_is_due()
    assert (await everything(), await state_of(waiting)) == (before, "pending")
    assert [(one.kind, "WrongMoney" in one.why) for one in await stuck()] == [("word_unhandled", True)]


async def test_an_intent_of_somebody_else_is_none_of_our_business(waiting: Receipt, bank: Bank) -> None:
    before = await everything()
    await told(about="pi_of_another_shop")
    await handle_what_is_due()
    assert (await row(), await everything()) == ((True, "not_ours", 1), before)


async def test_a_refund_made_elsewhere_is_written_down_and_voids_nothing(world: World, bank: Bank) -> None:
    paid = await bought(world, bank)
    elsewhere = await bank._call("create_refund")("pi_1", 6800, "EUR", key="by hand", order_id=0)
    await told(kind="refund.created", about=elsewhere.id)
    await handle_what_is_due()
    assert await row() == (True, "made_elsewhere", 1)
    assert (await valid_tickets(world.opening, paid.id), await refunds(paid)) == ([17, 18], [])
    assert [one.kind for one in await stuck()] == ["made_elsewhere"]


async def test_word_of_a_refund_whose_maker_died_writes_its_number_down(world: World, bank: Bank) -> None:
    paid = await bought(world, bank)
    number = await refund_order(paid.performance_id, paid.id, actor="test")
    key = await pool.fetch_value("SELECT idempotency_key FROM refund")
    await bank._call("create_refund")("pi_1", TWO_SEATS, "EUR", key=key, order_id=paid.id)  # and then it died
    await told(kind="refund.created", about="re_1")
    await handle_what_is_due()
    assert await row() == (True, "succeeded", 1)
    assert await push_refund(paid.performance_id, number, actor="test") == "succeeded"
    assert (len(bank.refunds), bank.money_out) == (1, TWO_SEATS)


async def test_a_dispute_is_told_to_staff(world: World, bank: Bank) -> None:
    await bought(world, bank)
    await told(kind="charge.dispute.created", about="dp_1")
    await handle_what_is_due()
    assert (await row())[:2] == (True, "disputed")
    assert [one.kind for one in await stuck()] == ["disputed"]


async def test_fifty_workers_with_the_same_event_pay_once(waiting: Receipt, bank: Bank) -> None:
    bank.pay("pi_1")
    await told()
    letter = Letter("evt_1", "payment_intent.succeeded", "pi_1", 1)
    await asyncio.gather(*[handle_one(letter) for _ in range(50)])
    assert ((await row())[:2], await valid_tickets(waiting.performance_id, waiting.id)) == ((True, "paid"), [17, 18])


async def test_a_worker_reads_at_once_when_the_bell_rings_and_ends_cleanly(waiting: Receipt, bank: Bank) -> None:
    bank.pay("pi_1")
    stop = asyncio.Event()
    connect_wakeups()
    reading = asyncio.create_task(read_inbox(stop))
    await told()
    wake_relay()
    await eventually(lambda: state_of_is(waiting, "paid"))
    stop.set()
    await asyncio.wait_for(reading, 5)
    await disconnect_wakeups()
    assert (await row())[:2] == (True, "paid")


async def state_of_is(receipt: Receipt, state: str) -> bool:
    return await state_of(receipt) == state
