"""One fan and a waiting room: turns that pass, places given up, rooms that end, and how it goes without script."""

import re

from playwright.async_api import expect

from e2e.conftest import PHONE, NewFan
from e2e.fan import Fan
from e2e.keyboard import Keys
from e2e.navigate_waiting_room import calls_all, is_drawn, night_in_turn, passes_by, sold_out
from e2e.scenarios import Stage
from e2e.seating.test_phone import WIDER
from e2e.test_without_script import arrives
from e2e.waiting_fan import TURN, InLine


async def test_on_a_phone_a_turn_that_passed_is_told_and_a_new_place_leads_in(new_fan: NewFan, stage: Stage) -> None:
    ana = await new_fan("Ana", viewport=PHONE, has_touch=True, is_mobile=True)
    ana.expects("410")
    line = await passes_by(ana, stage)
    await ana.page.get_by_role("button", name="Take a new place").tap()
    await line.comes_in()
    assert await line.number() == 2
    await expect(ana.basket).to_contain_text("You are in until", timeout=TURN)


async def test_without_script_a_fan_gets_from_the_waiting_room_to_the_tickets(new_fan: NewFan, stage: Stage) -> None:
    show = await stage.show("A night without script")
    room, ana = await stage.room(show), await arrives(new_fan, "Ana")
    line = InLine(ana, room, show)
    await ana.opens(f"/performances/{show}")
    await ana.page.get_by_role("button", name="Take a number").click()
    await stage.is_at_ease(show)
    await line.is_called(stage)
    await ana.page.reload()
    await ana.page.get_by_role("button", name="Come in").click()
    await ana.page.get_by_role("button", name="Take 2: Stalls, Row H").first.click()
    await ana.checks_out()
    await ana.orders()


async def test_by_keys_alone_a_place_is_given_up_and_another_taken(ana: Fan, stage: Stage) -> None:
    line, keys = InLine(ana, *await night_in_turn(stage, 7)), Keys(ana.page)
    await line.comes()
    await expect(line.title).to_contain_text("people ahead of you")
    await keys.reaches(".give-up summary")
    await keys.press("Enter")
    await keys.reaches('[data-do="leave"]')
    await keys.press("Enter")
    await expect(line.title).to_contain_text("You gave up your place")
    await keys.reaches('[data-do="join"]')
    await keys.press("Enter")
    await expect(line.title).to_contain_text("people ahead of you")
    assert await line.number() == 9


async def test_with_letters_twice_as_large_the_page_is_no_wider_than_the_phone(new_fan: NewFan, stage: Stage) -> None:
    ana = await new_fan("Ana", viewport=PHONE, has_touch=True, is_mobile=True)
    line = InLine(ana, *await night_in_turn(stage, 7))
    await line.comes()
    await ana.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await ana.page.evaluate(WIDER) <= 0


async def test_the_place_that_was_drawn_is_worked_out_again_on_this_device(ana: Fan, stage: Stage) -> None:
    line = await is_drawn(ana, stage)
    await expect(line.says("checked")).to_have_text("Matches on this device", timeout=TURN)
    await ana.opens(f"/waiting-rooms/{line.room}/draw")
    await expect(ana.page.locator("main")).to_contain_text(re.compile(r"matches", re.I))


async def test_a_house_that_is_sold_out_says_so_to_those_who_wait(ana: Fan, stage: Stage) -> None:
    await sold_out(ana, stage)
    await expect(ana.page).to_have_title(re.compile("Sold out"))
    await expect(ana.page.locator(".left-panel")).to_be_hidden()
    await ana.page.get_by_role("link", name="See what is on").click()
    await expect(ana.page).to_have_url(re.compile(r"/$"))


async def test_an_automatic_room_lets_the_first_straight_in_and_the_next_waits(
    ana: Fan, ben: Fan, stage: Stage
) -> None:
    ben.expects("409")
    show = await stage.show("A night that fills")
    room = await stage.room(show, mode="automatic", target=1)
    for fan in (ana, ben):
        await fan.opens(f"/performances/{show}/list?section=Circle&party=1")
    await ana.page.get_by_role("button", name="Take 1: Circle").first.click()
    await expect(ana.lines).to_have_count(1)
    await ben.page.get_by_role("button", name="Take 1: Circle").nth(1).click()
    await expect(ben.says).to_be_visible()
    await ben.basket.get_by_role("link", name=re.compile("waiting room", re.I)).click()
    await expect(InLine(ben, room, show).title).to_contain_text(
        re.compile("ahead of you|your turn", re.I), timeout=TURN
    )


async def test_whoever_is_called_while_the_page_is_open_comes_in_by_themselves(ana: Fan, stage: Stage) -> None:
    room, show = await night_in_turn(stage)
    line = InLine(ana, room, show)
    await line.without_the_map()
    await line.comes()
    await calls_all(stage, show)
    await line.comes_in()
    await expect(ana.basket).to_contain_text("You are in until", timeout=TURN)
