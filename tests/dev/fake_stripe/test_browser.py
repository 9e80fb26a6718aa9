"""The stand-in's Stripe.js in a real browser, under the policy of the real checkout."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from e2e.axe import ALL, findings
from e2e.browser import NoBrowser, open_browser
from tests.dev.fake_stripe.clients import StripeClients
from tests.dev.fake_stripe.fan import ShopVisitor
from tests.dev.fake_stripe.shop import Shop

pytestmark = pytest.mark.slow

expect.set_options(timeout=10_000)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Start one browser for all tests of this file."""
    try:
        async with open_browser() as browser:
            yield browser
    except NoBrowser as missing:
        pytest.skip(str(missing))


@pytest_asyncio.fixture(loop_scope="session")
async def fan(chromium: Browser, origin: str, clients: StripeClients) -> AsyncIterator[ShopVisitor]:
    """Yield Ana, at the shop."""
    async with Shop(origin) as shop:
        ana = ShopVisitor(chromium, shop, clients)
        yield ana
        await ana.page.context.close()
    assert ana.unexpected == []


async def statuses(clients: StripeClients) -> list[str]:
    """List the statuses of the payments, newest first."""
    return [each["status"] for each in await clients.control("GET", "/standin/intents")]


async def test_a_card_pays(fan: ShopVisitor, clients: StripeClients) -> None:
    page = await fan.arrive()
    await fan.pays("4242424242424242")
    await fan.reads("yes: succeeded")
    assert await statuses(clients) == ["succeeded"]
    assert await page.evaluate("window.heard.map(([word]) => word).includes('ready')")
    assert "4242" not in await page.evaluate("JSON.stringify(window.heard) + JSON.stringify(window.last)")


async def test_a_declined_card_is_mended_on_the_same_fields(fan: ShopVisitor, clients: StripeClients) -> None:
    page = await fan.arrive()
    await fan.pays("4000000000009995")
    await fan.reads("no: card_declined")
    error = await page.evaluate("window.last.error")
    assert (error["decline_code"], error["payment_intent"]["status"]) == (
        "insufficient_funds",
        "requires_payment_method",
    )
    await fan.pays("4242424242424242")
    await fan.reads("yes: succeeded")
    assert await statuses(clients) == ["succeeded"]


@pytest.mark.parametrize(
    ("button", "words", "after"),
    [
        ("Complete", "yes: succeeded", "succeeded"),
        ("Fail", "no: payment_intent_authentication_failure", "requires_payment_method"),
    ],
)
async def test_the_bank_asks_in_a_dialog(
    fan: ShopVisitor, clients: StripeClients, button: str, words: str, after: str
) -> None:
    page = await fan.arrive()
    await fan.pays("4000002500003155")
    dialog = page.get_by_role("dialog", name="Your bank asks whether this is you")
    bank = dialog.frame_locator("iframe")
    await expect(bank.get_by_text("€84.00")).to_be_visible()
    await bank.get_by_role("button", name=button).click()
    await fan.reads(words)
    await expect(dialog).to_have_count(0)
    assert await statuses(clients) == [after]


async def test_a_keyboard_is_enough(fan: ShopVisitor, clients: StripeClients) -> None:
    page = await fan.arrive()
    await page.locator("#name").focus()
    for word in ("4000002500003155", "1244", "123"):
        await page.keyboard.press("Tab")
        await page.keyboard.type(word)
    assert await fan.focused() == "cvc"
    await expect(fan.card.get_by_label("Card number")).to_have_value("4000 0025 0000 3155")
    await expect(fan.card.get_by_label("Expires")).to_have_value("12 / 44")
    await page.keyboard.press("Enter")
    await expect(page.frame_locator("dialog iframe").get_by_role("button", name="Complete")).to_be_focused()
    await page.keyboard.press("Escape")
    await fan.reads("no: payment_intent_authentication_failure")
    assert await statuses(clients) == ["requires_payment_method"]


async def test_what_is_missing_is_said_and_focused(fan: ShopVisitor, clients: StripeClients) -> None:
    page = await fan.arrive()
    await page.get_by_role("button", name="Pay").click()
    await fan.reads("wrong: incomplete_number")
    number = fan.card.get_by_label("Card number")
    await expect(number).to_be_focused()
    await expect(number).to_have_accessible_description("The number is incomplete.")
    await fan.pays("4242424242424241")
    await fan.reads("wrong: invalid_number")
    assert await statuses(clients) == ["requires_payment_method"]


async def test_the_frame_is_never_scrolled(fan: ShopVisitor) -> None:
    page = await fan.arrive()
    await fan.card.get_by_text("Test cards").click()
    last = fan.card.get_by_text("Any later date and any three digits will do.")
    await expect(last).to_be_visible()
    tall = "() => document.querySelector('#card iframe').clientHeight > 500"
    await page.wait_for_function(tall)
    frame = page.frames[1]
    assert await frame.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    await fan.card.get_by_role("button", name="Declined").click()
    await expect(fan.card.get_by_label("Card number")).to_have_value("4000 0000 0000 0002")


async def test_a_bank_in_a_window_of_its_own_sends_the_fan_back(fan: ShopVisitor, clients: StripeClients) -> None:
    page = await fan.arrive()
    back = {"payment_method": "pm_card_authenticationRequired", "return_url": f"{fan.shop.url}done"}
    asked = await clients.client.v1.payment_intents.confirm_async(fan.shop.secret.split("_secret_")[0], back)
    await page.goto(asked.next_action.redirect_to_url.url)
    await page.get_by_role("button", name="Complete").click()
    await page.wait_for_url("**/done?payment_intent=pi_*&redirect_status=succeeded")
    assert await statuses(clients) == ["succeeded"]


async def test_the_page_hears_what_is_typed_without_hearing_the_card(fan: ShopVisitor) -> None:
    page = await fan.arrive()
    await fan.types("4242424242424242")
    last = "window.heard.filter(([word]) => word === 'change').at(-1)[1]"
    heard = await page.evaluate(last)
    assert heard == {
        "elementType": "payment",
        "complete": True,
        "empty": False,
        "collapsed": False,
        "value": {"type": "card"},
    }
    await page.evaluate("element.clear()")
    await page.wait_for_function(f"() => {last}.empty")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_grave_in_the_fields_and_at_the_bank(fan: ShopVisitor, scheme: str) -> None:
    page = await fan.arrive(color_scheme=scheme)
    await page.get_by_role("button", name="Pay").click()
    await fan.reads("wrong: incomplete_number")
    await fan.card.get_by_text("Test cards").click()
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    await page.frames[1].evaluate(
        "(ground) => (document.body.style.background = ground)", ground
    )  # the colour behind the frame
    assert await findings(page.frames[1], ALL) == []
    await fan.pays("4000002500003155")
    await expect(page.frame_locator("dialog iframe").get_by_role("button", name="Complete")).to_be_focused()
    assert await findings(page.frames[2], ALL) == []


async def test_an_amount_that_is_not_the_intents_is_refused(fan: ShopVisitor, clients: StripeClients) -> None:
    await fan.arrive("?amount=100")
    await fan.pays("4242424242424242")
    await fan.reads("no: invalid_request_error")
    assert await statuses(clients) == ["requires_payment_method"]


async def test_always_redirecting_leaves_for_the_return_address(fan: ShopVisitor) -> None:
    page = await fan.arrive("?redirect=always")
    await fan.pays("4242424242424242")
    await page.wait_for_url("**/done?payment_intent=pi_*&redirect_status=succeeded")
    assert fan.shop.secret in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_frame_wears_what_the_page_asks_for(fan: ShopVisitor, scheme: str) -> None:
    page = await fan.arrive(color_scheme=scheme)
    ground = "getComputedStyle(document.getElementById('number')).backgroundColor"
    assert await page.frames[1].evaluate(ground) == ("rgb(38, 34, 30)" if scheme == "dark" else "rgb(255, 255, 255)")
    frame = "getComputedStyle(document.querySelector('#card iframe')).colorScheme"
    await page.wait_for_function(f"() => {frame} === '{scheme}'")
    assert await page.frames[1].evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme
