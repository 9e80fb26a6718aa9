"""Every step from the home page to the tickets works in a browser without JavaScript."""

import re

from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.fan import Fan
from e2e.scenarios import ARENA, Scenario


async def arrives(new_fan: NewFan, name: str) -> Fan:
    """Return a fan whose browser runs no script; blocked script requests are no complaint."""
    fan = await new_fan(name, java_script_enabled=False)
    fan.expects(r"request: csp GET \S+\.js$")
    return fan


async def test_without_script_a_fan_gets_from_home_to_the_tickets(new_fan: NewFan, scenario: Scenario) -> None:
    await scenario.create_performance("A night without script")
    ana = await arrives(new_fan, "Ana")
    await ana.opens("/")
    await ana.page.get_by_role("link", name="A night without script").first.click()
    await expect(ana.page).to_have_title("Seats as a list: A night without script · Aisle")
    await ana.page.get_by_role("button", name="Take 2: Stalls, Row H").first.click()
    await expect(ana.lines).to_have_count(2)
    await ana.page.get_by_role("button", name="Give back H").first.click()
    await expect(ana.lines).to_have_count(1)
    await ana.checks_out()
    await ana.orders()
    await expect(ana.page.get_by_role("article")).to_have_count(1)


async def test_without_script_a_fan_takes_exactly_one_seat_and_five_more_minutes(
    new_fan: NewFan, scenario: Scenario
) -> None:
    performance, ana = await scenario.create_performance(), await arrives(new_fan, "Ana")
    await ana.opens(f"/performances/{performance}/list?section=Circle&party=1")
    run = ana.page.locator(".run:has(label.chip:nth-of-type(3))").first
    await run.locator("summary").click()
    await run.get_by_role("checkbox").nth(2).check()
    await run.get_by_role("button", name="Take these").click()
    await expect(ana.lines).to_have_count(1)
    await scenario.shorten_holds(performance, 90)
    await ana.page.reload()
    await ana.page.get_by_role("button", name="Take five more minutes").click()
    await expect(ana.basket.locator(".clock .time")).to_have_text(re.compile(r"^6:[0-3]\d$"))


async def test_without_script_the_house_finds_seats_says_why_and_shows_another(
    new_fan: NewFan, scenario: Scenario
) -> None:
    performance, ana = await scenario.create_performance(like=ARENA), await arrives(new_fan, "Ana")
    await ana.opens(f"/performances/{performance}/list")
    await ana.page.get_by_text("Best available").first.click()
    await ana.page.get_by_role("spinbutton", name="How many together").fill("3")
    await ana.page.get_by_role("button", name="Find the best seats").click()
    await expect(ana.notice).to_contain_text("3")
    await expect(ana.lines).to_have_count(3)
    first = await ana.lines.first.locator(".where").inner_text()
    await ana.notice.get_by_role("button", name="Show me another").click()
    await expect(ana.lines.first.locator(".where")).not_to_have_text(first)
    await expect(ana.lines).to_have_count(3)


async def test_without_script_a_search_for_nothing_keeps_what_was_typed(new_fan: NewFan, scenario: Scenario) -> None:
    performance, ana = await scenario.create_performance(like=ARENA), await arrives(new_fan, "Ana")
    ana.expects("400")
    await ana.opens(f"/performances/{performance}/list")
    await ana.page.get_by_text("Best available").first.click()
    await ana.page.get_by_label("Where").select_option("Pit")
    await ana.page.get_by_label("To, in").fill("a song")
    await ana.page.get_by_role("button", name="Find the best seats").click()
    await expect(ana.notice).to_contain_text('"a song" is no price')
    await expect(ana.page.get_by_label("To, in")).to_have_value("a song")
    await expect(ana.page.get_by_label("Where")).to_have_value("Pit")


async def test_without_script_prices_are_narrowed_and_standing_places_taken(
    new_fan: NewFan, scenario: Scenario
) -> None:
    performance, ana = await scenario.create_performance(like=ARENA), await arrives(new_fan, "Ana")
    await ana.opens(f"/performances/{performance}/list")
    await ana.page.get_by_text("Price and access").click()
    await ana.page.get_by_label("To", exact=True).fill("60")
    await ana.page.get_by_role("button", name="Show these", exact=True).click()
    await expect(ana.page.get_by_role("link", name="Pit")).to_have_count(0)
    await ana.page.get_by_role("link", name="Show all prices").click()
    await ana.page.get_by_role("link", name="Pit").click()
    await ana.page.get_by_label("How many places in Pit").fill("5")
    await ana.page.get_by_role("button", name="Take these").click()
    await expect(ana.lines).to_contain_text("Pit")
    await expect(ana.page).to_have_url(re.compile("section=Pit"))


async def test_without_script_a_seat_that_went_is_told_in_words(new_fan: NewFan, performance: int) -> None:
    ana, ben = await new_fan("Ana"), await arrives(new_fan, "Ben")
    ben.expects("409")
    await ben.opens(f"/performances/{performance}/list?section=Stalls&party=1")
    take = ben.page.get_by_role("button", name="Take 1: Stalls, Row H").first
    await ana.opens(f"/performances/{performance}/list?section=Stalls&party=1")
    await ana.page.get_by_role("button", name="Take 1: Stalls, Row H").first.click()
    await expect(ana.lines).to_have_count(1)
    await take.click()
    await expect(ben.page.locator("main")).to_contain_text("just gone. Nothing was taken.")
