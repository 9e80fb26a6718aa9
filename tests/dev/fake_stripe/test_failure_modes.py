"""The failure modes of the payment stand-in."""

import asyncio
import time
from typing import Any

import pytest
import stripe

from tests.dev.fake_stripe.clients import PRICE, StripeClients
from tests.eventually import eventually


async def test_a_call_that_fails_does_nothing(clients: StripeClients) -> None:
    await clients.set_failure_modes(fail_next=1)
    with pytest.raises(stripe.APIError) as failed:
        await clients.intent()
    assert failed.value.http_status == 500
    assert await clients.control("GET", "/standin/intents") == []
    assert (await clients.intent()).status == "requires_payment_method"


async def test_a_lost_answer_was_done_and_its_key_finds_it(clients: StripeClients) -> None:
    await clients.set_failure_modes(drop_next=1)
    key: Any = {"idempotency_key": "lost"}
    create = clients.client.v1.payment_intents.create_async
    with pytest.raises(stripe.APIConnectionError):
        await create(PRICE, key)
    done = await clients.control("GET", "/standin/intents")
    assert [each["id"] for each in done] == [(await create(PRICE, key)).id]


async def test_a_mood_may_mean_some_calls_only(clients: StripeClients) -> None:
    await clients.set_failure_modes(fail_next=1, only=r"^POST /v1/refunds$")
    made = await clients.paid()
    with pytest.raises(stripe.APIError):
        await clients.refund(made)
    assert (await clients.refund(made)).status == "succeeded"


async def test_slow_is_slow(clients: StripeClients) -> None:
    await clients.set_failure_modes(latency_ms=200)
    began = time.monotonic()
    await asyncio.gather(*(clients.intent() for _ in range(20)))
    assert 0.2 <= time.monotonic() - began < 20 * 0.2


async def test_banks_may_settle_by_themselves(clients: StripeClients) -> None:
    await clients.set_failure_modes(settle_ms=50)
    thinking = await clients.paid("pm_card_processing")
    failing = await clients.refund(await clients.paid("pm_card_refundFail"))

    async def both() -> bool:
        refund = await clients.client.v1.refunds.retrieve_async(failing.id)
        return ((await clients.read(thinking)).status, refund.status) == ("succeeded", "failed")

    assert await eventually(both)


@pytest.mark.parametrize("wrong", [{"fail_nxt": 1}, {"fail_next": -1}, {"only": "("}, {"webhooks": "perhaps"}])
async def test_a_mood_that_makes_no_sense_changes_nothing(clients: StripeClients, wrong: dict[str, Any]) -> None:
    before = await clients.control("GET", "/standin/mood")
    assert "error" in await clients.control("POST", "/standin/mood", {"latency_ms": 9, **wrong})
    assert await clients.control("GET", "/standin/mood") == before
