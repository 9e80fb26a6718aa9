"""The worker that sends refunds: each once, also after crashes and while Stripe does not answer."""

import asyncio

import pytest
from structlog.testing import capture_logs

from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.queries import claim_refunds
from app.payments import stripe
from app.payments.provider import ProviderRejected
from db import pool
from tests.checkout.scenarios import TWO_SEATS, buy_order, refunds, valid_tickets
from tests.eventually import eventually
from tests.payments.fake_provider import FakeProvider
from tests.world import World
from workers.refund_sender import push_claimed_refund, send_refunds

REST = "SELECT extract(epoch FROM look_at - now())::float FROM refund"


@pytest.fixture
async def wanted(world: World, provider: FakeProvider) -> Receipt:
    """Return Ana's paid order, of which staff refund everything."""
    paid = await buy_order(world, provider)
    await refund_order(paid.performance_id, paid.id, actor="staff:olga")
    return paid


async def due() -> None:
    """End all leases."""
    await pool.execute("UPDATE refund SET look_at = now() - interval '1 second'")


async def work() -> None:
    for key in await claim_refunds(50):
        await push_claimed_refund(key)


async def test_what_is_wanted_goes_back_by_itself_and_the_worker_ends_cleanly(
    wanted: Receipt, provider: FakeProvider
) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(send_refunds(stop))

    async def gone() -> bool:
        return await refunds(wanted) == [("asked", "succeeded", TWO_SEATS)]

    await eventually(gone)
    stop.set()
    await asyncio.wait_for(working, 30)
    assert provider.money_out == TWO_SEATS


async def test_fifty_workers_share_the_refunds(world: World, provider: FakeProvider) -> None:
    for number in range(8):
        paid = await buy_order(world, provider, f"fan{number}", (100 + 2 * number, 101 + 2 * number))
        await refund_order(paid.performance_id, paid.id, actor="test")
    shares = await asyncio.gather(*[claim_refunds(2) for _ in range(50)])
    taken = [key for share in shares for key in share]
    assert (len(taken), len(set(taken))) == (8, 8)


async def test_a_lease_runs_out_after_a_minute_and_then_ever_more_rarely(wanted: Receipt) -> None:
    rests = []
    for _ in range(8):
        await due()
        await claim_refunds(1)
        rests.append(round(await pool.fetch_value(REST) / 60))
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize("away", ["create_refund", "lost create_refund"])
async def test_an_answer_that_is_lost_sends_nothing_twice(wanted: Receipt, provider: FakeProvider, away: str) -> None:
    provider.failing_calls = [away]
    with capture_logs() as lines:
        await work()
    assert [line["problem"] for line in lines if line["event"] == "refund_waits"] == ["bank_away"]
    assert (await refunds(wanted))[0][1] == "wanted"
    await due()
    await work()
    assert (len(provider.refunds), provider.money_out) == (1, TWO_SEATS)


async def test_one_that_takes_its_time_is_asked_about_until_it_ends(wanted: Receipt, provider: FakeProvider) -> None:
    provider.refund_status = "pending"
    for _ in range(2):
        await due()
        await work()
        assert (await refunds(wanted))[0][1] == "pending"
    provider.settle_refund("re_1", "succeeded")
    await due()
    await work()
    assert (await refunds(wanted))[0][1] == "succeeded"
    await due()
    assert await claim_refunds(50) == []


@pytest.mark.parametrize("code", ["balance_insufficient", "api_key_expired", "not_let_in"])
async def test_trouble_with_the_houses_own_account_fails_no_refund(
    wanted: Receipt, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    async def refuses(*_: object, **__: object) -> None:
        raise ProviderRejected(why=f"Error {code}", bank_code=code)

    with monkeypatch.context() as patch:
        patch.setattr(stripe, "create_refund", refuses)
        await work()
    assert (await refunds(wanted))[0][1] == "wanted"
    assert await pool.fetch_value("SELECT trouble FROM refund") == f"Error {code}"
    assert await valid_tickets(wanted.performance_id, wanted.id) == [17, 18]
    await due()
    await work()
    assert (await refunds(wanted))[0][1] == "succeeded"
