"""The list of seats: everything the map can do, for seats, tables and standing places."""

import re

import pytest
from playwright.async_api import Locator, Route, expect

from e2e.axe import ALL, findings
from e2e.conftest import NewFan
from e2e.fan import Fan
from e2e.keyboard import Keys
from e2e.scenarios import ARENA, Scenario


@pytest.fixture
async def arena(scenario: Scenario) -> int:
    """Create a performance in the arena; return its id."""
    return await scenario.create_performance("A night in the arena", like=ARENA)


def lines(fan: Fan) -> Locator:
    """Locate the texts of seats and places in the basket's lines."""
    return fan.page.locator("#basket .basket-line .where")


async def live(fan: Fan, address: str) -> None:
    """Open a list and wait until it is live."""
    await fan.opens(address)
    await expect(fan.page.locator(".activity-line .live")).to_have_text("Live")


async def count_of(place: Locator) -> int:
    """Read the number in a text such as "2,998 left"."""
    return int(re.sub(r"\D", "", await place.inner_text()))


async def test_a_big_house_opens_with_its_floors_and_comes_to_the_rows_of_a_section(ana: Fan, arena: int) -> None:
    await live(ana, f"/performances/{arena}/list")
    await expect(ana.page.get_by_role("heading", name="Upper tier")).to_be_visible()
    await ana.page.get_by_role("link", name=re.compile("^201")).click()
    await expect(ana.page.get_by_role("heading", name=re.compile("^201"))).to_be_focused()
    await ana.page.get_by_role("button", name="Take 2: 201, Row 1,").first.click()
    await expect(ana.lines).to_have_count(2)
    await ana.page.go_back()
    await expect(ana.page.get_by_role("heading", name="Upper tier")).to_be_visible()
    await expect(ana.lines).to_have_count(2)


async def test_standing_places_are_bought_by_count_and_the_count_follows(ana: Fan, ben: Fan, arena: int) -> None:
    await live(ben, f"/performances/{arena}/list?section=Pit")
    await live(ana, f"/performances/{arena}/list?section=Pit")
    await ana.page.get_by_role("button", name="One more").last.click()
    await ana.page.get_by_role("button", name="Take these").click()
    await expect(lines(ana)).to_have_count(1)
    await expect(lines(ana)).to_contain_text("Pit")
    await expect(ben.page.locator(".places [data-count]")).to_have_text("397 left")
    await ana.checks_out()


async def test_a_table_that_is_sold_whole_is_taken_whole(ana: Fan, arena: int) -> None:
    await live(ana, f"/performances/{arena}/list?section=Tables")
    await ana.page.get_by_role("button", name="Take the table: Tables, Table 1, 8 seats").click()
    await expect(ana.basket).to_have_attribute("data-seats", re.compile(r"^(\d+ ){7}\d+$"))
    await expect(ana.page.locator(".run").first.locator("> .note")).to_have_text("Yours")


async def test_a_wheelchair_space_comes_with_its_companion_and_only_these_are_shown(ana: Fan, arena: int) -> None:
    await live(ana, f"/performances/{arena}/list")
    await ana.page.get_by_text("Price and access").click()
    await ana.page.get_by_label("Only wheelchair spaces").check()
    await expect(ana.page).to_have_url(re.compile("access=1"))
    await ana.page.locator(".section-list a").first.click()
    await expect(ana.page.locator(".run")).not_to_have_count(0)
    await expect(ana.page.locator(".run:not([data-kind=space])")).to_have_count(0)
    await ana.page.get_by_role("button", name="Take both").first.click()
    await expect(ana.lines).to_have_count(2)


async def test_a_section_chosen_while_a_filter_is_under_way_keeps_the_filter(ana: Fan, arena: int) -> None:
    await live(ana, f"/performances/{arena}/list")
    held_back: list[Route] = []
    await ana.page.route("**/list?*access=1*", lambda route: held_back.append(route), times=1)
    await ana.page.get_by_text("Price and access").click()
    await ana.page.get_by_label("Only wheelchair spaces").check()
    await ana.page.get_by_role("link", name=re.compile("^201")).click()
    await expect(ana.page).to_have_url(re.compile("section=201.*access=1"))
    await expect(ana.page.get_by_label("Only wheelchair spaces")).to_be_checked()
    assert len(held_back) == 1


async def test_the_house_finds_the_best_seats_says_why_and_shows_another(ana: Fan, arena: int) -> None:
    await live(ana, f"/performances/{arena}/list")
    await ana.page.get_by_text("Best available").first.click()
    form = ana.page.get_by_role("form", name="Best available")
    await form.get_by_label("How many together", exact=True).fill("4")
    await form.get_by_label("To, in").fill("80")
    await form.get_by_role("button", name="Find the best seats").click()
    await expect(ana.notice).to_contain_text("4 together")
    await expect(ana.lines).to_have_count(4)
    first = await lines(ana).first.inner_text()
    await ana.notice.get_by_role("button", name="Show me another").click()
    await expect(lines(ana).first).not_to_have_text(first)
    await expect(ana.lines).to_have_count(4)


async def test_a_search_that_finds_nothing_says_so_and_keeps_what_was_typed(ana: Fan, arena: int) -> None:
    ana.expects("400", "409")
    await live(ana, f"/performances/{arena}/list")
    await ana.page.get_by_text("Best available").first.click()
    await ana.page.get_by_label("To, in").fill("1")
    await ana.page.get_by_role("button", name="Find the best seats").click()
    await expect(ana.notice).to_contain_text("Nothing was taken")
    await ana.page.get_by_label("To, in").fill("a lot")
    await ana.page.get_by_role("button", name="Find the best seats").click()
    await expect(ana.notice).to_contain_text("is no price in EUR")
    await expect(ana.page.get_by_label("To, in")).to_have_value("a lot")


async def test_prices_and_party_change_the_list_in_place_and_the_focus_stays(ana: Fan, performance: int) -> None:
    await live(ana, f"/performances/{performance}/list")
    more = ana.page.get_by_role("link", name="One more")
    await more.focus()
    await ana.page.keyboard.press("Enter")
    await expect(ana.page.locator("#filters output")).to_have_text("3 together")
    await expect(more).to_be_focused()
    await ana.page.locator("#level-1").check()
    await expect(ana.page).to_have_url(re.compile("party=3&level=1"))
    await expect(ana.page.locator("#level-1")).to_be_focused()
    await expect(ana.page.locator('.run .level:not([data-level="1"])')).to_have_count(0)


async def test_whoever_types_while_the_list_changes_goes_on_typing(ana: Fan, paid_performance: int) -> None:
    await live(ana, f"/performances/{paid_performance}/list")
    await ana.page.get_by_text("Price and access").click()
    await ana.page.get_by_label("From", exact=True).focus()
    await ana.page.keyboard.type("20")
    await ana.page.keyboard.press("Tab")
    await ana.page.keyboard.type("60")
    await expect(ana.page).to_have_url(re.compile("from=20"))
    await expect(ana.page.locator("#to")).to_be_focused()
    await expect(ana.page.locator("#to")).to_have_value("60")
    await ana.page.keyboard.press("Enter")
    await expect(ana.page).to_have_url(re.compile("from=20&to=60"))
    await expect(ana.page.locator(".run .level[data-level='1']")).to_have_count(0)


async def test_a_run_somebody_else_takes_says_so_where_the_focus_is(ana: Fan, ben: Fan, performance: int) -> None:
    await live(ana, f"/performances/{performance}/list?section=Box+1")
    take = ana.page.get_by_role("button", name="Take 2: Box 1").first
    await take.focus()
    await live(ben, f"/performances/{performance}/list?section=Box+1")
    await ben.page.get_by_role("button", name="Take 2: Box 1").first.click()
    await expect(ana.page.locator(".run.gone > .note")).to_have_text("Just gone")
    await expect(take).to_be_focused()
    await expect(ana.page.get_by_role("alert")).to_contain_text("Just gone")
    await ana.page.keyboard.press("Enter")
    await expect(ana.lines).to_have_count(0)


async def test_a_run_that_shrank_offers_what_is_left_of_it(ana: Fan, ben: Fan, performance: int) -> None:
    address = f"/performances/{performance}/list?section=Circle"
    await live(ana, address)
    await live(ben, address)
    await ben.page.get_by_role("button", name="Take 2").first.click()
    await expect(ben.lines).to_have_count(2)
    run = ana.page.locator(".run").first
    await expect(run.locator("> .note")).to_have_text(re.compile(r"^\d+ of \d+ left$"))
    await run.get_by_role("button", name="Take 2").click()
    await expect(ana.lines).to_have_count(2)
    assert await lines(ana).all_inner_texts() != await lines(ben).all_inner_texts()


async def test_seats_that_came_free_are_told_and_shown(ana: Fan, ben: Fan, performance: int) -> None:
    await live(ben, f"/performances/{performance}/list?section=Box+1")
    await ben.page.get_by_role("button", name="Take 2: Box 1").first.click()
    await expect(ben.lines).to_have_count(2)
    await live(ana, f"/performances/{performance}/list?section=Box+1")
    await expect(ana.page.locator(".run")).to_have_count(1)
    await ben.page.get_by_role("button", name="Give back all 2").click()
    await expect(ana.page.locator(".more-came")).to_contain_text("2 more seats are open here now.")
    await ana.page.get_by_role("link", name="Show them").click()
    await expect(ana.page.locator(".run")).to_have_count(2)


async def test_by_keyboard_alone_seats_of_the_list_get_to_the_tickets(ana: Fan, scenario: Scenario) -> None:
    performance, keys = await scenario.create_performance(), Keys(ana.page)
    await live(ana, f"/performances/{performance}/list")
    await keys.reaches("button", "Take 2")
    await keys.press("Enter")
    await expect(ana.lines).to_have_count(2)
    await keys.orders("Ana")
    await ana.has_tickets()


@pytest.mark.parametrize("query", ["", "section=Tables", "section=Pit", "from=x&access=1"])
async def test_axe_finds_nothing_on_the_list_of_a_big_house(new_fan: NewFan, arena: int, query: str) -> None:
    ana = await new_fan("Ana")
    await live(ana, f"/performances/{arena}/list?{query}")
    await ana.page.get_by_text("Best available").first.click()
    assert await findings(ana.page, ALL) == []
