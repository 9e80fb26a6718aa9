"""A request that is repeated with its idempotency key is carried out once."""

import asyncio
from typing import Any

import pytest
import stripe

from tests.dev.fake_stripe.clients import PRICE, StripeClients
from tests.eventually import eventually


async def post(
    clients: StripeClients, key: str, path: str = "/v1/payment_intents", **form: Any
) -> tuple[int, Any, str]:
    """Send a request; return its status, its body, and the header that marks a replay."""
    head = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": key}
    async with clients.session.post(clients.origin + path, headers=head, data=form) as answer:
        return answer.status, await answer.json(), answer.headers.get("Idempotent-Replayed", "")


async def count(clients: StripeClients) -> int:
    """Count the intents."""
    return len(await clients.control("GET", "/standin/intents"))


async def test_fifty_at_once_with_one_key_make_one_intent(clients: StripeClients) -> None:
    create = clients.client.v1.payment_intents.create_async
    made = await asyncio.gather(*(create(PRICE, {"idempotency_key": "one"}) for _ in range(50)))
    assert len({each.id for each in made}) == 1
    assert await count(clients) == 1


async def test_the_second_answer_is_the_first_once_more(clients: StripeClients) -> None:
    first = await post(clients, "again", amount=500, currency="eur")
    status, body, replayed = await post(clients, "again", currency="eur", amount=500)
    assert (status, body, replayed) == (*first[:2], "true")


async def test_a_key_of_another_request_is_refused(clients: StripeClients) -> None:
    await clients.client.v1.payment_intents.create_async(PRICE, {"idempotency_key": "k"})
    other: Any = {**PRICE, "amount": 9900}
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        await clients.client.v1.payment_intents.create_async(other, {"idempotency_key": "k"})


async def test_a_key_in_flight_is_a_conflict(clients: StripeClients) -> None:
    await clients.set_failure_modes(latency_ms=1500, only="POST")
    slow = asyncio.create_task(post(clients, "slow", amount=500, currency="eur"))
    await eventually(lambda: count(clients))
    status, body, _ = await post(clients, "slow", amount=500, currency="eur")
    assert (status, body["error"]["code"]) == (409, "idempotency_key_in_use")
    assert (await slow)[0] == 200
    assert (await post(clients, "slow", amount=500, currency="eur"))[2] == "true"


async def test_a_wrong_request_does_not_use_up_its_key(clients: StripeClients) -> None:
    assert (await post(clients, "typo", amount=1, currency="eur"))[0] == 400
    assert (await post(clients, "typo", amount=500, currency="eur"))[0] == 200


async def test_a_decline_is_replayed_and_not_asked_again(clients: StripeClients) -> None:
    path, method = f"/v1/payment_intents/{(await clients.intent()).id}/confirm", "pm_card_chargeDeclined"
    first = await post(clients, "declined", path, payment_method=method)
    assert first[0] == 402
    assert await post(clients, "declined", path, payment_method=method) == (*first[:2], "true")
