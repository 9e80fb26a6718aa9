"""Choosing on the map: single seats, a party, best available, wheelchair spaces, tables, standing places."""

import re

import pytest
from playwright.async_api import Locator, expect

from e2e.axe import ALL, findings
from e2e.conftest import PHONE, NewFan
from e2e.fan import Fan
from e2e.keyboard import Keys
from e2e.scenarios import ARENA, OPENING, Scenario

REFUSED = r"409"


class Ways:
    """A fan's actions to choose seats, other than clicks on seats."""

    def __init__(self, fan: Fan) -> None:
        self.fan, self.page = fan, fan.page
        self.card, self.stand = self.page.locator(".seat-card"), self.page.locator(".standing-card")
        self.size = self.page.get_by_role("spinbutton", name="How many together")

    async def together(self, size: int) -> None:
        """Set the party size with the stepper above the map."""
        for _ in range(size - 1):
            await self.page.locator(".map-top").get_by_role("button", name="One more").click()
        await expect(self.page.locator(".map-top output")).to_have_text(f"{size} together")

    async def finds(self, size: int, **chosen: str) -> None:
        """Search for the best seats; `chosen`: values of the form's fields by their ids."""
        await self.page.get_by_role("button", name="Best available").click()
        await self.size.fill(str(size))
        for field, value in chosen.items():
            await self.page.locator(f"select#find-{field}").select_option(value)
        await self.page.get_by_role("button", name="Find the best seats").click()
        await expect(self.page.locator("#best-sheet")).to_be_hidden()

    async def goes_into(self, part: str) -> None:
        """Click a section of a large plan and wait until its seats are shown."""
        await self.page.mouse.click(*await self.middle(part))

    async def middle(self, part: str) -> tuple[float, float]:
        """Return the middle of a section on the screen, in pixels."""
        box = await self.page.locator(f'path.section[data-name="{part}"]').bounding_box()
        assert box is not None, f"{part} is not on the map"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    @property
    def found(self) -> Locator:
        """The rings around the seats that were found."""
        return self.page.locator(".plan .found circle")


@pytest.fixture
def ways(ana: Fan) -> Ways:
    """Return Ana's actions."""
    return Ways(ana)


@pytest.fixture
async def arena(scenario: Scenario) -> int:
    """Create a performance with places of every kind; return its id."""
    return await scenario.create_performance("A night of every kind", like=ARENA, singles="refuse")


async def test_a_party_is_previewed_priced_and_taken_by_one_press(ana: Fan, ways: Ways, paid_performance: int) -> None:
    await ana.opens_map(paid_performance)
    await ways.together(3)
    await ana.comes_closer("Stalls H 11")
    await ana.points_at("Stalls H 12")
    await expect(ways.card.locator(".where")).to_have_text("Stalls, row H, seats 12 to 14")
    await expect(ana.page.locator(".plan .seat.preview")).to_have_count(3)
    await expect(ways.card.locator(".types")).to_contain_text("Under 18")
    await ways.card.get_by_role("button", name=re.compile(r"Take all 3, €\d+\.\d\d")).click()
    await expect(ana.lines).to_have_count(3)


async def test_where_fewer_fit_the_card_says_how_many(ana: Fan, ways: Ways, performance: int) -> None:
    await ana.opens_map(performance)
    await ways.together(5)
    await ana.comes_closer("Stalls H 11")
    box = ana.page.locator('.plan .seat[data-s="Box 1"]').first
    await box.hover()
    await expect(ways.card.locator(".hint")).to_have_text(re.compile(r"^Only \d fits? here\.$"))


async def test_a_single_seat_left_over_is_said_before_the_click_and_refused_after_it(
    ana: Fan, ways: Ways, scenario: Scenario
) -> None:
    ana.expects(REFUSED)
    await ana.opens_map(await scenario.create_performance("No single seats", singles="refuse"))
    await ana.comes_closer("Stalls H 11")
    await ana.points_at("Stalls H 11")
    await expect(ways.card.locator(".hint")).to_have_text(
        re.compile(r"^Would leave 10 on its own\. Take 10 or \d+ instead")
    )
    await expect(ways.card.get_by_role("button")).to_be_hidden()
    await ana.clicks("Stalls H 11")
    await expect(ana.notice).to_contain_text("would leave Stalls H 10 on its own")
    await ana.basket.get_by_role("button", name="Take Stalls H 10").click()
    await expect(ana.lines).to_have_text(re.compile("row H, seat 10"))


async def test_the_best_seats_are_shown_on_the_map_and_others_after_them(
    ana: Fan, ways: Ways, performance: int
) -> None:
    await ana.opens_map(performance)
    await ways.finds(2, section="Circle")
    await expect(ana.notice).to_contain_text(re.compile("^2 together in row [A-Z], circle", re.I))
    await expect(ways.found).to_have_count(2)
    first = await ana.basket.get_attribute("data-seats")
    another = ana.basket.get_by_role("button", name="Show me another")
    await another.focus()
    await ana.page.keyboard.press("Enter")
    await expect(ana.basket).not_to_have_attribute("data-seats", first or "")
    await expect(ana.lines).to_have_count(2)
    await expect(ana.page.locator(".plan .seat.mine")).to_have_count(2)
    await expect(ways.found).to_have_count(2)
    await expect(another).to_be_focused()


async def test_what_does_not_fit_is_told_and_what_was_typed_is_kept(ana: Fan, ways: Ways, performance: int) -> None:
    ana.expects(REFUSED)
    await ana.opens_map(performance)
    await ways.finds(8, section="Box 1")
    await expect(ana.notice).to_contain_text("No seats for 8 are left (in Box 1)")
    await expect(ana.lines).to_have_count(0)
    await ana.page.get_by_role("button", name="Best available").click()
    await expect(ways.size).to_have_value("8")


async def test_a_wheelchair_space_is_taken_with_who_comes_along(ana: Fan, ways: Ways, performance: int) -> None:
    await ana.opens_map(performance)
    await ana.comes_closer("Stalls A 5")
    await ana.points_at("Stalls A 2")
    await expect(ways.card.locator(".hint")).to_contain_text("Companion seats go with a wheelchair space")
    await expect(ways.card.get_by_role("button")).to_be_hidden()
    await ways.together(2)
    await ana.points_at("Stalls A 1")
    await ways.card.get_by_role("button", name="Take the wheelchair space and the companion seat").click()
    live_text = ["row A, seat 1.*Wheelchair space", "row A, seat 2.*Companion seat"]
    await expect(ana.lines).to_have_text([re.compile(each, re.S) for each in live_text])


async def test_only_what_is_looked_for_is_shown(ana: Fan, ways: Ways, paid_performance: int) -> None:
    await ana.opens_map(paid_performance)
    access, open_ones = ana.page.locator("[data-access-filter]"), ana.page.locator(".plan .seat.open:not(.filtered)")
    await access.click()
    await expect(open_ones).to_have_count(6)
    await expect(access).to_have_attribute("aria-pressed", "true")
    await access.click()
    await ana.page.get_by_label("To", exact=True).select_option(index=0)
    await expect(ana.page.locator("[data-level-filter][aria-pressed=true]")).to_have_count(1)
    await expect(ana.page.locator('.plan .seat.open:not(.filtered):not([data-level="5"])')).to_have_count(0)
    await ana.page.locator('[data-level-filter="1"]').click()
    await expect(ana.page.get_by_label("To", exact=True).locator("option:checked")).to_have_text("€111.80")


async def test_ticket_types_are_priced_at_once_and_the_focus_stays(ana: Fan, paid_performance: int) -> None:
    await ana.opens_map(paid_performance)
    await ana.takes("Stalls H 12")
    kind, total = ana.basket.get_by_label("ticket type"), ana.basket.locator(".sums .total .money")
    await expect(total).to_have_text("€113.30")
    await kind.focus()
    await kind.select_option(label="Under 18, €55.90")
    await expect(total).to_have_text("€57.40")
    await expect(kind).to_be_focused()
    await expect(ana.page.locator("#live-polite")).to_have_text("Total €57.40.")


async def test_a_seat_whose_time_was_over_is_told_with_the_way_back(
    ana: Fan, ben: Fan, performance: int, scenario: Scenario
) -> None:
    await ana.opens_map(performance)
    await ben.opens_map(performance)
    await ana.takes("Stalls H 11")
    await ben.sees("Stalls H 11", "held")  # one delta for the hold and its end would tell of no change
    await scenario.shorten_holds(performance, -1)
    await ben.sees("Stalls H 11", "open")
    await expect(ana.notice).to_contain_text("Stalls H 11")
    await expect(ana.lines).to_have_count(0)
    await expect(ana.page.locator("#live-polite")).to_contain_text("Stalls H 11")
    await ana.basket.get_by_role("button", name="Take Stalls").click()
    await expect(ana.lines).to_have_count(1)


async def test_a_seat_that_goes_while_it_is_looked_at_says_so(ana: Fan, ben: Fan, ways: Ways, performance: int) -> None:
    await ana.opens_map(performance)
    await ben.opens_map(performance)
    await ana.comes_closer("Stalls H 11")
    await ana.points_at("Stalls H 11")
    await ben.takes("Stalls H 11")
    await expect(ways.card.locator(".hint")).to_have_text("Just gone. Somebody else holds it now.")
    await expect(ways.card.get_by_role("button")).to_be_hidden()


async def test_from_afar_a_part_of_the_house_says_its_prices_and_what_is_left(ana: Fan, ways: Ways, arena: int) -> None:
    await ana.opens(f"/performances/{arena}")
    await ana.page.mouse.move(*await ways.middle("104"))
    await expect(ways.card.locator(".where")).to_have_text("Section 104")
    await expect(ways.card.locator(".price")).to_have_text("€96.12 to €118.80")
    await expect(ways.card.locator(".types")).to_have_text("Lower tier, 359 left")
    await ways.goes_into("104")
    await expect(ways.card).to_be_hidden()


async def test_a_table_that_is_sold_whole_is_taken_by_one_click(ana: Fan, ways: Ways, arena: int) -> None:
    await ana.opens(f"/performances/{arena}")
    await ways.goes_into("Tables")
    await ana.page.locator('.plan .seat[data-r="Table 3"][data-n="1"]').click()
    await expect(ana.basket.locator(".basket-line .where")).to_have_text("Tables, Table 3, seats 1 to 8")
    await expect(ana.page.locator(".plan .seat.mine")).to_have_count(8)
    await ana.basket.get_by_role("button", name="Give back Table 3").click()
    await expect(ana.page.locator(".plan .seat.mine")).to_have_count(0)


async def test_standing_places_are_taken_by_number(ana: Fan, ben: Fan, ways: Ways, arena: int) -> None:
    await ben.opens(f"/performances/{arena}")
    await ana.opens(f"/performances/{arena}")
    await ways.goes_into("Pit")
    await expect(ways.stand.locator(".left")).to_have_text("400 left")
    await ways.stand.get_by_role("button", name="One place more").click()
    await ways.stand.get_by_role("button", name=re.compile("Take both, €315.20")).click()
    await expect(ana.basket.locator(".basket-line .where")).to_have_text("Pit, 2 places")
    await expect(ben.page.locator('[data-left="1"]')).to_have_text("398 left")
    await ways.goes_into("Pit")
    await ways.stand.get_by_label("How many places").fill("400")
    await expect(ways.stand.locator(".hint")).to_have_text("You may take 6.")
    await expect(ways.stand.locator(".take")).to_be_disabled()


async def test_standing_places_whose_time_was_over_are_taken_again_by_number(
    ana: Fan, ways: Ways, arena: int, scenario: Scenario
) -> None:
    await ana.opens(f"/performances/{arena}")
    await ways.goes_into("Pit")
    await ways.stand.get_by_role("button", name="Take one place").click()
    await expect(ana.lines).to_have_count(1)
    await scenario.shorten_holds(arena, 8)
    await ana.page.reload()
    await ana.basket.get_by_role("button", name="Take them again").click()
    await expect(ana.basket.locator(".basket-line .where")).to_have_text("Pit")


async def test_on_a_phone_a_thumb_finds_and_stands(new_fan: NewFan, scenario: Scenario, arena: int) -> None:
    ana = await new_fan("Ana", viewport=PHONE, has_touch=True, is_mobile=True)
    ways = Ways(ana)
    await ana.opens(f"/performances/{arena}")
    await ana.page.touchscreen.tap(*await ways.middle("Floor"))
    await ways.stand.get_by_role("button", name="One place more").tap()
    await ways.stand.get_by_role("button", name="Take both").tap()
    await expect(ana.basket.locator(".seats-peek")).to_contain_text("Floor, 2 places")
    await ways.finds(2, section="104")
    await expect(ana.notice).to_be_in_viewport()
    await expect(ways.found).to_have_count(2)
    await expect(ways.found.first).to_be_in_viewport()


async def test_by_keys_alone_a_fan_finds_the_best_seats_and_stands_in_the_pit(ana: Fan, ways: Ways, arena: int) -> None:
    keys, plan, live_text = Keys(ana.page), ana.page.locator(".plan"), ana.page.locator("#live-polite")
    await ana.opens(f"/performances/{arena}")
    await keys.reaches(".plan")
    await expect(live_text).to_contain_text("Pit, ")
    await keys.press("Enter")
    await expect(ways.stand.locator(".take")).to_be_focused()
    await keys.press("Escape")
    await expect(plan).to_be_focused()
    await keys.press("Enter")
    await keys.press("Enter")
    await expect(ana.lines).to_have_text(re.compile("^PPit"))
    await expect(live_text).to_contain_text("Held for you until")
    await expect(plan).to_be_focused()
    await keys.press("b")
    await expect(ways.size).to_be_focused()
    await keys.reaches("#find-now")
    await keys.press("Enter")
    await expect(ana.lines).not_to_have_count(1)
    await expect(plan).to_be_focused()


async def test_axe_finds_nothing_grave_in_any_way_to_choose(
    ana: Fan, ways: Ways, arena: int, scenario: Scenario
) -> None:
    await ana.opens(f"/performances/{arena}")
    await ways.goes_into("Pit")
    await expect(ways.stand).to_be_visible()
    assert await findings(ana.page, ALL) == []
    await ways.stand.get_by_role("button", name="Take one place").click()
    await expect(ana.lines).to_have_count(1)
    await ana.page.get_by_role("button", name="Best available").click()
    assert await findings(ana.page, ALL) == []
    await ana.page.keyboard.press("Escape")
    await ana.opens_map(await scenario.create_performance("Singles", like=OPENING, singles="warn"))
    await ana.comes_closer("Stalls H 11")
    await ana.points_at("Stalls H 11")
    await expect(ways.card.locator(".hint")).to_be_visible()
    assert await findings(ana.page, ALL) == []
