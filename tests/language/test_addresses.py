"""A language has an address: ?lang=, links to it on every page, and alternates on public ones."""

import re
from collections.abc import Callable, Iterator

import pytest

from app.language.languages import languages
from app.waiting_room.shared_pages import public_templates
from tests.checkout.scenarios import order_free_seats
from tests.conftest import app_of
from tests.fan import HTMX, JSON, Fan
from tests.language.conftest import own_catalogues
from tests.waiting_room.scenarios import create_room
from tests.world import World

Visit = Callable[[], Fan]
SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True, scope="module")
def german_and_arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make German and Arabic, and an application that has them."""
    with own_catalogues(tmp_path_factory.mktemp("catalogues")) as write:
        write("de", {"There is nothing at this address": "Hier ist nichts"})
        write("ar")
        app_of.cache_clear()
        public_templates.cache_clear()
        yield
    app_of.cache_clear()
    public_templates.cache_clear()


def links(html: str) -> dict[str, str]:
    """Return the addresses of the language links of a page, by tag."""
    found = re.findall(r'<a href="([^"]+)" lang="([\w-]+)" hreflang="\2"', html)
    return {tag: address.replace("&amp;", "&") for address, tag in found}


async def test_a_page_is_in_the_language_of_its_address(visit: Visit) -> None:
    answer = await visit().read("/?lang=de", **{"Accept-Language": "ar"})
    assert '<html lang="de" dir="ltr" data-locale="de-u-nu-latn">' in answer.text
    assert answer.headers["content-language"] == "de"
    arabic = await visit().read("/?lang=ar")
    assert '<html lang="ar" dir="rtl"' in arabic.text


async def test_the_next_pages_stay_in_it(visit: Visit) -> None:
    ana = visit()
    first = await ana.read("/?lang=de")
    cookie = next(line for line in first.headers.get_list("set-cookie") if line.startswith("aisle-language"))
    assert cookie == "aisle-language=de; Path=/; SameSite=lax; Max-Age=31536000"
    assert '<html lang="de"' in (await ana.read("/", **{"Accept-Language": "ar"})).text
    assert "set-cookie" not in (await ana.read("/?lang=de")).headers, "it has it already"
    assert '<html lang="ar"' in (await ana.read("/?lang=ar")).text
    assert '<html lang="ar"' in (await ana.read("/")).text


@pytest.mark.parametrize("tag", ["xx", "", "de%00", "../de", "d" * 3000])
async def test_an_unknown_language_is_negotiated_and_not_kept(visit: Visit, tag: str) -> None:
    answer = await visit().read(f"/?lang={tag}", **{"Accept-Language": "de"})
    assert (answer.status_code, '<html lang="de"' in answer.text) == (200, True)
    assert "aisle-language" not in str(answer.headers.get_list("set-cookie"))


async def test_errors_speak_it_as_pages_as_fragments_and_to_programs(visit: Visit) -> None:
    for headers in ({}, HTMX, JSON):
        answer = await visit().read("/nowhere?lang=de", **headers)
        assert (answer.status_code, "Hier ist nichts" in answer.text) == (404, True)


async def test_what_is_negotiated_is_kept_by_no_shared_cache(world: World, visit: Visit) -> None:
    ana, receipt = visit(), await order_free_seats(world)
    night = f"/performances/{world.preview}"
    for path in ("/", night, f"{night}/list", f"{night}/checkout", receipt.address, "/nowhere", f"{night}/basket"):
        for headers in ({}, JSON, HTMX):
            answer = await ana.read(path, **headers)
            cached = answer.headers.get("cache-control", "")
            assert cached == "no-store" or "private" in cached or answer.is_redirect, path


async def test_public_pages_name_their_alternates(world: World, visit: Visit) -> None:
    for path in ("/", f"/performances/{world.opening}", f"/performances/{world.opening}/list"):
        html = (await visit().read(f"{path}?level=1&lang=de")).text
        for tag in ("en", "de", "ar"):
            assert f'<link rel="alternate" hreflang="{tag}" href="{SITE}{path}?lang={tag}">' in html
        assert f'<link rel="alternate" hreflang="x-default" href="{SITE}{path}">' in html
        assert f'<link rel="canonical" href="{SITE}{path}?lang=de">' in html
        assert f'<link rel="canonical" href="{SITE}{path}">' in (await visit().read(path)).text


async def test_a_page_that_is_the_same_for_everybody_is_in_the_language_of_its_address_alone(
    world: World, visit: Visit
) -> None:
    room = await create_room(world.opening)
    for page in ("", "/draw"):
        path = f"/waiting-rooms/{room}{page}?to={world.opening}"
        for wanted, tag in (("", "en"), ("&lang=ar", "ar"), ("&lang=xx", "en")):
            answer = await visit().read(path + wanted, **{"Accept-Language": "de", "Cookie": "aisle-language=de"})
            assert f'<html lang="{tag}"' in answer.text
            assert links(answer.text)["de"] == f"?to={world.opening}&lang=de"
            assert f'hreflang="de" href="{SITE}{path}&amp;lang=de"' in answer.text
            assert f'hreflang="x-default" href="{SITE}{path}"' in answer.text
            assert re.search(r'own_language.js" data-languages="en ar de en-XA"></script>', answer.text)
            assert answer.headers["cache-control"].startswith("public")
            assert "set-cookie" not in answer.headers
            assert answer.headers.get("vary", "Accept-Encoding") == "Accept-Encoding"


async def test_private_pages_and_errors_have_none(world: World, visit: Visit) -> None:
    receipt = await order_free_seats(world)
    for path in (receipt.address, f"/performances/{world.preview}/checkout", "/nowhere"):
        html = (await visit().read(f"{path}?lang=de")).text
        assert '<html lang="de"' in html
        assert 'rel="alternate"' not in html
        assert 'rel="canonical"' not in html


async def test_every_page_leads_to_itself_in_the_other_languages(world: World, visit: Visit) -> None:
    receipt = await order_free_seats(world)
    night = f"/performances/{world.preview}"
    for path in ("/", night, f"{night}/list", f"{night}/checkout", receipt.address, "/nowhere"):
        html = (await visit().read(f"{path}?told&lang=de&level=1&level=2")).text
        assert links(html) == {tag: f"?told&level=1&level=2&lang={tag}" for tag in ("en", "de", "ar")}, path
        assert re.findall(r'lang="(\w+)" hreflang="\w+" aria-current="true">([^<]+)<', html) == [("de", "Deutsch")]


async def test_the_answer_to_a_form_leads_back_to_the_page_with_the_form(world: World, visit: Visit) -> None:
    ana, night = visit(), f"/performances/{world.preview}"
    await ana.read(f"{night}?lang=de")
    answer = await ana.send(f"{night}/orders", {"name": "Ana"}, Referer=f"{SITE}{night}/checkout?a=1")
    assert "<html" in answer.text
    assert links(answer.text)["ar"] == f"{night}/checkout?a=1&lang=ar"
    assert links((await ana.send(f"{night}/orders")).text)["ar"] == "/?lang=ar"


@pytest.mark.parametrize("path", ["//evil.example/x", "/%2F%2Fevil.example", "/%C3%A9/%22%3E%3Cscript%3E", "/a%0d%0ab"])
async def test_no_address_leads_elsewhere_or_into_the_page(visit: Visit, path: str) -> None:
    ana = visit()
    html = (await ana.read(f"{SITE}{path}?x=%22><script>")).text
    assert links(html)["de"].startswith("?x=")
    form = await ana.send("/nowhere", Referer=f"http://127.0.0.1:8000{path}")
    assert re.match(r"/(?!/)", links(form.text)["de"])
    for text in (html, form.text):
        assert '"><script>' not in text


async def test_with_one_language_there_is_nothing_to_choose(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    english = languages()["en"]
    monkeypatch.setattr("app.web.language_links.languages", lambda: {"en": english})
    html = (await visit().read("/")).text
    assert "hreflang" not in html
    assert "popovertarget" not in html
