"""Paying, as it goes on most evenings: the card, the bank's question, a no and another try."""

import re

import pytest
from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.fake_stripe import Bank
from e2e.fan import Fan
from e2e.payment_form import ASKS, ASKS_TOO, GOOD, NO, TOO_LITTLE, Till
from e2e.scenarios import Stage


async def test_a_declined_card_loses_nothing_and_the_next_one_pays_the_same_order(
    ana: Fan, paid_show: int, bank: Bank, stage: Stage
) -> None:
    ana.expects("402")
    till = Till(ana)
    await till.comes(paid_show)
    await till.says_who()
    await till.pays(NO)
    await expect(till.says).to_contain_text("Your bank declined the card. Nothing was charged.")
    await expect(till.says).to_contain_text("everything you typed is still here")
    await till.keeps(NO)
    await till.pays(TOO_LITTLE)
    await expect(till.says).to_contain_text("not enough money on this card. Nothing was charged.")
    await till.pays(GOOD)
    await ana.has_tickets()
    assert await stage.orders(paid_show) == ["paid"]
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_a_card_that_is_not_complete_is_said_beside_it_and_nothing_is_ordered(
    ana: Fan, paid_show: int, stage: Stage
) -> None:
    till = Till(ana)
    await till.comes(paid_show)
    await till.says_who()
    await till.card.get_by_label("Card number").fill("4242 4242")
    await till.button.click()
    await expect(till.says).to_contain_text("The card is not complete yet. Nothing was ordered.")
    await expect(till.card.get_by_label("Card number")).to_be_focused()
    assert await stage.orders(paid_show) == []


async def test_a_contact_that_is_not_right_is_said_at_the_field_and_the_card_stays(
    ana: Fan, paid_show: int, stage: Stage
) -> None:
    ana.expects("422")
    till = Till(ana)
    await till.comes(paid_show)
    await till.says_who()
    await till.page.get_by_label("E-mail").fill("ana at example")
    await till.pays()
    await expect(till.page.get_by_label("E-mail")).to_be_focused()
    await expect(till.page.get_by_label("E-mail")).to_have_accessible_description(re.compile("e-mail"))
    assert await stage.orders(paid_show) == []
    await till.says_who()
    await till.button.click()
    await ana.has_tickets()


@pytest.mark.parametrize("card", [ASKS, ASKS_TOO])
async def test_the_bank_asks_first_is_told_no_and_then_yes(ana: Fan, paid_show: int, bank: Bank, card: str) -> None:
    till = Till(ana)
    await till.comes(paid_show)
    await till.says_who()
    await till.pays(card)
    await till.answers("Fail")
    await expect(till.says).to_contain_text("Your bank could not make sure that it is you. Nothing was charged.")
    await till.keeps(card)
    await till.button.click()
    await till.answers("Complete")
    await ana.has_tickets()
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_after_a_no_a_reload_leads_to_the_order_which_can_be_paid_there(
    ana: Fan, paid_show: int, bank: Bank
) -> None:
    ana.expects("402", "409", "410")
    till = Till(ana)
    await till.comes(paid_show)
    await till.says_who()
    await till.pays(NO)
    await expect(till.says).to_be_visible()
    await ana.page.reload()
    await ana.page.get_by_role("link", name="Show your order").click()
    await expect(till.title).to_have_text("Not paid yet, Ana")
    await till.pays(NO)
    await expect(till.says).to_contain_text("Your bank declined the card.")
    await till.pays()
    await ana.has_tickets()
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_back_after_paying_leads_to_the_order_and_never_to_a_second_payment(
    ana: Fan, paid_show: int, bank: Bank
) -> None:
    ana.expects("409", "410")
    till = Till(ana)
    await till.comes(paid_show)
    await till.says_who()
    await till.pays()
    await ana.has_tickets()
    order = ana.page.url
    await ana.page.go_back()
    await expect(till.button).to_have_count(0)
    await ana.page.get_by_role("link", name="Show your order").click()
    await expect(ana.page).to_have_url(order)
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_two_tabs_and_two_presses_make_one_order_and_one_charge(
    ana: Fan, paid_show: int, bank: Bank, stage: Stage
) -> None:
    ana.expects("400", "409")  # the order may be paid, or its seats gone to it, when the second tab asks
    first = Till(ana)
    await first.comes(paid_show)
    second = Till(ana, await ana.another_tab())
    await second.page.goto(ana.page.url)
    for till in (first, second):
        await till.says_who()
        await till.types(GOOD)
    await first.button.dblclick()
    await second.button.dblclick()
    await ana.has_tickets()
    await expect(second.title).to_have_text("You're going, Ana")
    assert await stage.orders(paid_show) == ["paid"]
    assert await bank.statuses(paid_show) == ["succeeded"]


async def test_a_price_that_was_altered_in_the_form_is_refused_in_words(ana: Fan, paid_show: int, stage: Stage) -> None:
    ana.expects("409")
    till = Till(ana)
    await till.comes(paid_show)
    await till.says_who()
    await ana.page.locator("[name=total]").evaluate("(total) => total.value = '100'")
    await till.pays()
    await expect(till.says).to_contain_text("The price is another one now.")
    assert await stage.orders(paid_show) == []
    await till.says.get_by_role("link", name="Load the page again").click()
    await till.says_who()
    await till.pays()
    await ana.has_tickets()


async def test_a_stranger_who_guesses_a_link_finds_nothing(ana: Fan, new_fan: NewFan, paid_show: int) -> None:
    carl, till = await new_fan("Carl"), Till(ana)
    carl.expects("404")
    await till.comes(paid_show)
    await till.says_who()
    await till.pays()
    await ana.has_tickets()
    guessed = ana.page.url[:-1] + ("x" if ana.page.url[-1] != "x" else "y")
    for more in ("", "/tickets.pdf", "/calendar.ics"):
        await carl.opens(guessed + more)
        await expect(carl.page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")


async def test_only_a_page_that_takes_a_card_lets_the_bank_in(ana: Fan, paid_show: int) -> None:
    bank = ana.house.environment["STRIPE_API_URL"]
    policies = []
    for path in ("/", f"/performances/{paid_show}", f"/performances/{paid_show}/list"):
        answer = await ana.page.goto(ana.house.site + path)
        assert answer is not None
        policies.append(answer.headers["content-security-policy"])
    assert [bank in policy for policy in policies] == [False] * 3
    await Till(ana).comes(paid_show)
    answer = await ana.page.reload()
    assert answer is not None
    assert bank in answer.headers["content-security-policy"]
