"""From the first click on a seat to the scanned ticket."""

import io
import re

import zxingcpp
from PIL import Image
from playwright.async_api import Locator, expect

from e2e.conftest import NewFan
from e2e.fan import Fan
from e2e.scenarios import Scenario


async def read(code: Locator) -> str:
    """Read the QR code on the screen."""
    picture = Image.open(io.BytesIO(await code.screenshot()))
    codes = zxingcpp.read_barcodes(picture)
    assert len(codes) == 1, "one code in one picture"
    return codes[0].text


async def orders_two(fan: Fan, performance: int) -> None:
    """Take two seats on the map and order their free tickets."""
    await fan.opens_map(performance)
    await fan.takes("Stalls H 11", "Stalls H 12")
    await fan.checks_out()
    await fan.orders()


async def test_two_clicks_and_a_name_make_two_tickets(ana: Fan, performance: int) -> None:
    await orders_two(ana, performance)
    tickets = ana.page.get_by_role("article")
    await expect(tickets).to_have_count(2)
    await expect(tickets.first).to_contain_text("Ana Silva")
    codes = {await read(code) for code in await ana.page.locator(".qr").all()}
    assert len(codes) == 2


async def test_the_order_is_the_same_after_a_reload_and_in_another_browser(new_fan: NewFan, performance: int) -> None:
    ana, ben = await new_fan("Ana"), await new_fan("Ben")
    await orders_two(ana, performance)
    words = await ana.page.locator("main").inner_text()
    await ana.page.reload()
    await expect(ana.page.locator("main")).to_have_text(words, use_inner_text=True)
    await ben.opens(ana.page.url)
    await expect(ben.page.locator("main")).to_have_text(words, use_inner_text=True)
    assert re.search(r"/orders/\d+/[\w-]{20,}$", ana.page.url), "nobody guesses it"


async def test_a_code_from_the_screen_opens_the_door_once(ana: Fan, performance: int) -> None:
    await orders_two(ana, performance)
    first, second = [await read(code) for code in await ana.page.locator(".qr").all()]
    scans = [await ana.server.aisle("ticket", "scan", code) for code in (first, first, second)]
    assert [done.code for done in scans] == [0, 1, 0]
    assert "Come in." in scans[0].output
    assert "Stalls, row H, seat 11" in scans[0].output
    assert re.search(r"Already admitted\..*First scanned on \w+ \d+ \w+ at \d\d:\d\d:\d\d", scans[1].output, re.DOTALL)


async def test_sold_seats_are_sold_on_everybodys_map(ana: Fan, ben: Fan, performance: int) -> None:
    await ben.opens_map(performance)
    await orders_two(ana, performance)
    await ben.sees("Stalls H 11", "sold")
    await ben.sees("Stalls H 12", "sold")


async def test_what_was_typed_survives_an_error(ana: Fan, performance: int) -> None:
    ana.expects("422")
    await ana.opens_map(performance)
    await ana.takes("Stalls H 11")
    await ana.checks_out()
    await ana.page.get_by_label("E-mail").fill("ana at example")
    await ana.page.get_by_label("Name").fill("Ana Silva")
    await ana.page.get_by_role("button", name="Take the ticket").click()
    await expect(ana.page.locator("#errors")).to_contain_text("Nothing was ordered.")
    await expect(ana.page.get_by_label("E-mail")).to_have_value("ana at example")
    await expect(ana.page.get_by_label("Name")).to_have_value("Ana Silva")
    await ana.orders()


async def test_a_form_sent_twice_makes_one_order(ana: Fan, performance: int, scenario: Scenario) -> None:
    await ana.opens_map(performance)
    await ana.takes("Stalls H 11")
    await ana.checks_out()
    tab = await ana.another_tab()
    await tab.goto(ana.page.url)
    await ana.orders()
    await tab.get_by_label("E-mail").fill("ana@example.org")
    await tab.get_by_label("Name").fill("Ana Silva")
    await tab.get_by_role("button", name="Take the ticket").dblclick()
    await expect(tab).to_have_url(ana.page.url)
    assert await scenario.fetch_value('SELECT count(*) FROM "order" WHERE performance_id = $1', performance) == 1


async def test_back_after_ordering_leads_to_the_order_and_says_nothing_untrue(ana: Fan, performance: int) -> None:
    ana.expects("409", "410")
    await ana.opens_map(performance)
    await ana.takes("Stalls H 11")
    await ana.checks_out()
    await ana.orders()
    order = ana.page.url
    await ana.page.go_back()
    await expect(ana.page.locator("main")).not_to_contain_text("on sale again")
    await ana.page.get_by_role("link", name="Show your order").click()
    await expect(ana.page).to_have_url(order)


async def test_an_order_nobody_made_is_a_page_in_words(ana: Fan, performance: int) -> None:
    ana.expects("404")
    await ana.opens(f"/orders/{performance}/nobody-made-this-order-at-all")
    await expect(ana.page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    await ana.page.get_by_role("main").get_by_role("link").first.click()
    await expect(ana.page).to_have_title("What is on · Aisle")


async def test_a_price_in_the_programme_is_as_large_as_the_words_beside_it(ana: Fan, paid_performance: int) -> None:
    await ana.opens("/")
    row = ana.page.locator(".programme tr", has_text="A night that costs")
    await expect(row.locator("td").last).to_have_text("€26.88plus €1.50 an order")
    size = "(node) => getComputedStyle(node).fontSize"
    assert await row.locator("td:last-child b").evaluate(size) == await row.locator("a b").evaluate(size)
