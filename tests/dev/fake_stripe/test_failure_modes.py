"""Bad days, on demand."""

import asyncio
import time
from typing import Any

import pytest
import stripe

from tests.dev.fake_stripe.clients import PRICE, Till
from tests.eventually import eventually


async def test_a_call_that_fails_does_nothing(till: Till) -> None:
    await till.mood(fail_next=1)
    with pytest.raises(stripe.APIError) as failed:
        await till.intent()
    assert failed.value.http_status == 500
    assert await till.control("GET", "/standin/intents") == []
    assert (await till.intent()).status == "requires_payment_method"


async def test_a_lost_answer_was_done_and_its_key_finds_it(till: Till) -> None:
    await till.mood(drop_next=1)
    key: Any = {"idempotency_key": "lost"}
    create = till.client.v1.payment_intents.create_async
    with pytest.raises(stripe.APIConnectionError):
        await create(PRICE, key)
    done = await till.control("GET", "/standin/intents")
    assert [each["id"] for each in done] == [(await create(PRICE, key)).id]


async def test_a_mood_may_mean_some_calls_only(till: Till) -> None:
    await till.mood(fail_next=1, only=r"^POST /v1/refunds$")
    made = await till.paid()
    with pytest.raises(stripe.APIError):
        await till.refund(made)
    assert (await till.refund(made)).status == "succeeded"


async def test_slow_is_slow(till: Till) -> None:
    await till.mood(latency_ms=200)
    began = time.monotonic()
    await asyncio.gather(*(till.intent() for _ in range(20)))
    assert 0.2 <= time.monotonic() - began < 2.0


async def test_banks_may_settle_by_themselves(till: Till) -> None:
    await till.mood(settle_ms=50)
    thinking = await till.paid("pm_card_processing")
    failing = await till.refund(await till.paid("pm_card_refundFail"))

    async def both() -> bool:
        refund = await till.client.v1.refunds.retrieve_async(failing.id)
        return ((await till.read(thinking)).status, refund.status) == ("succeeded", "failed")

    assert await eventually(both)


@pytest.mark.parametrize("wrong", [{"fail_nxt": 1}, {"fail_next": -1}, {"only": "("}, {"webhooks": "perhaps"}])
async def test_a_mood_that_makes_no_sense_changes_nothing(till: Till, wrong: dict[str, Any]) -> None:
    before = await till.control("GET", "/standin/mood")
    assert "error" in await till.control("POST", "/standin/mood", {"latency_ms": 9, **wrong})
    assert await till.control("GET", "/standin/mood") == before
