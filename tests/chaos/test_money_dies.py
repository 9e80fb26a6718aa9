"""Processes are killed at every step where money could be lost: the fan is charged once or not at all."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from app.checkout.refunds.lifecycle import refund_order
from db import pool
from tests.chaos.conftest import answers
from tests.chaos.fake_stripe_process import FakeStripeProcess, press_pay, run_fake_stripe
from tests.chaos.processes import STARTS, ServerProcess, running
from tests.checkout.scenarios import TWO_SEATS
from tests.eventually import eventually
from tests.fan import Fan
from tests.world import World


@pytest_asyncio.fixture
async def bank_open(
    world: World, web_port: int, server_environment: dict[str, str], tmp_path: Path
) -> AsyncIterator[FakeStripeProcess]:
    env = server_environment | {"AISLE_WEB_PORT": str(web_port)}
    async with run_fake_stripe(env, f"http://127.0.0.1:{web_port}", tmp_path) as fake_stripe:
        yield fake_stripe


@contextlib.contextmanager
def web(fake_stripe: FakeStripeProcess, **more: str) -> Iterator[ServerProcess]:
    with running("app.main", fake_stripe.env, **more) as process:
        yield process


def worker(fake_stripe: FakeStripeProcess, **more: str) -> contextlib.AbstractContextManager[ServerProcess]:
    return running("workers.run", fake_stripe.env, **more)


async def holds(fan: Fan, world: World) -> int:
    """Wait until the web tier is ready and hold two seats for the fan; return the hold's id."""
    await eventually(lambda: answers(fan), STARTS)
    await fan.read(f"/performances/{world.opening}")
    return int((await fan.hold(world.opening, [17, 18], world.plan)).json()["hold"])


async def state() -> str:
    """Return the states of the only order, its payments and its refunds, such as "pending/open"."""
    sql = """
        SELECT concat_ws('/', (SELECT state FROM "order"),
            (SELECT string_agg(state, '+' ORDER BY id) FROM payment),
            (SELECT string_agg(state, '+' ORDER BY id) FROM refund))
    """
    return str(await pool.fetch_value(sql))


async def becomes(wanted: str) -> None:
    """Wait until the states are as wanted. Ends the leases of killed workers instead of waiting for their end."""
    await pool.execute("UPDATE inbox SET try_at = now() WHERE handled_at IS NULL")
    await pool.execute("UPDATE refund SET look_at = now() WHERE state IN ('wanted', 'pending')")

    async def is_so() -> bool:
        return await state() == wanted

    await eventually(is_so, STARTS)


@pytest.mark.parametrize("where", ["pay.before_stripe", "pay.after_stripe"])
async def test_web_dies_around_stripe_and_the_retry_is_charged_once(
    world: World, fan: Fan, bank_open: FakeStripeProcess, where: str
) -> None:
    with web(bank_open, AISLE_CRASH_AT=where) as dying:
        hold = await holds(fan, world)
        with pytest.raises(httpx.TransportError):
            await press_pay(fan, world, hold)
        await eventually(lambda: dying.ended == -9)
    assert await pool.fetch_value("SELECT intent FROM payment") is None  # it cannot have been charged
    with web(bank_open), worker(bank_open):
        await eventually(lambda: answers(fan), STARTS)
        again = await press_pay(fan, world, hold)
        [intent] = await bank_open.all("intents")
        assert again.json()["secret"] == intent["client_secret"]
        await bank_open.pay(intent["id"])
        await becomes("paid/succeeded")
    assert await pool.fetch_value("SELECT count(*) FROM ticket WHERE state = 'valid'") == 2


async def test_a_fan_who_never_comes_back_pays_nothing_and_the_seats_are_sold_again(
    world: World, fan: Fan, bank_open: FakeStripeProcess
) -> None:
    with web(bank_open, AISLE_CRASH_AT="pay.after_stripe") as dying:
        hold = await holds(fan, world)
        with contextlib.suppress(httpx.TransportError):
            await press_pay(fan, world, hold)
        await eventually(lambda: dying.ended == -9)
    await pool.execute("""UPDATE "order" SET pay_by = now() - interval '1 minute', look_at = now()""")
    with worker(bank_open):
        await becomes("expired/canceled")
    assert [intent["amount_received"] for intent in await bank_open.all("intents")] == [0]
    assert await pool.fetch_value("SELECT count(*) FROM seat WHERE status = 1") == 0


async def test_a_worker_dies_between_inbox_and_order_and_the_next_pays_it_once(
    world: World, fan: Fan, bank_open: FakeStripeProcess
) -> None:
    with web(bank_open), worker(bank_open, AISLE_CRASH_AT="settle.before_the_rows") as dying:
        await press_pay(fan, world, await holds(fan, world))
        [intent] = await bank_open.all("intents")
        await bank_open.pay(intent["id"])
        await eventually(lambda: dying.ended == -9, STARTS)
        assert await state() == "pending/open"
        with worker(bank_open):
            await becomes("paid/succeeded")
    assert await pool.fetch_value("SELECT count(*) FROM journal WHERE topic = 'order.paid'") == 1


async def test_a_worker_dies_in_the_middle_of_a_refund_and_it_goes_back_once(
    world: World, fan: Fan, bank_open: FakeStripeProcess
) -> None:
    with web(bank_open):
        await press_pay(fan, world, await holds(fan, world))
        [intent] = await bank_open.all("intents")
        await bank_open.pay(intent["id"])
        with worker(bank_open):
            await becomes("paid/succeeded")
        await refund_order(world.opening, 1, actor="staff:olga")
        with worker(bank_open, AISLE_CRASH_AT="refund.before_the_rows") as dying:
            await eventually(lambda: dying.ended == -9, STARTS)
        assert await state() == "paid/succeeded/wanted"
        assert [refund["amount"] for refund in await bank_open.all("refunds")] == [TWO_SEATS]
        with worker(bank_open):
            await becomes("refunded/succeeded/succeeded")
    assert [refund["amount"] for refund in await bank_open.all("refunds")] == [TWO_SEATS]
