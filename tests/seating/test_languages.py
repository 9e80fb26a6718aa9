"""Tests of the seat pages in another language: nothing stays English but the names that the organizer gave."""

import re
from collections.abc import Callable, Iterator

import pytest
import pytest_asyncio

from app.events.catalog import Performance
from app.seating.holds.hold import hold_seats
from tests.fan import HTMX, JSON, Fan
from tests.seating.scenarios import FLOOR, create_night
from tests.world import World

Visit = Callable[[], Fan]
PSEUDO = {"X-Language": "en-XA"}
JAPANESE = {"X-Language": "ja"}
NAMES = r"Floor|Tables?|Stalls|Circle|Adult|Child|Member|Booking fee|Handling|EUR|The Rex|[A-Z]{1,4}"
"""What the organizer named, or what is the same in every language."""
SPOKEN = re.compile(r'(?:aria-label|title|alt|placeholder)="([^"]*)"')


@pytest_asyncio.fixture(loop_scope="session")
async def night(world: World) -> Performance:
    """Create a performance in the hall of plans.py."""
    return await create_night(world)


def english_words(html: str) -> list[str]:
    """Return the words on the main part of a page, or in a fragment, that are in no translated text."""
    return [word for text in _texts(html) for word in re.findall(r"[A-Za-z]{2,}", _untranslated(text))]


def _texts(html: str) -> Iterator[str]:
    main = re.search(r"<main.*</main>", html, re.DOTALL)
    body = re.sub(r"<(style|script)\b.*?</\1>", "", main[0] if main else html, flags=re.DOTALL)
    yield from SPOKEN.findall(body)
    yield re.sub(r"<[^>]*>", " ", body)


def _untranslated(text: str) -> str:
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return re.sub(rf"&\w+;|\b(?:{NAMES})\b", " ", text)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/list",
        "/list?section=Stalls&party=3",
        "/list?section=Tables",
        "/list?section=Floor",
        "/list?section=Circle&party=5&access=1",
        "/list?from=cheap",
        "/list?level=2&section=Stalls",
        "/list?to=1",
    ],
)
async def test_a_page_says_nothing_in_english(night: Performance, visit: Visit, page: str) -> None:
    answer = await visit().read(f"/performances/{night.id}{page}", **PSEUDO)
    assert (answer.status_code, english_words(answer.text)) == (200, [])


@pytest.mark.parametrize(
    "form",
    [
        {"party": 2},
        {"party": 2, "section": "Stalls", "to": "70"},
        {"party": 6, "section": "Tables"},
        {"party": 2, "wheelchairs": 1},
        {"party": 3, "section": "Floor"},
        {"party": 8, "level": 2},
        {"party": 99},
        {"from": "cheap"},
    ],
)
async def test_best_available_answers_in_the_language(
    night: Performance, visit: Visit, form: dict[str, object]
) -> None:
    answer = await visit().send(f"/performances/{night.id}/holds/best", form, **HTMX, **PSEUDO)
    assert english_words(answer.text) == []
    assert "⟦" in answer.text


@pytest.mark.parametrize("seats", ["26 27", "18", "19", "10", "27", "0 1", "999", "x", "35"])
async def test_taking_seats_answers_in_the_language(night: Performance, visit: Visit, seats: str) -> None:
    await hold_seats(night.id, "ben", [27, 28], night.plan)
    form = {"seats": seats, "plan": night.plan}
    answer = await visit().send(f"/performances/{night.id}/holds", form, **HTMX, **PSEUDO)
    assert english_words(answer.text) == []


async def test_a_program_gets_its_texts_in_the_language(night: Performance, visit: Visit) -> None:
    fan, address = visit(), f"/performances/{night.id}/holds"
    body = (await fan.send(address, {"area": FLOOR, "count": 2, "plan": night.plan}, **JSON, **PSEUDO)).json()
    assert re.match(r"⟦Floor, 2 plåçéš·+⟧", body["lines"][0]["words"])
    gone = (await fan.send(f"{address}/best", {"party": 2}, **JSON, **PSEUDO)).json()
    assert {text[0] for text in (gone["notices"][0]["title"], gone["notices"][0]["button"]["label"])} == {"⟦"}


async def test_a_notice_that_waits_for_the_next_page_is_in_the_language_of_that_page(
    night: Performance, visit: Visit
) -> None:
    fan = visit()
    sent = await fan.send(f"/performances/{night.id}/holds/best", {"party": 2, "back": "list"})
    page = await fan.read(sent.headers["location"], **PSEUDO)
    assert "⟦Shöw mé åñöthér" in page.text


async def test_the_end_of_a_hold_says_its_zone(night: Performance, visit: Visit) -> None:
    fan = visit()
    basket = (await fan.send(f"/performances/{night.id}/holds", {"seats": "26", "plan": night.plan}, **HTMX)).text
    assert re.search(r'until <time datetime="[^"]+" data-local="short">[^<]*\d\d:\d\d WES?T</time>', basket)


async def test_english_words_are_found(night: Performance, visit: Visit) -> None:
    answer = await visit().read(f"/performances/{night.id}/list?section=Stalls")
    assert {"Take", "seats", "left", "Where", "together"} <= set(english_words(answer.text))


async def test_one_seat_is_not_called_together(night: Performance, visit: Visit) -> None:
    page = (await visit().read(f"/performances/{night.id}/list?section=Stalls&party=1", **JAPANESE)).text
    assert "<output>1席</output>" in page
