"""From the front page to the ticket in other languages: every page, the mail, the printed ticket and the calendar."""

import io
import re

import pypdfium2
import pytest
from playwright.async_api import Page, expect

from e2e.axe import ALL, findings
from e2e.conftest import PHONE, WIDE, NewFan
from e2e.fan import Fan
from e2e.languages.organizers_names import without_names
from e2e.mailbox import words_of
from e2e.payment_form import PaymentForm
from e2e.scenarios import OPENING, Scenario

ENGLISH = re.compile(r"\b(the|your|you|and|of|with|this|are|until|seat|row|left|free|order|total)\b", re.IGNORECASE)
"""Words that each English page has, and no German, Japanese or Arabic one."""


async def speaks(page: Page, tag: str, scenario: Scenario) -> None:
    """Check that the page is in this language, in its direction, without an English word or a grave finding of axe."""
    root = page.locator("html")
    await expect(root).to_have_attribute("lang", tag)
    await expect(root).to_have_attribute("dir", "rtl" if tag == "ar" else "ltr")
    assert ENGLISH.findall(await without_names(await page.locator("body").inner_text(), scenario)) == []
    assert await findings(page, ALL) == []


async def takes_seats(ana: Fan, performance: int, tag: str, scenario: Scenario) -> None:
    """Come from the front page, take two seats on the map and go to the checkout."""
    await ana.opens("/")
    await speaks(ana.page, tag, scenario)
    await ana.opens(f"/performances/{performance}")
    await expect(ana.page.locator(".plan .seat[data-i]").first).to_be_attached()
    await ana.takes("Stalls H 11", "Stalls H 12")
    await speaks(ana.page, tag, scenario)
    await ana.opens(f"/performances/{performance}/list")
    await speaks(ana.page, tag, scenario)
    await ana.page.locator('#basket a.button[href$="/checkout"]:visible').first.click()
    await expect(ana.page.locator('[name="email"]')).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "tag", "viewport", "name"),
    [("de-AT", "de", WIDE, "Jörg Weiß"), ("ja-JP", "ja", PHONE, "山田花子"), ("ar-EG", "ar", WIDE, "ليلى حداد")],
)
async def test_a_fan_buys_in_their_language(
    new_fan: NewFan, scenario: Scenario, locale: str, tag: str, viewport: dict[str, int], name: str
) -> None:
    performance = await scenario.create_performance("Gala", like=OPENING)
    ana = await new_fan("Ana", locale=locale, viewport=WIDE)
    await takes_seats(ana, performance, tag, scenario)
    await ana.page.set_viewport_size(viewport)
    await ana.page.locator('[name="email"]').fill("ana@example.org")
    await ana.page.locator('[name="name"]').fill(name)
    payment_form = PaymentForm(ana)
    await payment_form.types("4242424242424242")
    await speaks(ana.page, tag, scenario)
    await payment_form.button.click()
    await expect(ana.page.locator("#order-h")).to_contain_text(name)
    await speaks(ana.page, tag, scenario)

    order = await scenario.order_page(performance)
    mail = await ana.server.mailbox.arrives(order, "")
    assert mail["Content-Language"] == tag
    assert ENGLISH.findall(await without_names(f"{mail['Subject']} {words_of(mail)}", scenario)) == []
    files = ana.page.context.request
    paper = pypdfium2.PdfDocument(io.BytesIO(await (await files.get(f"{order}/tickets.pdf")).body()))
    assert ENGLISH.findall(await without_names(paper[0].get_textpage().get_text_range(), scenario)) == []
    calendar = await (await files.get(f"{order}/calendar.ics")).text()
    assert f"LANGUAGE={tag}" in calendar
    assert (
        ENGLISH.findall(
            await without_names(
                re.sub(r"(?m)^(BEGIN|END|UID|URL|PRODID|METHOD|STATUS|TRANSP)\b.*$", "", calendar), scenario
            )
        )
        == []
    )
