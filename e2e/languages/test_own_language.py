"""A browser on a page in another language than its own, and on one with times of another zone."""

import re

import pytest
from playwright.async_api import Page, Route, expect

from e2e.axe import ALL, findings
from e2e.conftest import PHONE, NewFan
from e2e.fan import Fan
from e2e.scenarios import Scenario

PAGE = """<!doctype html><html lang="{lang}" data-locale="en-GB"><head><title>x</title>
<script src="{assets}/js/language/own_language.js" data-languages="en de pt-BR"></script>
<script src="{assets}/js/language/local_times.js"></script>
<script type="module">
const {{ lang }} = document.documentElement;
localStorage.begun = `${{localStorage.begun ?? ""}}${{lang}} `;
</script>
</head><body>{body}</body></html>"""


async def serve_shared_page(page: Page, body: str = "") -> None:
    """Let /shared be a page that is the same for all visitors in each of the languages en, de and pt-BR."""
    assets = re.search(r"/assets/\w+", await page.content())
    assert assets

    async def answer(route: Route) -> None:
        named = re.search(r"[?&]lang=(de|pt-BR)\b", route.request.url)
        html = PAGE.format(lang=named[1] if named else "en", assets=assets[0], body=body)
        await route.fulfill(body=html, content_type="text/html")

    await page.route("**/shared*", answer)


async def begin(new_fan: NewFan, body: str = "", **browser: str) -> Fan:
    """Return a fan with such a browser, for whom there is the shared page."""
    ana = await new_fan("Ana", **browser)
    await ana.opens("/")
    await serve_shared_page(ana.page, body)
    return ana


@pytest.mark.parametrize(
    ("locale", "tag"), [("de-AT", "de"), ("pt-BR", "pt-BR"), ("en-GB", ""), ("fr-FR", ""), ("pt-PT", "")]
)
async def test_a_shared_page_moves_a_browser_to_its_own_language(new_fan: NewFan, locale: str, tag: str) -> None:
    ana = await begin(new_fan, locale=locale)
    await ana.page.goto(f"{ana.server.site}/shared?to=5#place")
    await ana.page.wait_for_function("localStorage.begun")
    assert ana.page.url.removeprefix(ana.server.site) == f"/shared?to=5{f'&lang={tag}' if tag else ''}#place"
    assert await ana.page.evaluate("localStorage.begun") == f"{tag or 'en'} ", (
        "nothing begins on the page that it leaves"
    )
    await ana.page.go_back()
    await expect(ana.page).to_have_url(f"{ana.server.site}/")


async def test_a_language_of_the_address_is_kept_and_comes_before_that_of_the_browser(new_fan: NewFan) -> None:
    ana = await begin(new_fan, locale="de-DE")
    await ana.page.goto(f"{ana.server.site}/shared?lang=pt-BR")
    kept = next(cookie for cookie in await ana.context.cookies() if cookie["name"] == "aisle-language")
    assert (kept["value"], kept["path"], kept["sameSite"], kept["httpOnly"]) == ("pt-BR", "/", "Lax", False)
    await ana.page.goto(f"{ana.server.site}/shared")
    await expect(ana.page).to_have_url(f"{ana.server.site}/shared?lang=pt-BR")


@pytest.mark.parametrize("query", ["?lang=xx", "?lang=", "?lang", "?lang=en&lang=de", "?lang=de%22"])
async def test_an_address_with_a_language_never_moves_on(new_fan: NewFan, query: str) -> None:
    ana = await begin(new_fan, locale="pt-BR")
    await ana.page.goto(f"{ana.server.site}/shared{query}")
    await ana.page.wait_for_function("localStorage.begun")
    assert ana.page.url == f"{ana.server.site}/shared{query}"


def moment(name: str, at: str, kind: str, text: str) -> str:
    """Return a paragraph with this id, in which a time has the attribute `kind`."""
    return f'<p id="{name}" data-now="2026-06-01T17:10:00Z"><time datetime="{at}" {kind}>{text}</time></p>'


HELD = moment("held", "2026-06-01T19:37:00+00:00", "data-local", "04:37 GMT+9")
LATER = moment("later", "2026-06-02T19:37:00+00:00", "data-local", "Wed, 3 Jun 2026, 04:37 GMT+9")
STARTS = moment("starts", "2026-10-10T10:30:00+00:00", 'data-venue-zone="Asia/Tokyo"', "Sat, 10 Oct 2026, 19:30")
HERE = moment("here", "2026-10-10T18:30:00+00:00", 'data-venue-zone="Europe/London"', "Sat, 10 Oct 2026, 19:30")
WINTER = moment("winter", "2026-12-10T19:30:00Z", 'data-venue-zone="Africa/Abidjan"', "Thu, 10 Dec 2026, 19:30")
BROKEN = moment("broken", "soon", "data-local", "soon") + moment("odd", "soon", 'data-venue-zone="Asia/Tokyo"', "soon")


async def test_times_are_the_devices_and_the_venues_are_named(new_fan: NewFan) -> None:
    ana = await begin(new_fan, HELD + LATER + STARTS + HERE + WINTER + BROKEN, timezone_id="Europe/Lisbon")
    await ana.page.goto(f"{ana.server.site}/shared")
    texts = [
        await ana.page.inner_text(f"#{name}") for name in ("held", "later", "starts", "here", "winter", "broken", "odd")
    ]
    assert texts == [
        "20:37",
        "Tue, 2 Jun 2026, 20:37",
        "Sat, 10 Oct 2026, 19:30\u00a0GMT+9",
        "Sat, 10 Oct 2026, 19:30",
        "Thu, 10 Dec 2026, 19:30",
        "soon",
        "soon",
    ]


async def test_times_that_come_in_later_are_written_once(new_fan: NewFan) -> None:
    ana = await begin(new_fan, timezone_id="Europe/Lisbon")
    await ana.page.goto(f"{ana.server.site}/shared")
    await ana.page.evaluate("html => { document.body.innerHTML = html; }", HELD + STARTS)
    await expect(ana.page.locator("#held")).to_have_text("20:37")
    await ana.page.evaluate("document.querySelector('#held time').dateTime = '2026-06-01T19:47:00Z'")
    await expect(ana.page.locator("#held")).to_have_text("20:47")
    await ana.page.evaluate("document.querySelector('#starts time').textContent = 'Sat, 10 Oct 2026, 20:00'")
    await expect(ana.page.locator("#starts")).to_have_text("Sat, 10 Oct 2026, 20:00\u00a0GMT+9")


async def test_a_fan_takes_one_place_although_the_waiting_room_moves_to_their_language(
    new_fan: NewFan, scenario: Scenario, performance: int
) -> None:
    room, ana = await scenario.create_waiting_room(performance), await new_fan("Ana")
    await ana.context.add_cookies([{"name": "aisle-language", "value": "en-XA", "url": ana.server.site}])
    await ana.opens(f"/waiting-rooms/{room}?to={performance}")
    await expect(ana.page).to_have_url(f"{ana.server.site}/waiting-rooms/{room}?to={performance}&lang=en-XA")
    await expect(ana.page.locator("html")).to_have_attribute("lang", "en-XA")
    await expect(ana.page.locator("main:not([data-state=looking])")).to_be_visible()  # also of the seats, once inside
    assert await scenario.fetch_value("SELECT count(*) FROM place WHERE room = $1", room) == 1


async def test_the_bar_leads_to_the_page_in_another_language_also_without_script(
    new_fan: NewFan, performance: int
) -> None:
    ana = await new_fan("Ana", java_script_enabled=False)
    ana.expects(r"request: csp GET \S+\.js$")
    await ana.opens(f"/performances/{performance}/list?party=2&lang=en-XA")
    await ana.page.locator("[popovertarget=languages]").click()
    await ana.page.get_by_role("link", name="English", exact=True).click()
    await expect(ana.page).to_have_url(f"{ana.server.site}/performances/{performance}/list?party=2&lang=en")
    await expect(ana.page.locator("html")).to_have_attribute("lang", "en")


async def test_the_list_of_languages_is_accessible_on_a_phone(new_fan: NewFan, performance: int) -> None:
    ana = await new_fan("Ana", viewport=PHONE)
    for path in (f"/performances/{performance}", "/"):
        await ana.opens(f"{path}?lang=en-XA")
        await ana.page.locator("[popovertarget=languages]").click()
        await expect(ana.page.locator("#languages")).to_be_in_viewport(ratio=1)
        assert await findings(ana.page, ALL) == []
        assert await ana.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_the_link_to_another_language_keeps_the_place_on_the_page(new_fan: NewFan, performance: int) -> None:
    ana = await new_fan("Ana")
    await ana.opens(f"/performances/{performance}/list?party=2#main")
    await ana.page.locator("[popovertarget=languages]").click()
    await ana.page.locator("#languages [lang=de]").click()
    await expect(ana.page).to_have_url(f"{ana.server.site}/performances/{performance}/list?party=2&lang=de#main")


async def test_the_link_to_another_language_keeps_what_is_typed_at_the_checkout(
    new_fan: NewFan, performance: int
) -> None:
    ana = await new_fan("Ana")
    await ana.opens_map(performance)
    await ana.takes("Stalls H 11")
    await ana.checks_out()
    await ana.page.locator("#email").fill("ana@example.org")
    await ana.page.locator("#name").fill("Ana Silva")
    await ana.page.locator("[popovertarget=languages]").click()
    await ana.page.locator("#languages [lang=de]").click()
    await expect(ana.page.locator("html")).to_have_attribute("lang", "de")
    await expect(ana.page.locator("#email")).to_have_value("ana@example.org")
    await expect(ana.page.locator("#name")).to_have_value("Ana Silva")
    assert await ana.page.evaluate("sessionStorage.length") == 0
