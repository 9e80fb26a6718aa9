"""One fan and a waiting room: missed turns, places given up, rooms that end, and pages without script."""

import re

from playwright.async_api import expect

from e2e.conftest import PHONE, NewFan
from e2e.fan import Fan
from e2e.keyboard import Keys
from e2e.navigate_waiting_room import calls_all, is_drawn, night_in_turn, passes_by, sold_out
from e2e.scenarios import Scenario
from e2e.seating.test_phone import WIDER
from e2e.test_without_script import arrives
from e2e.waiting_fan import TURN, WaitingFan


async def test_on_a_phone_a_turn_that_passed_is_told_and_a_new_place_leads_in(
    new_fan: NewFan, scenario: Scenario
) -> None:
    ana = await new_fan("Ana", viewport=PHONE, has_touch=True, is_mobile=True)
    ana.expects("410")
    waiting_fan = await passes_by(ana, scenario)
    await ana.page.get_by_role("button", name="Take a new place").tap()
    await waiting_fan.comes_in()
    assert await waiting_fan.number() == 2
    await expect(ana.basket).to_contain_text("You are in until", timeout=TURN)


async def test_without_script_a_fan_gets_from_the_waiting_room_to_the_tickets(
    new_fan: NewFan, scenario: Scenario
) -> None:
    performance = await scenario.create_performance("A night without script")
    room, ana = await scenario.create_waiting_room(performance), await arrives(new_fan, "Ana")
    waiting_fan = WaitingFan(ana, room, performance)
    await ana.opens(f"/performances/{performance}")
    await ana.page.get_by_role("button", name="Take a number").click()
    await scenario.remove_throttle(performance)
    await waiting_fan.is_called(scenario)
    await ana.page.reload()
    await ana.page.get_by_role("button", name="Come in").click()
    await ana.page.get_by_role("button", name="Take 2: Stalls, Row H").first.click()
    await ana.checks_out()
    await ana.orders()


async def test_by_keys_alone_a_place_is_given_up_and_another_taken(ana: Fan, scenario: Scenario) -> None:
    waiting_fan, keys = WaitingFan(ana, *await night_in_turn(scenario, 7)), Keys(ana.page)
    await waiting_fan.comes()
    await expect(waiting_fan.title).to_contain_text("people ahead of you")
    await keys.reaches(".give-up summary")
    await keys.press("Enter")
    await keys.reaches('[data-do="leave"]')
    await keys.press("Enter")
    await expect(waiting_fan.title).to_contain_text("You gave up your place")
    await keys.reaches('[data-do="join"]')
    await keys.press("Enter")
    await expect(waiting_fan.title).to_contain_text("people ahead of you")
    assert await waiting_fan.number() == 9


async def test_with_letters_twice_as_large_the_page_is_no_wider_than_the_phone(
    new_fan: NewFan, scenario: Scenario
) -> None:
    ana = await new_fan("Ana", viewport=PHONE, has_touch=True, is_mobile=True)
    waiting_fan = WaitingFan(ana, *await night_in_turn(scenario, 7))
    await waiting_fan.comes()
    await ana.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await ana.page.evaluate(WIDER) <= 0


async def test_the_place_that_was_drawn_is_worked_out_again_on_this_device(ana: Fan, scenario: Scenario) -> None:
    waiting_fan = await is_drawn(ana, scenario)
    await expect(waiting_fan.part("checked")).to_have_text("Matches on this device", timeout=TURN)
    await expect(waiting_fan.part("seed")).to_have_text(re.compile(r"^[\da-f]{8} [\da-f]{8} … [\da-f]{8}$"))
    await expect(waiting_fan.part("seed")).to_be_visible()
    await ana.opens(f"/waiting-rooms/{waiting_fan.room}/draw")
    await expect(ana.page.locator("main")).to_contain_text(re.compile(r"matches", re.I))


async def test_a_house_that_is_sold_out_says_so_to_those_who_wait(ana: Fan, scenario: Scenario) -> None:
    await sold_out(ana, scenario)
    await expect(ana.page).to_have_title(re.compile("Sold out"))
    await expect(ana.page.locator(".left-panel")).to_be_hidden()
    await ana.page.get_by_role("link", name="See what is on").click()
    await expect(ana.page).to_have_url(re.compile(r"/$"))


async def test_an_automatic_room_lets_the_first_straight_in_and_the_next_waits(
    ana: Fan, ben: Fan, scenario: Scenario
) -> None:
    ben.expects("409")
    performance = await scenario.create_performance("A night that fills")
    room = await scenario.create_waiting_room(performance, mode="automatic", target=1)
    for fan in (ana, ben):
        await fan.opens(f"/performances/{performance}/list?section=Circle&party=1")
    await ana.page.get_by_role("button", name="Take 1: Circle").first.click()
    await expect(ana.lines).to_have_count(1)
    await ben.page.get_by_role("button", name="Take 1: Circle").nth(1).click()
    await expect(ben.notice).to_be_visible()
    await ben.basket.get_by_role("link", name=re.compile("waiting room", re.I)).click()
    await expect(WaitingFan(ben, room, performance).title).to_contain_text(
        re.compile("ahead of you|your turn", re.I), timeout=TURN
    )


async def test_whoever_is_called_while_the_page_is_open_comes_in_by_themselves(ana: Fan, scenario: Scenario) -> None:
    room, performance = await night_in_turn(scenario)
    waiting_fan = WaitingFan(ana, room, performance)
    await waiting_fan.without_the_map()
    await waiting_fan.comes()
    await calls_all(scenario, performance)
    await waiting_fan.comes_in()
    await expect(ana.basket).to_contain_text("You are in until", timeout=TURN)
