"""The waiting room's shared pages exist once per language, chosen by their address alone; the page without script is in
the language of its visitor."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.language.languages import PSEUDO, language
from app.waiting_room import export_static_page
from app.waiting_room.export_static_page import export_page
from db import pool
from tests.fan import Fan
from tests.waiting_room.scenarios import create_draw, create_room
from tests.world import World

Visit = Callable[[], Fan]
SHARED = ["/waiting-rooms/{room}", "/waiting-rooms/{room}/draw", "/performances/{show}/sale"]
WISHES = {"Accept-Language": PSEUDO, "Cookie": f"aisle-language={PSEUDO}"}
SOON = timedelta(minutes=20)
NAMES = (
    "Preview",
    "Opening Night",
    "Rex",
    "Lisbon",
    "Rua",
    "drand",
    "verify_draw.py",
    "Aisle",
    "Premium",
    "Stalls",
    "English",
    "Deutsch",
    "Pseudo",
)
"""Words of texts that are in no catalogue: names of organizers, programs and networks."""


class Texts(HTMLParser):
    """Collects the texts that a page shows or reads out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "script")
        self.texts += [value or "" for name, value in attrs if name in ("title", "aria-label", "alt", "placeholder")]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        self.texts += [data] * (not self.hidden)


def unbracketed(page: str) -> list[str]:
    """Return the texts of a page in the pseudo-language that are not from its catalogue."""
    parser = Texts()
    page = re.sub(r"⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧", "", page)
    parser.feed(page)
    texts = [text.strip() for text in parser.texts]
    return [text for text in texts if re.search(r"[A-Za-z]{2} [A-Za-z]{2}|[A-Za-z]{5}", text) and not is_data(text)]


def is_data(text: str) -> bool:
    return any(name in text for name in NAMES) or bool(re.search(r"[0-9a-f]{8}|, \d\d? \w+ \d{4}|\b\d\d:\d\d", text))


def labels_in_code(page: str) -> list[str]:
    """Return the texts from left to right that have translated words: words have the direction of the page."""
    return [text for text in re.findall(r'<code[^>]* dir="ltr"[^>]*>([^<]*)</code>', page) if "⟦" in text]


async def addresses(world: World) -> dict[str, str]:
    """Return a waiting room with a draw, with the addresses of its shared pages."""
    room = await create_room(world.preview, opens_at=datetime.now(UTC) + SOON, draws_at=datetime.now(UTC) + 2 * SOON)
    await create_draw(room)
    return {address: address.format(room=room, show=world.preview) for address in SHARED}


@pytest.mark.parametrize("address", SHARED)
async def test_a_shared_page_depends_on_its_address_alone(world: World, visit: Visit, address: str) -> None:
    page = (await addresses(world))[address]
    usual, wanted, unknown, malformed = [
        await visit().read(page + query, **headers)
        for query, headers in (("", {}), ("", WISHES), ("?lang=tlh", WISHES), ("?lang=%00%F0", WISHES))
    ]
    assert "⟦" not in usual.text
    assert [without_time(shown.text) for shown in (wanted, unknown, malformed)] == [without_time(usual.text)] * 3
    assert {shown.headers.get("vary", "Accept-Encoding") for shown in (usual, wanted)} == {"Accept-Encoding"}
    assert "set-cookie" not in wanted.headers


def without_time(page: str) -> str:
    return re.sub(r'data-now="[^"]+"', "", page)


@pytest.mark.parametrize("address", SHARED[:2])
async def test_an_address_with_a_language_speaks_it(world: World, visit: Visit, address: str) -> None:
    page = (await addresses(world))[address]
    shown = await visit().read(f"{page}?lang={PSEUDO.lower()}")
    assert unbracketed(shown.text) == labels_in_code(shown.text) == []
    assert shown.text.count("⟦") > 3
    assert "public" in shown.headers["cache-control"]


async def test_a_shared_page_leads_on_in_its_language(world: World, visit: Visit) -> None:
    room_page = (await addresses(world))[SHARED[0]]
    usual, own, pseudo = [
        (await visit().read(f"{room_page}{query}")).text for query in ("", "?lang=en", f"?lang={PSEUDO}")
    ]
    plain, draw = f"{room_page}/plain?to={world.preview}", f"{room_page}/draw?to={world.preview}"
    assert f'lang="{PSEUDO}"' in pseudo
    assert f'url={plain}"' in usual  # its language is negotiated
    assert f'url={plain}&amp;lang=en"' in own, "the organizer's is not what the browser of this visitor prefers"
    assert f'url={plain}&amp;lang={PSEUDO}"' in pseudo
    assert f'href="{draw}&amp;lang={PSEUDO}"' in pseudo


async def test_the_page_without_script_is_in_the_visitors_language(world: World, visit: Visit) -> None:
    page, fan = (await addresses(world))[SHARED[0]] + "/plain", visit()
    text = (await fan.read(page, **{"Accept-Language": PSEUDO})).text
    assert unbracketed(text) == []
    assert f'href="{page}?to={world.preview}"' in text  # without a language: it is negotiated again
    named = (await fan.read(f"{page}?lang={PSEUDO}")).text
    assert f"?to={world.preview}&amp;lang={PSEUDO}" in named


@pytest.mark.parametrize("state", ["sealed", "closed", "drawn", "none"])
async def test_every_step_of_a_draw_is_in_the_language(world: World, visit: Visit, state: str) -> None:
    room = await create_room(world.preview, draws_at=datetime.now(UTC))
    if state != "none":
        await create_draw(room, outside="witness", witness="Rex", witness_seal=bytes(32))
    if state in ("closed", "drawn"):
        await pool.execute("UPDATE draw SET closed_at = now(), n = 2, root = sha256('') WHERE room = $1", room)
    if state == "drawn":
        await pool.execute(
            "UPDATE draw SET opened_at = now(), seed = sha256(''), outside_value = sha256('') WHERE room = $1", room
        )
    page = (await visit().read(f"/waiting-rooms/{room}/draw?lang={PSEUDO}")).text
    assert unbracketed(page) == labels_in_code(page) == []


async def test_an_error_is_told_in_the_language_of_the_request(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    answer = await visit().browser.post(
        f"/waiting-rooms/{room}/admissions", headers={"Accept": "application/json", "X-Language": PSEUDO}
    )
    assert answer.json()["detail"].startswith("⟦")
    assert answer.json()["title"].startswith("⟦")


async def test_the_export_has_a_file_for_each_language(
    world: World, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {tag: language(tag) for tag in ("en", PSEUDO)}
    monkeypatch.setattr(export_static_page, "languages", lambda: both)
    room = await create_room(world.preview)
    files = await export_page(room, tmp_path)
    folder = tmp_path / "waiting-rooms" / str(room)
    assert files[0] == folder / "index.html"
    for name, query in (("", ""), (".en", "?lang=en"), (f".{PSEUDO}", f"?lang={PSEUDO}")):
        page = (await visit().read(f"/waiting-rooms/{room}{query}")).text
        assert (folder / f"index{name}.html").read_text() == page
    pseudo = (folder / f"index.{PSEUDO}.html").read_text()
    texts = re.findall(rf'src="/(assets/\w+/messages/{PSEUDO}\.js)"', pseudo)
    assert [(tmp_path / path).is_file() for path in texts] == [True]
