"""After the payment: the mail and its links, tickets as PDF, scanning, and refunds."""

import io

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from e2e.conftest import NewFan
from e2e.fan import Fan
from e2e.mailbox import links_in, words_of
from e2e.payment_form import PaymentForm
from e2e.scenarios import OPENING, Scenario
from tests.eventually import eventually

PLACE = "Stalls H 11"


async def pays_on_the_map(fan: Fan, performance: int, *places: str) -> None:
    """Buy these seats on the map with a good card."""
    await fan.opens_map(performance)
    await fan.takes(*places)
    await fan.checks_out()
    payment_form = PaymentForm(fan)
    await payment_form.buys()


async def printed(page: Page) -> list[Image.Image]:
    """Fetch the tickets' PDF by the page's own link; return each page as a picture."""
    link = page.get_by_role("link", name="Tickets to print")
    answer = await page.context.request.get(page.url + "/tickets.pdf")
    assert await link.get_attribute("href") in answer.url
    paper = pypdfium2.PdfDocument(await answer.body())
    return [sheet.render(scale=3).to_pil() for sheet in paper]


async def test_the_mail_leads_to_tickets_whose_paper_opens_the_door_once(
    ana: Fan, new_fan: NewFan, paid_performance: int
) -> None:
    await pays_on_the_map(ana, paid_performance, PLACE)
    mail = await ana.server.mailbox.arrives(ana.page.url, "Your tickets")
    assert mail["To"] == "Ana Silva <ana@example.org>"
    phone = await new_fan("Ana's phone")
    await phone.opens(links_in(mail)[0])
    await expect(phone.page.get_by_role("heading", level=1)).to_have_text("You're going, Ana Silva")
    sheets = await printed(phone.page)
    [code] = zxingcpp.read_barcodes(sheets[0])
    scans = [await ana.server.aisle("ticket", "scan", code.text) for _ in range(2)]
    assert [done.code for done in scans] == [0, 1]
    assert "Stalls, row H, seat 11" in scans[0].output
    assert "Already admitted." in scans[1].output


async def test_the_calendar_comes_as_a_file(ana: Fan, paid_performance: int) -> None:
    await pays_on_the_map(ana, paid_performance, PLACE)
    async with ana.page.expect_download() as download:
        await ana.page.get_by_role("link", name="Add to calendar").click()
    file = await download.value
    assert file.suggested_filename.endswith(".ics")
    calendar = (await file.path()).read_text()
    assert "SUMMARY;LANGUAGE=en:A night that costs" in calendar
    assert "Stalls" in calendar


async def test_staff_give_one_of_two_seats_back_and_the_other_stays_good(
    ana: Fan, ben: Fan, scenario: Scenario
) -> None:
    performance = await scenario.create_performance("A night given back", like=OPENING)
    await pays_on_the_map(ana, performance, PLACE, "Stalls H 12")
    codes = {place: await read(ana, place) for place in ("11", "12")}
    reference = await scenario.fetch_value('SELECT reference FROM "order" WHERE performance_id = $1', performance)
    await ben.opens_map(performance)
    await ben.sees(PLACE, "sold")

    await ana.server.run_aisle(
        "order", "refund", reference, "--performance", str(performance), "--seat", PLACE, "--yes"
    )
    await ben.sees(PLACE, "open")
    await ana.page.reload()
    await expect(ana.page.locator("main")).to_contain_text("went back on")
    await expect(ana.page.get_by_role("article")).to_have_count(1)
    await eventually(lambda: len(ana.server.mailbox.about(ana.page.url)) == 2)
    mail = ana.server.mailbox.about(ana.page.url)[-1]
    assert "Your other ticket stays good:" in words_of(mail)
    scans = [await ana.server.aisle("ticket", "scan", codes[place]) for place in ("11", "12")]
    assert [done.code for done in scans] == [1, 0]
    assert "This ticket was taken back." in scans[0].output


async def read(fan: Fan, label: str) -> str:
    """Read the QR code of this seat's ticket on the screen."""
    ticket = fan.page.get_by_role("article").filter(has=fan.page.locator(f'dd:text-is("{label}")'))
    picture = Image.open(io.BytesIO(await ticket.locator(".qr").screenshot()))
    return zxingcpp.read_barcodes(picture)[0].text


async def test_a_whole_order_given_back_says_so_everywhere(ana: Fan, ben: Fan, scenario: Scenario) -> None:
    performance = await scenario.create_performance("A night all given back", like=OPENING)
    await pays_on_the_map(ana, performance, PLACE)
    code = await read(ana, "11")
    reference, total = await scenario.server.database.fetchrow(
        'SELECT reference, total FROM "order" WHERE performance_id = $1', performance
    )
    await ben.opens_map(performance)
    await ana.server.run_aisle("order", "refund", reference, "--performance", str(performance), "--yes")
    await ana.page.reload()
    await expect(ana.page.get_by_role("heading", level=1)).to_have_text("Refunded, Ana Silva")
    await expect(ana.page.get_by_role("article")).to_have_count(0)
    await ben.sees(PLACE, "open")
    assert await ana.server.fake_stripe.refunds(performance) == [("succeeded", total)]
    assert (await ana.server.aisle("ticket", "scan", code)).code == 1
    await eventually(lambda: len(ana.server.mailbox.about(ana.page.url)) == 2)
    assert "goes back to you" in words_of(ana.server.mailbox.about(ana.page.url)[-1])
