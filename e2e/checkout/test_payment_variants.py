"""Paying by keyboard, on a phone, without script, and where the payment provider cannot be reached."""

import re

from playwright.async_api import expect

from e2e.conftest import PHONE, NewFan
from e2e.fake_stripe import FakeStripeClient
from e2e.fan import Fan
from e2e.keyboard import Keys
from e2e.payment_form import ASKS, NO, THINKS, PaymentForm
from e2e.scenarios import Scenario
from e2e.seating.test_phone import WIDER
from e2e.test_without_script import arrives

COLOUR = "(field) => getComputedStyle(field).backgroundColor"


async def test_by_keys_alone_a_fan_pays_and_answers_the_bank(ana: Fan, paid_performance: int) -> None:
    keys, payment_form = Keys(ana.page), PaymentForm(ana)
    await payment_form.comes(paid_performance)
    await expect(
        payment_form.card.get_by_label("Card number")
    ).to_be_editable()  # while a frame loads, Tab does not reach its fields
    await keys.reaches("input", "E-mail")
    await keys.types("ana@example.org")
    await keys.press("Tab")
    await keys.types("Ana Silva")
    await keys.reaches_frame("Secure payment input frame")
    fields = ("Card number", ASKS, "Tab"), ("Expires", "1240", "Tab"), ("Security code", "123", "Enter")
    for label, typed, leaves in fields:
        field = payment_form.card.get_by_label(label)
        await expect(field).to_be_focused()  # a frame gets the focus with a delay
        await keys.types(typed)
        await expect(field).to_have_value(re.compile(r"\D*".join(typed)))  # the field inserts spaces
        await keys.press(leaves)
    await expect(payment_form.question.get_by_role("button", name="Complete")).to_be_focused()
    await keys.press("Escape")
    await expect(payment_form.notice).to_contain_text("Your bank could not make sure that it is you.")
    await keys.reaches("button", "Pay")
    await keys.press("Enter")
    await expect(payment_form.question.get_by_role("button", name="Complete")).to_be_focused()
    await keys.press("Enter")
    await ana.has_tickets()


async def test_on_a_phone_a_thumb_pays(new_fan: NewFan, paid_performance: int) -> None:
    ana = await new_fan("Ana", viewport=PHONE, has_touch=True, is_mobile=True)
    ana.expects("402")
    payment_form = PaymentForm(ana)
    await payment_form.comes(paid_performance, 2)
    await payment_form.fills_contact()
    await payment_form.types(NO)
    await payment_form.button.tap()
    await expect(payment_form.notice).to_be_in_viewport()
    assert await ana.page.evaluate(WIDER) <= 0
    await payment_form.types(ASKS)
    await payment_form.button.tap()
    await payment_form.question.get_by_role("button", name="Complete").tap()
    await ana.has_tickets()
    await expect(ana.page.get_by_role("article").first).to_be_in_viewport()
    assert await ana.page.evaluate(WIDER) <= 0


async def test_tickets_that_come_later_are_what_a_phone_shows(
    new_fan: NewFan, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    ana = await new_fan("Ana", viewport=PHONE, has_touch=True, is_mobile=True)
    payment_form = PaymentForm(ana)
    await payment_form.comes(paid_performance, 2)
    await payment_form.fills_contact()
    await payment_form.pays(THINKS)
    await expect(payment_form.title).to_have_text("One moment, Ana Silva")
    await fake_stripe.settle(paid_performance, "succeeded")
    await ana.has_tickets()
    await expect(ana.page.get_by_role("article").first).to_be_in_viewport()


async def test_without_script_a_paid_basket_becomes_an_order_that_says_what_paying_needs(
    new_fan: NewFan, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    ana = await arrives(new_fan, "Ana")
    payment_form = PaymentForm(ana)
    await payment_form.comes(paid_performance)
    await expect(ana.page.locator("#card .notice")).to_contain_text("Paying by card needs script.")
    await payment_form.fills_contact()
    await payment_form.button.click()
    await expect(payment_form.title).to_have_text("Not paid yet, Ana Silva")
    await expect(ana.page.locator("#card .notice")).to_contain_text("Paying by card needs script.")
    assert await fake_stripe.statuses(paid_performance) == []
    await ana.page.get_by_role("button", name="Give the seats back").click()
    await expect(payment_form.title).to_have_text("This order has ended")
    assert await scenario.orders(paid_performance) == ["expired"]


async def test_where_the_payment_company_cannot_be_reached_the_page_says_so_and_offers_a_way_on(
    ana: Fan, paid_performance: int
) -> None:
    ana.expects("ERR_FAILED")
    payment_form = PaymentForm(ana)
    await ana.page.route("**/stripe.js", lambda route: route.abort())
    await payment_form.comes(paid_performance)
    await expect(payment_form.notice).to_contain_text("The card fields could not be loaded.")
    await expect(payment_form.button).to_be_hidden()
    await payment_form.fills_contact()
    await ana.page.unroute("**/stripe.js")
    await payment_form.notice.get_by_role("button", name="Try again").click()
    await payment_form.pays()
    await ana.has_tickets()


async def test_the_card_fields_follow_the_house_lights(ana: Fan, paid_performance: int) -> None:
    payment_form = PaymentForm(ana)
    await payment_form.comes(paid_performance)
    number = payment_form.card.get_by_label("Card number")
    await number.fill("4242")
    before = await number.evaluate(COLOUR)
    await ana.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await expect(number).not_to_have_css("background-color", before)
    await expect(number).to_have_value("4242")


async def test_a_house_that_does_not_answer_is_said_and_a_second_press_pays(
    ana: Fan, payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    ana.expects("ERR_FAILED")
    await ana.page.route("**/orders", lambda route: route.abort(), times=1)
    await payment_form.pays()
    await expect(payment_form.notice).to_contain_text("No answer just now.")
    await payment_form.button.click()
    await ana.has_tickets()
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_a_payment_on_the_orders_page_is_seen_in_another_tab_by_itself(
    ana: Fan, payment_form: PaymentForm, paid_performance: int
) -> None:
    ana.expects("402")
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_be_visible()
    other = PaymentForm(ana, await ana.another_tab())
    await other.page.clock.install()
    await other.page.goto(await Scenario(ana.server).order_page(paid_performance))
    await expect(other.title).to_have_text("Not paid yet, Ana Silva")
    await payment_form.pays()
    await ana.has_tickets()
    await other.page.clock.fast_forward("00:06")  # the page asks every five seconds
    await expect(other.title).to_have_text("You're going, Ana Silva")
