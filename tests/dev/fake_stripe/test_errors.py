"""Errors in the formats that Stripe's library maps to its exceptions."""

from typing import Any

import aiohttp
import pytest
import stripe

from tests.dev.fake_stripe.clients import StripeClients


@pytest.mark.parametrize("key", ["", "sk_live_real", "nonsense"])
async def test_only_test_keys_are_welcome(clients: StripeClients, key: str) -> None:
    head = {"Authorization": f"Bearer {key}"} if key else {}
    async with clients.session.get(f"{clients.origin}/v1/refunds", headers=head) as answer:
        assert answer.status == 401
        assert (await answer.json())["error"]["type"] == "invalid_request_error"


async def test_a_wrong_key_is_an_authentication_error(clients: StripeClients) -> None:
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key"):
        await clients.client_with("sk_live_real").v1.payment_intents.retrieve_async("pi_x")


async def test_a_browsers_key_may_not_do_what_the_house_may(clients: StripeClients) -> None:
    with pytest.raises(stripe.PermissionError, match="publishable"):
        await clients.client_with("pk_test_browser").v1.refunds.create_async({"payment_intent": "pi_x"})


async def test_a_browser_sees_an_intent_by_its_secret_only(clients: StripeClients) -> None:
    intent, browser = await clients.intent(metadata={"order": "7"}), clients.client_with("pk_test_browser")
    secret: Any = {"client_secret": intent.client_secret}
    assert "metadata" not in await browser.v1.payment_intents.retrieve_async(intent.id, secret)
    with pytest.raises(stripe.InvalidRequestError):
        await browser.v1.payment_intents.retrieve_async(intent.id, {"client_secret": "pi_x_secret_y"})


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"amount": 49}, "amount_too_small", "amount"),
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"amount": "12.5"}, "parameter_invalid_integer", "amount"),
        ({"currency": ""}, "parameter_missing", "currency"),
        ({"amout": 500}, "parameter_unknown", "amout"),
        ({"payment_method": "pm_none"}, "resource_missing", "payment_method"),
    ],
)
async def test_a_wrong_parameter_is_named(clients: StripeClients, more: dict[str, Any], code: str, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await clients.intent(**more)
    assert (refused.value.code, refused.value.param) == (code, param)
    assert await clients.control("GET", "/standin/intents") == []


@pytest.mark.parametrize("noun", ["payment_intents", "refunds", "charges", "disputes"])
async def test_what_is_not_there_is_missing(clients: StripeClients, noun: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such") as refused:
        await getattr(clients.client.v1, noun).retrieve_async("xx_none")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


async def test_an_address_stripe_does_not_have_is_refused(clients: StripeClients) -> None:
    head = {"Authorization": "Bearer sk_test_x"}
    async with clients.session.get(f"{clients.origin}/v1/nonsense", headers=head) as answer:
        assert (answer.status, "Unrecognized request URL" in await answer.text()) == (404, True)


async def test_a_key_also_comes_as_a_user_name(clients: StripeClients) -> None:
    head = {"Authorization": aiohttp.encode_basic_auth("sk_test_x", "")}
    async with clients.session.get(f"{clients.origin}/v1/refunds", headers=head) as answer:
        assert (answer.status, (await answer.json())["data"]) == (200, [])
