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
        ({"amount": 29, "currency": "gbp"}, "amount_too_small", "amount"),
        ({"amount": 49, "currency": "jpy"}, "amount_too_small", "amount"),
        ({"amount": 17_499, "currency": "huf"}, "amount_too_small", "amount"),
        ({"amount": 19_900, "currency": "isk"}, "amount_too_small", "amount"),
        ({"amount": 100_000_000}, "amount_too_large", "amount"),
        ({"amount": 1_000_000_000, "currency": "inr"}, "amount_too_large", "amount"),
        ({"amount": 12_345, "currency": "kwd"}, "parameter_invalid_integer", "amount"),
        ({"amount": 50_050, "currency": "isk"}, "parameter_invalid_integer", "amount"),
        ({"currency": "xxx"}, None, "currency"),
        ({"currency": "lyd"}, None, "currency"),
        ({"currency": "euro"}, None, "currency"),
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"amount": "12.5"}, "parameter_invalid_integer", "amount"),
        ({"currency": ""}, "parameter_missing", "currency"),
        ({"amout": 500}, "parameter_unknown", "amout"),
        ({"payment_method": "pm_none"}, "resource_missing", "payment_method"),
    ],
)
async def test_a_wrong_parameter_is_named(
    clients: StripeClients, more: dict[str, Any], code: str | None, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await clients.intent(**more)
    assert (refused.value.code, refused.value.param) == (code, param)
    assert await clients.control("GET", "/standin/intents") == []


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        (30, "gbp"),
        (50, "jpy"),
        (17_500, "huf"),
        (20_000, "isk"),
        (99_999_999, "eur"),
        (999_999_999, "inr"),
        (500, "kwd"),
    ],
)
async def test_the_least_and_the_most_are_taken(clients: StripeClients, amount: int, currency: str) -> None:
    assert (await clients.intent(amount=amount, currency=currency)).amount == amount


async def test_a_refusal_names_the_least_as_stripe_writes_it(clients: StripeClients) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"Amount must be at least €0\.50 eur"):
        await clients.intent(amount=49)
    with pytest.raises(stripe.InvalidRequestError, match="Amount must be at least 50 jpy"):
        await clients.intent(amount=49, currency="jpy")


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
