"""The bank is slow, thinks, loses its answers or its letters, or is never heard of again. Nobody is charged twice."""

import re

import pytest
from playwright.async_api import expect

from e2e.fake_stripe import Bank
from e2e.fan import Fan
from e2e.payment_form import ASKS, GOOD, NO, THINKS, Till
from e2e.scenarios import Stage
from tests.eventually import eventually

CREATE, CONFIRM = r"POST /v1/payment_intents$", "confirm$"


@pytest.fixture
async def till(ana: Fan, paid_show: int) -> Till:
    """Ana at the form, her name and address typed."""
    till = Till(ana)
    await till.comes(paid_show)
    await till.says_who()
    return till


async def test_while_a_slow_bank_is_asked_the_button_runs_and_takes_no_second_press(
    till: Till, paid_show: int, bank: Bank
) -> None:
    await bank.behaves(latency_ms=3000, only=CONFIRM)
    await till.pays()
    await expect(till.button).to_have_attribute("aria-busy", "true")
    await till.button.click()
    await expect(till.button).to_have_attribute("aria-busy", "true")
    await till.fan.has_tickets()
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_a_bank_that_thinks_is_waited_for_and_its_yes_brings_the_tickets(
    till: Till, paid_show: int, bank: Bank
) -> None:
    await till.pays(THINKS)
    await expect(till.title).to_have_text("One moment, Ana")
    await expect(till.page.locator("main")).to_contain_text("Your bank is still thinking.")
    await bank.settles(paid_show, "succeeded")
    await till.fan.has_tickets()


async def test_a_bank_that_thinks_and_says_no_lets_the_fan_pay_again(till: Till, paid_show: int, bank: Bank) -> None:
    await till.pays(THINKS)
    await expect(till.page.locator("main")).to_contain_text("Your bank is still thinking.")
    await expect(till.page.get_by_role("button", name="Give the seats back")).to_have_count(0)
    await bank.settles(paid_show, "failed")
    await expect(till.title).to_have_text("Not paid yet, Ana")
    await till.pays()
    await till.fan.has_tickets()
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_an_answer_that_was_lost_is_said_and_another_press_pays_once(
    till: Till, paid_show: int, bank: Bank
) -> None:
    till.fan.expects("503")
    await bank.behaves(drop_next=2, only=CREATE)  # also the try that the house makes by itself
    await till.pays()
    await expect(till.says).to_contain_text("The payment company does not answer.")
    await till.keeps(GOOD)
    await till.button.click()
    await till.fan.has_tickets()
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_a_yes_that_never_reached_the_page_brings_the_tickets_all_the_same(
    till: Till, paid_show: int, bank: Bank
) -> None:
    till.fan.expects("ERR_EMPTY_RESPONSE", "400")  # a browser may ask once more by itself
    await bank.behaves(drop_next=1, only=CONFIRM, webhooks="lost")
    await till.pays()
    await till.fan.has_tickets()
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_without_the_banks_letter_the_page_brings_the_tickets(till: Till, bank: Bank) -> None:
    await bank.behaves(webhooks="lost")
    await till.pays()
    await till.fan.has_tickets()


async def test_without_letter_and_without_browser_the_house_finds_out_by_itself(
    till: Till, paid_show: int, bank: Bank, stage: Stage
) -> None:
    await bank.behaves(webhooks="lost")
    await till.page.route("**/checks", lambda _: till.page.close())  # the moment the bank has said yes
    await till.pays()
    await eventually(till.page.is_closed)
    assert await stage.orders(paid_show) == ["pending"]
    await stage.reconciler_looks(paid_show)
    tab = await till.fan.another_tab()
    await tab.goto(await stage.order_page(paid_show))
    await expect(tab.get_by_role("heading", level=1)).to_have_text("You're going, Ana")


async def test_letters_that_come_twice_and_in_any_order_change_nothing(
    till: Till, paid_show: int, bank: Bank, stage: Stage
) -> None:
    till.fan.expects("402")
    await bank.behaves(webhook_doubles=True, webhook_reorder=True)
    await till.pays(NO)
    await expect(till.says).to_be_visible()
    await till.pays()
    await till.fan.has_tickets()
    await expect(till.page.get_by_role("article")).to_have_count(1)
    await eventually(lambda: bank_is_quiet(bank))
    assert await stage.orders(paid_show) == ["paid"]
    await till.fan.house.mailbox.arrives(till.page.url, "Your tickets")
    assert len(till.fan.house.mailbox.about(till.page.url)) == 1


async def bank_is_quiet(bank: Bank) -> bool:
    """Every letter has been taken."""
    told = (await bank.door.get("webhooks")).json()
    return told == {"held": 0, "busy": 0}


async def test_letters_that_come_late_and_backwards_find_it_all_done(
    till: Till, paid_show: int, bank: Bank, stage: Stage
) -> None:
    till.fan.expects("402")
    await bank.behaves(webhooks="held")
    await till.pays(NO)
    await expect(till.says).to_be_visible()
    await till.pays()
    await till.fan.has_tickets()
    await bank.releases(backwards=True)
    unhandled = "SELECT count(*) FROM inbox WHERE handled_at IS NULL AND about = $1"
    intent = (await bank.intents(paid_show))[0]["id"]
    await eventually(lambda: all_handled(stage, unhandled, intent))
    assert await stage.orders(paid_show) == ["paid"]
    assert await stage.ask("SELECT count(*) FROM ticket WHERE performance_id = $1", paid_show) == 1


async def all_handled(stage: Stage, question: str, intent: str) -> bool:
    """Nothing about this intent waits."""
    return await stage.ask(question, intent) == 0


async def test_time_that_ends_while_the_bank_asks_ends_the_order_uncharged_and_the_seats_can_be_had_again(
    till: Till, paid_show: int, bank: Bank, stage: Stage
) -> None:
    till.fan.expects("400", "404")  # the bank has nothing to ask any more
    await till.pays(ASKS)
    await expect(till.question.get_by_role("button", name="Complete")).to_be_enabled()
    await stage.time_to_pay_is_over(paid_show)
    await eventually(lambda: is_canceled(bank, paid_show))
    await till.answers("Complete")
    await expect(till.title).to_have_text("This order has ended")
    await expect(till.page.locator("main")).to_contain_text("It was not paid, and nothing was charged.")
    await till.page.get_by_role("button", name="Take them again").click()
    await expect(till.fan.lines).to_have_count(1)
    assert await stage.orders(paid_show) == ["expired"]


async def is_canceled(bank: Bank, show: int) -> bool:
    """The intent will never be charged."""
    return await bank.statuses(show) == ["canceled"]


async def test_time_that_ends_before_another_try_is_said_and_nothing_is_charged(
    till: Till, paid_show: int, bank: Bank, stage: Stage
) -> None:
    till.fan.expects("402")
    await till.pays(NO)
    await expect(till.says).to_be_visible()
    await stage.time_to_pay_is_over(paid_show)
    await eventually(lambda: is_canceled(bank, paid_show))
    await till.pays()
    await expect(till.title).to_have_text("This order has ended")
    assert await bank.statuses(paid_show) == ["canceled"]


async def test_seats_that_are_given_back_are_open_for_everybody_at_once(
    till: Till, ben: Fan, paid_show: int, bank: Bank, stage: Stage
) -> None:
    till.fan.expects("402", "409", "410")
    await till.pays(NO)
    await expect(till.says).to_be_visible()
    seat = await stage.ask("SELECT idx FROM seat WHERE performance_id = $1 AND order_id IS NOT NULL", paid_show)
    await till.page.goto(await stage.order_page(paid_show))
    await ben.opens_map(paid_show)
    theirs = ben.page.locator(f'.plan .seat[data-i="{seat}"]')
    await expect(theirs).to_have_class(re.compile(r"\bheld\b"))
    await till.page.get_by_role("button", name="Give the seats back").click()
    await expect(till.title).to_have_text("This order has ended")
    await expect(theirs).to_have_class(re.compile(r"\bopen\b"))
    assert await bank.statuses(paid_show) == ["canceled"]
