"""A fan's hold: it expires, is given back, and is extended."""

import re

from playwright.async_api import expect

from e2e.fan import Fan
from e2e.last_seconds import reload_before_the_end
from e2e.scenarios import Scenario

PLACES = ("Stalls H 11", "Stalls H 12", "Stalls H 13")


async def test_the_clock_warns_and_runs_out_and_the_seats_come_back_on_both_maps(
    ana: Fan, ben: Fan, performance: int, scenario: Scenario
) -> None:
    await ben.opens_map(performance)
    await ana.opens_map(performance)
    await ana.takes(*PLACES[:2])
    await scenario.shorten_holds(performance, 100)
    await ana.page.reload()
    await expect(ana.basket.get_by_role("timer")).to_contain_text("Two minutes left")
    await scenario.shorten_holds(performance, 12)
    await ana.page.reload()
    await expect(ana.basket.get_by_role("timer")).to_contain_text(re.compile(r"Your seats go back in \d seconds?"))
    await expect(ana.notice).to_contain_text("The time is over and your seats are on sale again.")
    for fan in (ana, ben):
        await fan.sees("Stalls H 11", "open")
        await fan.sees("Stalls H 12", "open")


async def test_seats_that_ran_out_are_taken_again_by_one_press(ana: Fan, performance: int, scenario: Scenario) -> None:
    await ana.opens_map(performance)
    await ana.takes(*PLACES[:2])
    await reload_before_the_end(ana, scenario, performance, *PLACES[:2])
    await ana.basket.get_by_role("button", name="Take them again").click()
    await expect(ana.lines).to_have_count(2)
    await ana.sees("Stalls H 11", "mine")


async def test_a_hold_that_runs_out_at_checkout_says_so(ana: Fan, performance: int, scenario: Scenario) -> None:
    ana.expects("409", "410")
    await ana.opens_map(performance)
    await ana.takes("Stalls H 11")
    await ana.checks_out()
    await scenario.shorten_holds(performance, 4)
    await ana.page.reload()
    await expect(ana.page.get_by_role("alert").first).to_contain_text("on sale again")


async def test_one_seat_is_given_back_and_the_rest_stays(ana: Fan, performance: int) -> None:
    await ana.opens_map(performance)
    await ana.takes(*PLACES)
    await ana.basket.get_by_role("button", name="Give back H 12").click()
    await expect(ana.lines).to_have_count(2)
    await ana.sees("Stalls H 12", "open")
    await ana.sees("Stalls H 11", "mine")
    await ana.clicks("Stalls H 11")
    await expect(ana.lines).to_have_count(1)


async def test_all_seats_are_given_back_at_once(ana: Fan, ben: Fan, performance: int) -> None:
    await ana.opens_map(performance)
    await ben.opens_map(performance)
    await ana.takes(*PLACES)
    await ben.sees("Stalls H 13", "held")
    await ana.basket.get_by_role("button", name="Give back all 3").click()
    await expect(ana.basket).to_contain_text("Nothing chosen yet")
    for place in PLACES:
        await ben.sees(place, "open")


async def test_five_more_minutes_are_given_once(ana: Fan, performance: int, scenario: Scenario) -> None:
    await ana.opens_map(performance)
    await ana.takes("Stalls H 11")
    await scenario.shorten_holds(performance, 90)
    await ana.page.reload()
    more = ana.basket.get_by_role("button", name="Take five more minutes")
    await more.click()
    await expect(ana.basket.locator(".clock .time")).to_have_text(re.compile(r"^6:[0-3]\d$"))
    await expect(ana.notice).to_contain_text("Five more minutes.")
    await expect(more).to_have_count(0)


async def test_two_tabs_of_one_fan_agree(ana: Fan, performance: int) -> None:
    await ana.opens_map(performance)
    other = Fan("Ana", ana.server, ana.context, await ana.another_tab())
    await other.opens_map(performance)
    await ana.takes("Stalls H 11")
    await other.sees("Stalls H 11", "held")
    await other.takes("Stalls H 12")
    await expect(other.lines).to_have_count(2)
    await other.basket.get_by_role("button", name="Give back H 11").click()
    await ana.sees("Stalls H 11", "open")
    await expect(ana.lines).to_have_text(re.compile("seat 12"))


async def test_the_sum_on_the_button_is_what_the_basket_says_and_a_fee_of_the_order_comes_once(
    ana: Fan, paid_performance: int
) -> None:
    card, total = ana.page.locator(".seat-card"), ana.basket.locator(".sums .total .money")
    await ana.opens_map(paid_performance)
    await ana.comes_closer("Stalls H 12")
    await ana.points_at("Stalls H 12")
    await expect(card.locator(".price")).to_have_text("€111.80, fees in, plus €1.50 an order")
    await card.get_by_role("button", name="Take it, €113.30").click()
    await expect(total).to_have_text("€113.30")
    await ana.points_at("Stalls H 14")
    await expect(card.locator(".price")).to_have_text("€111.80, all fees in")
    await card.get_by_role("button", name="Take it, €111.80").click()
    await expect(total).to_have_text("€225.10")
