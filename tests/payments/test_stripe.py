"""The client of Stripe: the requests that it sends, and how it reads every kind of answer, unusable ones too."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from app.payments import stripe
from app.payments.provider import Intent, ProviderRefund, ProviderRejected, ProviderUnavailable
from tests.payments.stub_http_server import (
    Handler,
    dispute,
    html_response,
    intent,
    json_response,
    no_response,
    partial_response,
    refund,
    run_stub_server,
    stripe_error,
)

Ask = Callable[[], Awaitable[object]]
AskAt = Callable[[str], None]
INSTANT = datetime.fromtimestamp(1_800_000_000, UTC)


async def new_intent(amount: int = 13750, currency: str = "EUR") -> Intent:
    return await stripe.create_intent(amount, currency, key="key-1", performance_id=7, order_id=12)


async def new_refund(amount: int = 13750, currency: str = "EUR") -> ProviderRefund:
    return await stripe.create_refund("pi_1", amount, currency, key="key-2", order_id=12)


CALLS: dict[str, Ask] = {
    "create_intent": new_intent,
    "read_intent": lambda: stripe.read_intent("pi_1"),
    "cancel_intent": lambda: stripe.cancel_intent("pi_1"),
    "create_refund": new_refund,
    "read_refund": lambda: stripe.read_refund("re_1"),
    "read_dispute": lambda: stripe.read_dispute("du_1"),
}


async def test_an_intent_is_asked_for_with_its_key_its_sum_and_what_it_is_for(use_stripe_at: AskAt) -> None:
    async with run_stub_server(json_response(intent())) as wire:
        use_stripe_at(wire.url)
        made = await new_intent()
    (asked,) = wire.requests
    assert (asked.route, asked.key, asked.authorization) == (
        "POST /v1/payment_intents",
        "key-1",
        "Bearer sk_test_house",
    )
    assert asked.form == {
        "amount": "13750",
        "currency": "eur",
        "allowed_payment_method_types[0]": "card",
        "description": "Order 12 of performance 7",
        "metadata[performance]": "7",
        "metadata[order]": "12",
    }
    assert made == Intent("pi_1", "requires_payment_method", 13750, "EUR", 0, False, 7, 12, "pi_1_secret_x")


async def test_a_refund_is_asked_for_with_its_key_and_its_sum(use_stripe_at: AskAt) -> None:
    async with run_stub_server(json_response(refund(status="pending"))) as wire:
        use_stripe_at(wire.url)
        made = await new_refund()
    (asked,) = wire.requests
    assert (asked.route, asked.key) == ("POST /v1/refunds", "key-2")
    assert asked.form == {
        "payment_intent": "pi_1",
        "amount": "13750",
        "metadata[order]": "12",
        "metadata[key]": "key-2",
    }
    assert made == ProviderRefund("re_1", "pending", 13750, "EUR", order_id=12, intent="pi_1", created=INSTANT)


@pytest.mark.parametrize(
    ("call", "way"),
    [
        ("read_intent", "GET /v1/payment_intents/pi_1"),
        ("cancel_intent", "POST /v1/payment_intents/pi_1/cancel"),
        ("read_refund", "GET /v1/refunds/re_1"),
        ("read_dispute", "GET /v1/disputes/du_1"),
    ],
)
async def test_the_other_calls_go_where_they_should(use_stripe_at: AskAt, call: str, way: str) -> None:
    answer = {"read_refund": refund(), "read_dispute": dispute()}.get(call, intent(status="canceled"))
    async with run_stub_server(json_response(answer)) as wire:
        use_stripe_at(wire.url)
        await CALLS[call]()
    assert [asked.route for asked in wire.requests] == [way]


@pytest.mark.parametrize(
    ("currency", "ours", "theirs"),
    [("EUR", 13750, 13750), ("JPY", 5000, 5000), ("KWD", 12340, 12340), ("ISK", 5000, 500000), ("UGX", 700, 70000)],
)
async def test_amounts_are_counted_as_stripe_counts_them_and_back(
    use_stripe_at: AskAt, currency: str, ours: int, theirs: int
) -> None:
    there = {"amount": theirs, "amount_received": theirs, "currency": currency.lower()}
    async with run_stub_server(
        json_response(intent(**there)),
        json_response(refund(amount=theirs, currency=currency.lower())),
        json_response(dispute(amount=theirs, currency=currency.lower())),
    ) as wire:
        use_stripe_at(wire.url)
        made = await new_intent(ours, currency)
        back = await new_refund(ours, currency)
        disputed = await stripe.read_dispute("du_1")
    assert [asked.form["amount"] for asked in wire.requests[:2]] == [str(theirs)] * 2
    assert (made.amount, made.received, back.amount, disputed.amount) == (ours, ours, ours, ours)
    assert (made.currency, disputed.currency) == (currency, currency)


ODD: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "live": ({"livemode": True}, {"livemode": True}),
    "nothing received is told": ({"amount_received": None}, {"received": 0}),
    "of somebody else": ({"metadata": {}}, {"performance_id": 0, "order_id": 0}),
    "numbers that are none": ({"metadata": {"performance": "x", "order": "٣"}}, {"performance_id": 0, "order_id": 0}),
    "a number no column holds": ({"metadata": {"order": "9" * 19}}, {"performance_id": 0, "order_id": 0}),
    "no secret for this key": ({"client_secret": None}, {"secret": ""}),
    "declined": (
        {"last_payment_error": {"code": "card_declined", "decline_code": "lost_card"}},
        {"problem": "lost_card", "declined_as": "fraud"},
    ),
    "failed otherwise": (
        {"last_payment_error": {"code": "expired_card"}},
        {"problem": "expired_card", "declined_as": "expired_card"},
    ),
    "a state of next year": ({"status": "sleeping"}, {"status": "sleeping"}),
}


@pytest.mark.parametrize("name", ODD)
async def test_what_an_intent_says_is_read(use_stripe_at: AskAt, name: str) -> None:
    sent, expected = ODD[name]
    async with run_stub_server(json_response(intent(**sent))) as wire:
        use_stripe_at(wire.url)
        read = await stripe.read_intent("pi_1")
    assert {field: getattr(read, field) for field in expected} == expected


async def test_what_a_refund_says_is_read(use_stripe_at: AskAt) -> None:
    sent = refund(status="failed", failure_reason="lost_or_stolen_card", metadata=None, payment_intent=None, created=0)
    async with run_stub_server(json_response(sent), json_response(refund(status=None))) as wire:
        use_stripe_at(wire.url)
        failed, silent = await stripe.read_refund("re_1"), await stripe.read_refund("re_1")
    assert failed == ProviderRefund("re_1", "failed", 13750, "EUR", "lost_or_stolen_card", 0)
    assert (silent.status, silent.intent, silent.created) == ("pending", "pi_1", INSTANT)


NOT_NOW: dict[str, Handler] = {
    "500": stripe_error(500),
    "503 of a proxy": html_response("<html>", 503),
    "429": stripe_error(429, "rate_limit"),
    "400 rate_limit": stripe_error(400, "rate_limit"),
    "409": stripe_error(409, "idempotency_key_in_use"),
    "junk": html_response("<html>"),
    "nothing": html_response(""),
    "junk and 404": html_response("<html>", 404),
    "another body for the same key": stripe_error(400, type="idempotency_error"),
    "half an answer": partial_response,
    "another thing": json_response({"object": "list", "data": []}),
    "an intent of words": json_response(intent(amount="much", id=7)),
    "no object": html_response("[1, 2]"),
    "null": html_response("null"),
    "a word": html_response('"yes"'),
}


@pytest.mark.parametrize("name", NOT_NOW)
async def test_an_answer_that_is_none_may_be_asked_for_again(use_stripe_at: AskAt, name: str) -> None:
    async with run_stub_server(NOT_NOW[name]) as wire:
        use_stripe_at(wire.url)
        with pytest.raises(ProviderUnavailable) as error:
            await new_intent()
    assert error.value.facts["why"]
    assert {asked.key for asked in wire.requests} == {"key-1"}


@pytest.mark.parametrize("call", CALLS)
async def test_no_call_waits_longer_than_its_time(
    use_stripe_at: AskAt, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe, "TIMEOUT", 0.3)
    async with run_stub_server(no_response) as wire:
        use_stripe_at(wire.url)
        async with asyncio.timeout(1.0):  # two tries and the pause between them would take longer
            with pytest.raises(ProviderUnavailable):
                await CALLS[call]()


@pytest.mark.parametrize("call", CALLS)
async def test_nobody_there_is_not_a_no(use_stripe_at: AskAt, call: str) -> None:
    use_stripe_at("http://127.0.0.1:9")
    with pytest.raises(ProviderUnavailable) as error:
        await CALLS[call]()
    assert error.value.facts["why"] == "APIConnectionError"


async def test_what_was_lost_on_the_way_is_asked_again_with_the_same_key(use_stripe_at: AskAt) -> None:
    async with run_stub_server(stripe_error(500), json_response(intent())) as wire:
        use_stripe_at(wire.url)
        assert (await new_intent()).id == "pi_1"
    assert [asked.key for asked in wire.requests] == ["key-1", "key-1"]


REFUSED: dict[str, tuple[Handler, str]] = {
    "400": (stripe_error(400, "parameter_missing"), "parameter_missing"),
    "400 without a code": (stripe_error(400), ""),
    "404": (stripe_error(404, "resource_missing"), "resource_missing"),
    "402": (stripe_error(402, "card_declined"), "card_declined"),
    "401": (stripe_error(401), "not_let_in"),
    "401 expired": (stripe_error(401, "api_key_expired"), "api_key_expired"),
    "403": (stripe_error(403), "not_let_in"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_no_is_a_no_and_says_why(use_stripe_at: AskAt, name: str) -> None:
    answer, code = REFUSED[name]
    async with run_stub_server(answer) as wire:
        use_stripe_at(wire.url)
        with pytest.raises(ProviderRejected) as error:
            await new_refund()
    assert (error.value.facts["bank_code"], len(wire.requests)) == (code, 1)
    assert "No." not in error.value.facts["why"], "Stripe's own words may hold what no log should"


@pytest.mark.parametrize("status", ["succeeded", "processing", "canceled"])
async def test_what_cannot_be_canceled_any_more_is_read_instead(use_stripe_at: AskAt, status: str) -> None:
    error = stripe_error(400, "payment_intent_unexpected_state")
    async with run_stub_server(error, json_response(intent(status=status))) as wire:
        use_stripe_at(wire.url)
        assert (await stripe.cancel_intent("pi_1")).status == status
    routes = [asked.route for asked in wire.requests]
    assert routes == ["POST /v1/payment_intents/pi_1/cancel", "GET /v1/payment_intents/pi_1"]


async def test_any_other_no_to_a_cancel_is_a_no(use_stripe_at: AskAt) -> None:
    async with run_stub_server(stripe_error(404, "resource_missing")) as wire:
        use_stripe_at(wire.url)
        with pytest.raises(ProviderRejected):
            await stripe.cancel_intent("pi_1")
    assert len(wire.requests) == 1


async def test_fifty_at_once_are_fifty_questions_and_one_client(use_stripe_at: AskAt) -> None:
    async with run_stub_server(json_response(intent())) as wire:
        use_stripe_at(wire.url)
        answers = await asyncio.gather(*[new_intent() for _ in range(50)])
    assert (len(answers), len(wire.requests)) == (50, 50)
