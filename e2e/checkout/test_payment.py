"""Paying as usual: the card, the bank's challenge, a decline and another try."""

import re

import pytest
from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.fake_stripe import FakeStripeClient
from e2e.fan import Fan
from e2e.payment_form import ASKS, ASKS_TOO, GOOD, NO, TOO_LITTLE, PaymentForm
from e2e.scenarios import Scenario
from tests.eventually import eventually


async def test_a_declined_card_loses_nothing_and_the_next_one_pays_the_same_order(
    ana: Fan, payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    ana.expects("402")
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_contain_text("Your bank declined the card. Nothing was charged.")
    await expect(payment_form.notice).to_contain_text("everything you typed is still here")
    await payment_form.still_shows(NO)
    await payment_form.pays(TOO_LITTLE)
    await expect(payment_form.notice).to_contain_text("not enough money on this card. Nothing was charged.")
    await payment_form.pays(GOOD)
    await ana.has_tickets()
    assert await scenario.orders(paid_performance) == ["paid"]
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_a_card_that_is_not_complete_is_said_beside_it_and_nothing_is_ordered(
    payment_form: PaymentForm, paid_performance: int, scenario: Scenario
) -> None:
    await payment_form.card.get_by_label("Card number").fill("4242 4242")
    await payment_form.button.click()
    await expect(payment_form.notice).to_contain_text("The card is not complete yet. Nothing was ordered.")
    await expect(payment_form.card.get_by_label("Card number")).to_be_focused()
    assert await scenario.orders(paid_performance) == []


async def test_a_press_counts_though_an_error_moves_the_button_meanwhile(payment_form: PaymentForm) -> None:
    await payment_form.card.get_by_label("Card number").fill("4242 4242")
    before = await payment_form.button.bounding_box()
    assert before is not None
    await payment_form.page.mouse.move(before["x"] + 9, before["y"] + 3)
    await payment_form.page.mouse.down()
    await expect(payment_form.card.get_by_text("The number is incomplete.")).to_be_visible()
    top = before["y"]

    async def has_moved() -> bool:
        box = await payment_form.button.bounding_box()
        return box is not None and box["y"] > top + 3

    await eventually(has_moved)  # wait_for_function would evaluate a text, which the page's security policy forbids
    await payment_form.page.mouse.up()
    await expect(payment_form.notice).to_contain_text("The card is not complete yet. Nothing was ordered.")


async def test_a_press_on_pay_is_taken_back_by_leaving_the_button(
    payment_form: PaymentForm, paid_performance: int, scenario: Scenario
) -> None:
    await payment_form.types(GOOD)
    box = await payment_form.button.bounding_box()
    assert box is not None
    mouse = payment_form.page.mouse
    await mouse.move(box["x"] + 9, box["y"] + 9)
    await mouse.down()
    await mouse.move(box["x"] + 9, box["y"] - 90)
    await mouse.up()
    await expect(payment_form.button).not_to_have_attribute("aria-busy", "true")
    await expect(payment_form.title).to_have_text("Check out")
    assert await scenario.orders(paid_performance) == []
    await payment_form.button.click()
    await payment_form.fan.has_tickets()


async def test_a_contact_that_is_not_right_is_said_at_the_field_and_the_card_stays(
    ana: Fan, payment_form: PaymentForm, paid_performance: int, scenario: Scenario
) -> None:
    ana.expects("422")
    await payment_form.page.get_by_label("E-mail").fill("ana at example")
    await payment_form.pays()
    await expect(payment_form.page.get_by_label("E-mail")).to_be_focused()
    await expect(payment_form.page.get_by_label("E-mail")).to_have_accessible_description(re.compile("e-mail"))
    assert await scenario.orders(paid_performance) == []
    await payment_form.fills_contact()
    await payment_form.button.click()
    await ana.has_tickets()


@pytest.mark.parametrize("card", [ASKS, ASKS_TOO])
async def test_the_bank_asks_first_is_told_no_and_then_yes(
    ana: Fan, payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient, card: str
) -> None:
    await payment_form.pays(card)
    await payment_form.answers("Fail")
    await expect(payment_form.notice).to_contain_text(
        "Your bank could not make sure that it is you. Nothing was charged."
    )
    await payment_form.still_shows(card)
    await payment_form.button.click()
    await payment_form.answers("Complete")
    await ana.has_tickets()
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_after_a_no_a_reload_leads_to_the_order_which_can_be_paid_there(
    ana: Fan, payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    ana.expects("402", "409", "410")
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_be_visible()
    await ana.page.reload()
    await ana.page.get_by_role("link", name="Show your order").click()
    await expect(payment_form.title).to_have_text("Not paid yet, Ana Silva")
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_contain_text("Your bank declined the card.")
    await payment_form.pays()
    await ana.has_tickets()
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_back_after_paying_leads_to_the_order_and_never_to_a_second_payment(
    ana: Fan, payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    ana.expects("409", "410")
    await payment_form.pays()
    await ana.has_tickets()
    order = ana.page.url
    await ana.page.go_back()
    await expect(payment_form.button).to_have_count(0)
    await ana.page.get_by_role("link", name="Show your order").click()
    await expect(ana.page).to_have_url(order)
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_two_tabs_and_two_presses_make_one_order_and_one_charge(
    ana: Fan, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    ana.expects("400", "409")  # the second tab may come after the payment, or after the order took the seats
    first = PaymentForm(ana)
    await first.comes(paid_performance)
    second = PaymentForm(ana, await ana.another_tab())
    await second.page.goto(ana.page.url)
    for payment_form in (first, second):
        await payment_form.fills_contact()
        await payment_form.types(GOOD)
    await first.button.dblclick()
    await second.button.dblclick()
    await ana.has_tickets()
    await expect(second.title).to_have_text("You're going, Ana Silva")
    assert await scenario.orders(paid_performance) == ["paid"]
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_a_price_that_was_altered_in_the_form_is_refused_in_words(
    ana: Fan, payment_form: PaymentForm, paid_performance: int, scenario: Scenario
) -> None:
    ana.expects("409")
    await ana.page.locator("[name=total]").evaluate("(total) => total.value = '100'")
    await payment_form.pays()
    await expect(payment_form.notice).to_contain_text("The price is another one now.")
    assert await scenario.orders(paid_performance) == []
    await payment_form.notice.get_by_role("link", name="Load the page again").click()
    await payment_form.buys()


async def test_a_stranger_who_guesses_a_link_finds_nothing(ana: Fan, new_fan: NewFan, paid_performance: int) -> None:
    carl, payment_form = await new_fan("Carl"), PaymentForm(ana)
    carl.expects("404")
    await payment_form.comes(paid_performance)
    await payment_form.buys()
    guessed = ana.page.url[:-1] + ("x" if ana.page.url[-1] != "x" else "y")
    for more in ("", "/tickets.pdf", "/calendar.ics"):
        await carl.opens(guessed + more)
        await expect(carl.page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")


async def test_only_a_page_that_takes_a_card_lets_the_bank_in(ana: Fan, paid_performance: int) -> None:
    fake_stripe = ana.server.environment["STRIPE_API_URL"]
    policies = []
    for path in ("/", f"/performances/{paid_performance}", f"/performances/{paid_performance}/list"):
        answer = await ana.page.goto(ana.server.site + path)
        assert answer is not None
        policies.append(answer.headers["content-security-policy"])
    assert [fake_stripe in policy for policy in policies] == [False] * 3
    await PaymentForm(ana).comes(paid_performance)
    answer = await ana.page.reload()
    assert answer is not None
    assert fake_stripe in answer.headers["content-security-policy"]
