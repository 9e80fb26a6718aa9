"""Two fans want the same seats."""

import asyncio

from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.fan import Fan
from e2e.scenarios import Scenario

PLACE = "Stalls H 11"
LOST = r"409"


async def test_a_seat_that_ana_takes_turns_on_bens_map(ana: Fan, ben: Fan, performance: int) -> None:
    await ben.opens_map(performance)
    await ana.opens_map(performance)
    await ana.takes(PLACE)
    await expect(ana.lines).to_have_count(1)
    await ben.sees(PLACE, "held")
    await ana.basket.get_by_role("button", name="Give back H 11").click()
    await ben.sees(PLACE, "open")


async def test_who_clicks_a_seat_that_just_went_hears_it_in_words(ana: Fan, ben: Fan, performance: int) -> None:
    ben.expects(LOST)
    await ana.opens_map(performance)
    await ben.opens_map(performance)
    await ben.comes_closer(PLACE)
    await ben.page.route("**/holds", lambda route: _after(ana, route))  # Ana's request arrives first
    await ben.clicks(PLACE)
    await expect(ben.notice).to_contain_text("Stalls H 11 has just gone. Nothing was taken. The nearest is Stalls H 1")
    await ben.sees(PLACE, "held")
    await expect(ben.lines).to_have_count(0)
    await ben.page.unroute("**/holds")
    await ben.basket.get_by_role("button", name="Take Stalls H 1").click()
    await expect(ben.lines).to_have_count(1)


async def _after(quicker: Fan, route) -> None:  # type: ignore[no-untyped-def]
    await quicker.takes(PLACE)
    await route.continue_()


async def test_of_two_fans_who_click_the_same_seat_at_once_one_has_it(ana: Fan, ben: Fan, performance: int) -> None:
    fans = (ana, ben)
    for fan in fans:
        fan.expects(LOST)
        await fan.opens_map(performance)
        await fan.comes_closer(PLACE)
    await asyncio.gather(*(fan.clicks(PLACE) for fan in fans))
    await asyncio.gather(*(expect(fan.basket.locator(".basket-line, .notice")).to_have_count(1) for fan in fans))
    assert sorted([await fan.lines.count() for fan in fans]) == [0, 1]


async def test_a_party_is_taken_together_and_seen_together(ana: Fan, ben: Fan, performance: int) -> None:
    await ben.opens_map(performance)
    await ana.opens_map(performance)
    await ana.page.get_by_role("button", name="One more").click()
    await ana.takes(PLACE)
    await expect(ana.lines).to_have_count(2)
    await ben.sees(PLACE, "held")
    await ben.sees("Stalls H 10", "held")  # the first of the row, else it would be a single seat left over
    await expect(ben.page.locator(".activity-line .activity-text")).to_have_text("Stalls H 10 and 11 just went")


async def test_nobody_takes_more_than_the_house_allows(new_fan: NewFan, scenario: Scenario) -> None:
    performance, ana = await scenario.create_performance(max_seats=2), await new_fan("Ana")
    await ana.opens_map(performance)
    await ana.takes(PLACE, "Stalls H 12")
    await ana.clicks("Stalls H 13")
    await expect(ana.lines).to_have_count(2)
    assert (
        await scenario.fetch_value("SELECT count(*) FROM seat WHERE performance_id = $1 AND status = 1", performance)
        == 2
    )
