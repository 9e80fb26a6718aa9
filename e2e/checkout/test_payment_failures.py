"""Stripe is slow, processes a payment, loses responses or webhooks. No fan is charged twice."""

import re

from playwright.async_api import expect

from e2e.fake_stripe import FakeStripeClient
from e2e.fan import Fan
from e2e.payment_form import ASKS, GOOD, NO, THINKS, PaymentForm
from e2e.scenarios import Scenario
from tests.eventually import eventually

CREATE, CONFIRM = r"POST /v1/payment_intents$", "confirm$"


async def test_while_a_slow_bank_is_asked_the_button_runs_and_takes_no_second_press(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    await fake_stripe.set_failure_modes(latency_ms=3000, only=CONFIRM)
    await payment_form.pays()
    await expect(payment_form.button).to_have_attribute("aria-busy", "true")
    await payment_form.button.click()
    await expect(payment_form.button).to_have_attribute("aria-busy", "true")
    await payment_form.fan.has_tickets()
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_a_bank_that_thinks_is_waited_for_and_its_yes_brings_the_tickets(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    await payment_form.pays(THINKS)
    await expect(payment_form.title).to_have_text("One moment, Ana Silva")
    await expect(payment_form.page.locator("main")).to_contain_text("Your bank is still thinking.")
    await fake_stripe.settle(paid_performance, "succeeded")
    await payment_form.fan.has_tickets()


async def test_a_bank_that_thinks_and_says_no_lets_the_fan_pay_again(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    await payment_form.pays(THINKS)
    await expect(payment_form.page.locator("main")).to_contain_text("Your bank is still thinking.")
    await expect(payment_form.page.get_by_role("button", name="Give the seats back")).to_have_count(0)
    await fake_stripe.settle(paid_performance, "failed")
    await expect(payment_form.title).to_have_text("Not paid yet, Ana Silva")
    await payment_form.pays()
    await payment_form.fan.has_tickets()
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_an_answer_that_was_lost_is_said_and_another_press_pays_once(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    payment_form.fan.expects("503")
    await fake_stripe.set_failure_modes(drop_next=2, only=CREATE)  # also the client library's automatic retry
    await payment_form.pays()
    await expect(payment_form.notice).to_contain_text("The payment company does not answer.")
    await payment_form.still_shows(GOOD)
    await payment_form.button.click()
    await payment_form.fan.has_tickets()
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_a_yes_that_never_reached_the_page_brings_the_tickets_all_the_same(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient
) -> None:
    payment_form.fan.expects("ERR_EMPTY_RESPONSE", "400")  # a browser may repeat a request by itself
    await fake_stripe.set_failure_modes(drop_next=1, only=CONFIRM, webhooks="lost")
    await payment_form.pays()
    await payment_form.fan.has_tickets()
    assert await fake_stripe.statuses(paid_performance) == ["succeeded"]


async def test_without_the_banks_letter_the_page_brings_the_tickets(
    payment_form: PaymentForm, fake_stripe: FakeStripeClient
) -> None:
    await fake_stripe.set_failure_modes(webhooks="lost")
    await payment_form.pays()
    await payment_form.fan.has_tickets()


async def test_without_letter_and_without_browser_the_house_finds_out_by_itself(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    await fake_stripe.set_failure_modes(webhooks="lost")
    await payment_form.page.route("**/checks", lambda _: payment_form.page.close())  # at the moment the bank approves
    await payment_form.pays()
    await eventually(payment_form.page.is_closed)
    assert await scenario.orders(paid_performance) == ["pending"]
    await scenario.reconcile_now(paid_performance)
    tab = await payment_form.fan.another_tab()
    await tab.goto(await scenario.order_page(paid_performance))
    await expect(tab.get_by_role("heading", level=1)).to_have_text("You're going, Ana Silva")


async def test_letters_that_come_twice_and_in_any_order_change_nothing(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    payment_form.fan.expects("402")
    await fake_stripe.set_failure_modes(webhook_doubles=True, webhook_reorder=True)
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_be_visible()
    await payment_form.pays()
    await payment_form.fan.has_tickets()
    await expect(payment_form.page.get_by_role("article")).to_have_count(1)
    await eventually(lambda: webhooks_are_delivered(fake_stripe))
    assert await scenario.orders(paid_performance) == ["paid"]
    await payment_form.fan.server.mailbox.arrives(payment_form.page.url, "Your tickets")
    assert len(payment_form.fan.server.mailbox.about(payment_form.page.url)) == 1


async def webhooks_are_delivered(fake_stripe: FakeStripeClient) -> bool:
    """Tell whether every webhook was delivered."""
    return (await fake_stripe.client.get("webhooks")).json() == {"held": 0, "busy": 0}


async def test_letters_that_come_late_and_backwards_find_it_all_done(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    payment_form.fan.expects("402")
    await fake_stripe.set_failure_modes(webhooks="held")
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_be_visible()
    await payment_form.pays()
    await payment_form.fan.has_tickets()
    await fake_stripe.release_webhooks(backwards=True)
    unhandled = "SELECT count(*) FROM inbox WHERE handled_at IS NULL AND about = $1"
    intent = (await fake_stripe.intents(paid_performance))[0]["id"]
    await eventually(lambda: all_handled(scenario, unhandled, intent))
    assert await scenario.orders(paid_performance) == ["paid"]
    assert await scenario.fetch_value("SELECT count(*) FROM ticket WHERE performance_id = $1", paid_performance) == 1


async def all_handled(scenario: Scenario, question: str, intent: str) -> bool:
    """Tell whether no webhook about this intent waits in the inbox."""
    return await scenario.fetch_value(question, intent) == 0


async def test_time_that_ends_while_the_bank_asks_ends_the_order_uncharged_and_the_seats_can_be_had_again(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    payment_form.fan.expects("400", "404")  # the bank's challenge has been cancelled
    await payment_form.pays(ASKS)
    await expect(payment_form.question.get_by_role("button", name="Complete")).to_be_enabled()
    await scenario.end_payment_time(paid_performance)
    await eventually(lambda: is_canceled(fake_stripe, paid_performance))
    await payment_form.answers("Complete")
    await expect(payment_form.title).to_have_text("This order has ended")
    await expect(payment_form.page.locator("main")).to_contain_text("It was not paid, and nothing was charged.")
    await payment_form.page.get_by_role("button", name="Take them again").click()
    await expect(payment_form.fan.lines).to_have_count(1)
    assert await scenario.orders(paid_performance) == ["expired"]


async def is_canceled(fake_stripe: FakeStripeClient, performance: int) -> bool:
    """Tell whether the performance's one intent is canceled."""
    return await fake_stripe.statuses(performance) == ["canceled"]


async def test_time_that_ends_before_another_try_is_said_and_nothing_is_charged(
    payment_form: PaymentForm, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    payment_form.fan.expects("402")
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_be_visible()
    await scenario.end_payment_time(paid_performance)
    await eventually(lambda: is_canceled(fake_stripe, paid_performance))
    await payment_form.pays()
    await expect(payment_form.title).to_have_text("This order has ended")
    assert await fake_stripe.statuses(paid_performance) == ["canceled"]


async def test_seats_that_are_given_back_are_open_for_everybody_at_once(
    payment_form: PaymentForm, ben: Fan, paid_performance: int, fake_stripe: FakeStripeClient, scenario: Scenario
) -> None:
    payment_form.fan.expects("402", "409", "410")
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_be_visible()
    seat = await scenario.fetch_value(
        "SELECT idx FROM seat WHERE performance_id = $1 AND order_id IS NOT NULL", paid_performance
    )
    await payment_form.page.goto(await scenario.order_page(paid_performance))
    await ben.opens_map(paid_performance)
    seat_element = ben.page.locator(f'.plan .seat[data-i="{seat}"]')
    await expect(seat_element).to_have_class(re.compile(r"\bheld\b"))
    await payment_form.page.get_by_role("button", name="Give the seats back").click()
    await expect(payment_form.title).to_have_text("This order has ended")
    await expect(seat_element).to_have_class(re.compile(r"\bopen\b"))
    assert await fake_stripe.statuses(paid_performance) == ["canceled"]
