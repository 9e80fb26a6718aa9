"""Stripe's door: what goes over the wire, what comes back, and what becomes of every answer that is none."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.payments import stripe
from app.payments.provider import BankAway, BankRefuses, Intent, MoneyBack
from tests.payments.stub_http_server import (
    Answer,
    babbles,
    breaks_off,
    intent,
    never,
    on_the_wire,
    refund,
    refuses,
    says,
)

Ask = Callable[[], Awaitable[object]]
AskAt = Callable[[str], None]


async def new_intent(amount: int = 13750, currency: str = "EUR") -> Intent:
    return await stripe.create_intent(amount, currency, key="key-1", performance_id=7, order_id=12)


async def new_refund(amount: int = 13750, currency: str = "EUR") -> MoneyBack:
    return await stripe.create_refund("pi_1", amount, currency, key="key-2", order_id=12)


CALLS: dict[str, Ask] = {
    "create_intent": new_intent, "read_intent": lambda: stripe.read_intent("pi_1"),
    "cancel_intent": lambda: stripe.cancel_intent("pi_1"), "create_refund": new_refund,
    "read_refund": lambda: stripe.read_refund("re_1"),
}  # fmt: skip


async def test_an_intent_is_asked_for_with_its_key_its_sum_and_what_it_is_for(ask_at: AskAt) -> None:
    async with on_the_wire(says(intent())) as wire:
        ask_at(wire.url)
        made = await new_intent()
    (asked,) = wire.asked
    assert (asked.way, asked.key, asked.bearer) == ("POST /v1/payment_intents", "key-1", "Bearer sk_test_house")
    assert asked.form == {
        "amount": "13750", "currency": "eur", "allowed_payment_method_types[0]": "card",
        "description": "Order 12 of performance 7", "metadata[performance]": "7", "metadata[order]": "12",
    }  # fmt: skip
    assert made == Intent("pi_1", "requires_payment_method", 13750, "EUR", 0, False, 7, 12, "pi_1_secret_x")


async def test_a_refund_is_asked_for_with_its_key_and_its_sum(ask_at: AskAt) -> None:
    async with on_the_wire(says(refund(status="pending"))) as wire:
        ask_at(wire.url)
        made = await new_refund()
    (asked,) = wire.asked
    assert (asked.way, asked.key) == ("POST /v1/refunds", "key-2")
    assert asked.form == {
        "payment_intent": "pi_1",
        "amount": "13750",
        "metadata[order]": "12",
        "metadata[key]": "key-2",
    }
    assert made == MoneyBack("re_1", "pending", 13750, "EUR", order_id=12)


@pytest.mark.parametrize(
    ("call", "way"),
    [("read_intent", "GET /v1/payment_intents/pi_1"), ("cancel_intent", "POST /v1/payment_intents/pi_1/cancel"),
     ("read_refund", "GET /v1/refunds/re_1")],
)  # fmt: skip
async def test_the_other_calls_go_where_they_should(ask_at: AskAt, call: str, way: str) -> None:
    async with on_the_wire(says(refund() if call == "read_refund" else intent(status="canceled"))) as wire:
        ask_at(wire.url)
        await CALLS[call]()
    assert [asked.way for asked in wire.asked] == [way]


@pytest.mark.parametrize(
    ("currency", "ours", "theirs"),
    [("EUR", 13750, 13750), ("JPY", 5000, 5000), ("KWD", 12340, 12340), ("ISK", 5000, 500000), ("UGX", 700, 70000)],
)
async def test_amounts_are_counted_as_stripe_counts_them_and_back(
    ask_at: AskAt, currency: str, ours: int, theirs: int
) -> None:
    there = {"amount": theirs, "amount_received": theirs, "currency": currency.lower()}
    async with on_the_wire(says(intent(**there)), says(refund(amount=theirs, currency=currency.lower()))) as wire:
        ask_at(wire.url)
        made = await new_intent(ours, currency)
        back = await new_refund(ours, currency)
    assert [asked.form["amount"] for asked in wire.asked] == [str(theirs)] * 2
    assert (made.amount, made.received, back.amount, made.currency) == (ours, ours, ours, currency)


ODD: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "live": ({"livemode": True}, {"livemode": True}),
    "nothing received is told": ({"amount_received": None}, {"received": 0}),
    "of somebody else": ({"metadata": {}}, {"performance_id": 0, "order_id": 0}),
    "numbers that are none": ({"metadata": {"performance": "x", "order": "٣"}}, {"performance_id": 0, "order_id": 0}),
    "a number no column holds": ({"metadata": {"order": "9" * 19}}, {"performance_id": 0, "order_id": 0}),
    "no secret for this key": ({"client_secret": None}, {"secret": ""}),
    "declined": (
        {"last_payment_error": {"code": "card_declined", "decline_code": "lost_card"}}, {"problem": "lost_card"}
    ),
    "failed otherwise": ({"last_payment_error": {"code": "expired_card"}}, {"problem": "expired_card"}),
    "a state of next year": ({"status": "sleeping"}, {"status": "sleeping"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
async def test_what_an_intent_says_is_read(ask_at: AskAt, name: str) -> None:
    sent, expected = ODD[name]
    async with on_the_wire(says(intent(**sent))) as wire:
        ask_at(wire.url)
        read = await stripe.read_intent("pi_1")
    assert {field: getattr(read, field) for field in expected} == expected


async def test_what_a_refund_says_is_read(ask_at: AskAt) -> None:
    sent = refund(status="failed", failure_reason="lost_or_stolen_card", metadata=None)
    async with on_the_wire(says(sent), says(refund(status=None))) as wire:
        ask_at(wire.url)
        failed, silent = await stripe.read_refund("re_1"), await stripe.read_refund("re_1")
    assert failed == MoneyBack("re_1", "failed", 13750, "EUR", "lost_or_stolen_card", 0)
    assert silent.status == "pending"


NOT_NOW: dict[str, Answer] = {
    "500": refuses(500), "503 of a proxy": babbles("<html>", 503), "429": refuses(429, "rate_limit"),
    "400 rate_limit": refuses(400, "rate_limit"), "409": refuses(409, "idempotency_key_in_use"),
    "junk": babbles("<html>"), "nothing": babbles(""), "junk and 404": babbles("<html>", 404),
    "another body for the same key": refuses(400, type="idempotency_error"),
    "half an answer": breaks_off, "another thing": says({"object": "list", "data": []}),
    "an intent of words": says(intent(amount="much", id=7)), "no object": babbles("[1, 2]"),
    "null": babbles("null"), "a word": babbles('"yes"'),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_NOW)
async def test_an_answer_that_is_none_may_be_asked_for_again(ask_at: AskAt, name: str) -> None:
    async with on_the_wire(NOT_NOW[name]) as wire:
        ask_at(wire.url)
        with pytest.raises(BankAway) as no:
            await new_intent()
    assert no.value.facts["why"]
    assert {asked.key for asked in wire.asked} == {"key-1"}


@pytest.mark.parametrize("call", CALLS)
async def test_no_call_waits_longer_than_its_time(ask_at: AskAt, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "TIMEOUT", 0.3)
    async with on_the_wire(never) as wire:
        ask_at(wire.url)
        async with asyncio.timeout(1.0):  # two tries and the rest between them would take longer
            with pytest.raises(BankAway):
                await CALLS[call]()


@pytest.mark.parametrize("call", CALLS)
async def test_nobody_there_is_not_a_no(ask_at: AskAt, call: str) -> None:
    ask_at("http://127.0.0.1:9")
    with pytest.raises(BankAway) as no:
        await CALLS[call]()
    assert no.value.facts["why"] == "APIConnectionError"


async def test_what_was_lost_on_the_way_is_asked_again_with_the_same_key(ask_at: AskAt) -> None:
    async with on_the_wire(refuses(500), says(intent())) as wire:
        ask_at(wire.url)
        assert (await new_intent()).id == "pi_1"
    assert [asked.key for asked in wire.asked] == ["key-1", "key-1"]


REFUSED: dict[str, tuple[Answer, str]] = {
    "400": (refuses(400, "parameter_missing"), "parameter_missing"),
    "400 without a code": (refuses(400), ""),
    "404": (refuses(404, "resource_missing"), "resource_missing"),
    "402": (refuses(402, "card_declined"), "card_declined"),
    "401": (refuses(401), "not_let_in"),
    "401 expired": (refuses(401, "api_key_expired"), "api_key_expired"),
    "403": (refuses(403), "not_let_in"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_no_is_a_no_and_says_why(ask_at: AskAt, name: str) -> None:
    answer, code = REFUSED[name]
    async with on_the_wire(answer) as wire:
        ask_at(wire.url)
        with pytest.raises(BankRefuses) as no:
            await new_refund()
    assert (no.value.facts["bank_code"], len(wire.asked)) == (code, 1)
    assert "No." not in no.value.facts["why"], "Stripe's own words may hold what no log should"


@pytest.mark.parametrize("status", ["succeeded", "processing", "canceled"])
async def test_what_cannot_be_canceled_any_more_is_read_instead(ask_at: AskAt, status: str) -> None:
    no = refuses(400, "payment_intent_unexpected_state")
    async with on_the_wire(no, says(intent(status=status))) as wire:
        ask_at(wire.url)
        assert (await stripe.cancel_intent("pi_1")).status == status
    assert [asked.way for asked in wire.asked] == [
        "POST /v1/payment_intents/pi_1/cancel", "GET /v1/payment_intents/pi_1"
    ]  # fmt: skip


async def test_any_other_no_to_a_cancel_is_a_no(ask_at: AskAt) -> None:
    async with on_the_wire(refuses(404, "resource_missing")) as wire:
        ask_at(wire.url)
        with pytest.raises(BankRefuses):
            await stripe.cancel_intent("pi_1")
    assert len(wire.asked) == 1


async def test_fifty_at_once_are_fifty_questions_and_one_client(ask_at: AskAt) -> None:
    async with on_the_wire(says(intent())) as wire:
        ask_at(wire.url)
        answers = await asyncio.gather(*[new_intent() for _ in range(50)])
    assert (len(answers), len(wire.asked)) == (50, 50)
