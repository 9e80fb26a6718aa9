"""Checkout of a priced basket up to its payment, as the browser's script and as a JSON client."""

from collections.abc import Callable
from datetime import datetime

import httpx
import pytest

from db import pool
from tests.checkout.scenarios import TWO_SEATS
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.world import World

Visit = Callable[[], Fan]
ANA = {"name": "Ana Ferreira", "email": "ana@example.org"}


@pytest.fixture
def without_bank(change_settings: Callable[..., None]) -> None:
    """Configure the application without a payment provider."""
    change_settings(STRIPE_SECRET_KEY="", STRIPE_PUBLISHABLE_KEY="")


@pytest.fixture
def standing_in(change_settings: Callable[..., None]) -> None:
    """Configure the application with the script of the fake Stripe."""
    change_settings(STRIPE_JS_URL="http://127.0.0.1:8002/endive/stripe.js")


async def at_the_till(fan: Fan, world: World) -> httpx.Response:
    """Hold seats 17 and 18 of Opening Night and open checkout."""
    await fan.hold(world.opening, [17, 18], world.plan)
    return await fan.read(f"/performances/{world.opening}/checkout")


async def orders(fan: Fan, world: World, **changes: str) -> httpx.Response:
    """Send the form as the page's script does."""
    form = {**ANA, "total": str(TWO_SEATS), **changes}
    return await fan.send(f"/performances/{world.opening}/orders", form, **JSON)


async def at_the_bank(provider: FakeProvider, fan: Fan, world: World) -> str:
    """Order and open the payment; return the intent's id."""
    await at_the_till(fan, world)
    await orders(fan, world)
    return next(iter(provider.intents))


async def test_the_answer_says_where_the_order_is_how_to_pay_it_and_until_when(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    fan = visit()
    await at_the_till(fan, world)
    answer = await orders(fan, world)
    body = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert set(body) == {"state", "page", "secret", "pay_by"}
    assert (body["state"], body["secret"]) == ("pending", "pi_1_secret")
    assert datetime.fromisoformat(body["pay_by"]) == await pool.fetch_value('SELECT pay_by FROM "order"')
    assert (await fan.read(body["page"])).status_code == 200


async def test_sent_again_it_is_the_same_order_and_the_same_payment(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    fan = visit()
    await at_the_till(fan, world)
    answers = [(await orders(fan, world)).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(provider.intents) == 1


async def test_after_a_no_the_same_secret_is_given_again(world: World, visit: Visit, provider: FakeProvider) -> None:
    fan = visit()
    intent = await at_the_bank(provider, fan, world)
    provider.set_status(intent, "requires_payment_method")
    assert (await orders(fan, world)).json()["secret"] == f"{intent}_secret"


async def test_what_is_paid_already_leads_to_its_page(world: World, visit: Visit, provider: FakeProvider) -> None:
    fan = visit()
    provider.pay(await at_the_bank(provider, fan, world))
    heard = await orders(fan, world)  # this request settles the order
    assert (heard.status_code, heard.json()["error"]) == (409, "nothing_to_pay")
    again = await orders(fan, world)
    assert (again.status_code, again.json()["state"]) == (201, "paid")
    assert again.json()["page"] == heard.json()["page"]


async def test_while_the_bank_thinks_there_is_a_page_and_no_secret(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    fan = visit()
    provider.set_status(await at_the_bank(provider, fan, world), "processing")
    answer = await orders(fan, world)
    assert (answer.status_code, answer.json()["error"]) == (409, "still_thinking")
    assert (await fan.read(answer.json()["page"])).status_code == 200
    assert "secret" not in answer.json()


@pytest.mark.parametrize("lost", ["create_intent", "lost create_intent"])
async def test_a_bank_that_does_not_answer_keeps_the_order_and_another_try_pays_once(
    world: World, visit: Visit, provider: FakeProvider, lost: str
) -> None:
    fan = visit()
    await at_the_till(fan, world)
    provider.failing_calls = [lost]
    answer = await orders(fan, world)
    assert (answer.status_code, answer.json()["error"]) == (503, "bank_away")
    assert answer.headers["retry-after"]
    assert (await orders(fan, world)).status_code == 201
    assert len(provider.intents) == 1


async def test_without_script_the_form_leads_to_the_order_and_the_bank_is_not_asked(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    fan = visit()
    await at_the_till(fan, world)
    sent = await fan.send(f"/performances/{world.opening}/orders", ANA)
    assert sent.status_code == 303
    page = await fan.read(sent.headers["location"])
    assert "Not paid yet, Ana" in page.text
    assert "Paying by card needs script." in page.text
    assert provider.intents == {}


async def test_a_wrong_contact_is_told_by_field_and_nothing_is_ordered(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    fan = visit()
    await at_the_till(fan, world)
    answer = await orders(fan, world, email="ana@nowhere", name=" ")
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"email", "name"})
    assert await pool.fetch_value('SELECT count(*) FROM "order"') == 0
    assert provider.intents == {}


async def test_without_script_a_wrong_contact_draws_the_form_with_the_card_and_all_that_was_typed(
    world: World, visit: Visit
) -> None:
    fan = visit()
    await at_the_till(fan, world)
    page = await fan.send(f"/performances/{world.opening}/orders", {**ANA, "email": "ana@nowhere"})
    assert page.status_code == 422
    assert 'value="ana@nowhere"' in page.text
    assert 'value="Ana Ferreira"' in page.text
    assert f'data-amount="{TWO_SEATS}"' in page.text
    assert "frame-src" in page.headers["content-security-policy"]


async def test_another_total_than_the_real_one_is_refused_and_the_real_one_told(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    fan = visit()
    await at_the_till(fan, world)
    answer = await orders(fan, world, total=str(TWO_SEATS - 1))
    assert (answer.status_code, answer.json()["error"]) == (409, "price_changed")
    assert answer.json()["total"] == TWO_SEATS
    assert await pool.fetch_value('SELECT count(*) FROM "order"') == 0


@pytest.mark.parametrize("total", ["-1", "letters", "1e3", "13750.0", "٣", "1" + "0" * 30, " 7 7"])
async def test_a_total_that_is_no_sum_is_refused_and_the_form_stays(world: World, visit: Visit, total: str) -> None:
    fan = visit()
    await at_the_till(fan, world)
    page = await fan.send(f"/performances/{world.opening}/orders", {**ANA, "total": total})
    assert page.status_code == 400
    assert "One of the values is not a number" in page.text
    assert await pool.fetch_value('SELECT count(*) FROM "order"') == 0


def policy(answer: httpx.Response) -> list[str]:
    """Return the content security policy, one item for each directive."""
    return answer.headers["content-security-policy"].split("; ")


async def test_a_page_that_takes_a_card_lets_the_stand_in_do_what_it_must(
    standing_in: None, world: World, visit: Visit
) -> None:
    page = await at_the_till(visit(), world)
    provider = "http://127.0.0.1:8002"
    assert policy(page) == [
        "default-src 'self'",
        "style-src 'self'",
        f"connect-src 'self' ws://127.0.0.1:8001 {provider}",
        f"script-src 'self' {provider}",
        f"frame-src 'self' {provider}",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    assert page.headers["cross-origin-opener-policy"] == "same-origin-allow-popups"
    assert page.headers["permissions-policy"].endswith(f'payment=(self "{provider}")')


async def test_a_page_that_takes_a_card_lets_stripe_do_what_its_guide_names(world: World, visit: Visit) -> None:
    page = await at_the_till(visit(), world)
    js = "https://js.stripe.com https://*.js.stripe.com"
    assert f"script-src 'self' {js}" in policy(page)
    assert f"frame-src 'self' {js} https://hooks.stripe.com" in policy(page)
    assert "connect-src 'self' ws://127.0.0.1:8001 https://api.stripe.com" in policy(page)
    assert page.headers["permissions-policy"].endswith('payment=(self "https://js.stripe.com")')
    assert 'data-script="https://js.stripe.com/endive/stripe.js"' in page.text


async def test_the_script_is_told_the_sum_as_the_payment_company_counts_it(
    world: World, visit: Visit, provider: FakeProvider, standing_in: None
) -> None:
    await pool.execute("UPDATE performance SET currency = 'ISK' WHERE id = $1", world.opening)
    page = await at_the_till(visit(), world)
    assert f'data-amount="{TWO_SEATS * 100}" data-currency="isk"' in page.text


async def test_no_other_page_lets_the_payment_company_in(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(world.preview, [17], world.plan)
    for path in ("/", *(f"/performances/{world.preview}{more}" for more in ("", "/list", "/checkout"))):
        page = await fan.read(path)
        assert "stripe" not in page.headers["content-security-policy"], path
        assert page.headers["cross-origin-opener-policy"] == "same-origin"
        assert page.headers["permissions-policy"].endswith("payment=(self)")


async def test_without_a_payment_company_paid_tickets_are_not_on_sale_yet_and_the_page_says_so(
    without_bank: None, world: World, visit: Visit
) -> None:
    fan = visit()
    page = await at_the_till(fan, world)
    assert "Tickets that cost money go on sale when payment opens." in page.text
    assert 'id="pay"' not in page.text
    sent = await fan.send(f"/performances/{world.opening}/orders", ANA)
    assert sent.status_code == 409
    assert "when payment opens" in sent.text
    assert "ana@example.org" in sent.text
    assert await pool.fetch_value('SELECT count(*) FROM "order"') == 0
