"""The waiting room's pages: one with the same bytes for all fans, one without script for each fan, files for a CDN."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.errors import NotFound
from app.settings import settings
from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.export_static_page import export_page
from app.waiting_room.pages import page_data, rendered_page, theme_css
from db import pool
from db.transaction import transaction
from tests.events.test_home import INLINE
from tests.fan import Fan
from tests.waiting_room.scenarios import admit_place, call_places, create_draw, create_room
from tests.world import World, a_performance

Visit = Callable[[], Fan]
SOON = timedelta(minutes=20)
DRAWN = """
    UPDATE draw SET closed_at = now(), n = 0, root = sha256(''), opened_at = now(), seed = sha256(''), without = $2
    WHERE room = $1
"""


@pytest_asyncio.fixture(loop_scope="session")
async def kept(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Keep cached values for a second, as in production."""
    monkeypatch.setenv("AISLE_ENV", "development")
    settings.cache_clear()
    yield
    for answers in (page_data, rendered_page, theme_css):
        answers.clear()
    monkeypatch.undo()
    settings.cache_clear()


async def enter(fan: Fan, room: int) -> str:
    """Give the fan a number, as on the page without script; return the id of the fan's person."""
    await fan.read(f"/waiting-rooms/{room}/plain")
    person = next(value for name, value in fan.browser.cookies.items() if name == "aisle").rpartition(".")[0]
    await pool.fetch("SELECT * FROM join_room($1, $2, $3, '{0}')", room, [person], [sha256(person.encode()).digest()])
    return person


async def test_the_page_is_the_same_to_the_byte_for_everybody_and_nobody_is_met(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    ana, ben = visit(), visit()
    ana.browser.cookies.set(f"place-{room}", f"{room}.1.ab.cd.sig")
    answers = [await fan.read(f"/waiting-rooms/{room}?to={to}") for fan, to in ((ana, world.preview), (ben, 0))]
    assert answers[0].content == answers[1].content
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=5"}
    assert [answer.headers.get("set-cookie") for answer in answers] == [None, None]
    assert "nonce" not in answers[0].headers["content-security-policy"]


async def test_whoever_has_the_page_is_told_so_in_a_few_bytes(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    first = await fan.read(f"/waiting-rooms/{room}")
    again = await fan.read(f"/waiting-rooms/{room}", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_thousand_views_are_a_handful_of_statements(
    world: World, visit: Visit, kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, fan = await create_room(world.preview), visit()
    await fan.read(f"/waiting-rooms/{room}")
    requested: list[Any] = []
    monkeypatch.setattr(type(pool.pool()), "fetch", lambda *_: requested.append("fetch"))
    monkeypatch.setattr(type(pool.pool()), "fetchrow", lambda *_: requested.append("fetchrow"))
    for _ in range(20):
        assert (await fan.read(f"/waiting-rooms/{room}")).status_code == 200
    assert requested == []


@pytest.mark.parametrize("page", ["", "/plain", "/colours.css"])
async def test_a_room_that_is_not_there_is_not_found(world: World, visit: Visit, page: str) -> None:
    assert (await visit().read(f"/waiting-rooms/99{page}")).status_code == 404


async def test_a_room_that_is_off_sends_on_to_the_performance(world: World, visit: Visit) -> None:
    room = await create_room(world.opening, world.preview, mode="off")
    for to, there in ((world.preview, world.preview), (world.opening, world.opening), (99, world.opening)):
        answer = await visit().read(f"/waiting-rooms/{room}?to={to}")
        assert (answer.status_code, answer.headers["location"].endswith(f"/performances/{there}")) == (303, True)


async def test_a_room_of_drafts_only_is_nobodys_business(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    await pool.execute("UPDATE performance SET state = 'draft'")
    assert (await visit().read(f"/waiting-rooms/{room}")).status_code == 404


async def test_the_draws_seal_is_on_the_page_and_its_key_is_not(world: World, visit: Visit) -> None:
    room = await create_room(world.preview, opens_at=datetime.now(UTC) + SOON, draws_at=datetime.now(UTC) + 2 * SOON)
    await create_draw(room, key=b"q" * 32, outside="beacon", chain="52db", round=7)
    text = (await visit().read(f"/waiting-rooms/{room}")).text
    seal = sha256(b"q" * 32 + room.to_bytes(8, "big")).hexdigest()
    assert (seal[:8] in text, 'data-round="7"' in text, (b"q" * 32).hex() in text) == (True, True, False)


async def test_the_page_says_when_the_beacons_round_comes_and_whether_the_order_was_drawn_with_it(
    world: World, visit: Visit
) -> None:
    room = await create_room(world.preview, draws_at=datetime.now(UTC))
    await create_draw(room, outside="beacon", chain=QUICKNET.hash, round=7)
    page = f"/waiting-rooms/{room}"
    texts = [(await visit().read(page)).text]
    for without in (None, "The beacon is away"):
        await pool.execute(DRAWN, room, without)
        texts.append((await visit().read(page)).text)
    assert f'data-round-at="{QUICKNET.time_of(7).isoformat()}"' in texts[0]
    assert [re.findall(r'data-order="(\w+)"', text) for text in texts] == [[], ["with"], ["without"]]


async def test_dates_without_waiting_are_offered_and_others_are_not(world: World, visit: Visit) -> None:
    async with transaction() as connection:
        more = [await a_performance(connection, world.olga, world.plan, f"n{n}", "N") for n in range(3)]
    await pool.execute("UPDATE performance SET event = (SELECT event FROM performance WHERE id = $1)", world.opening)
    room = await create_room(world.opening, world.preview)
    await create_room(more[0])
    await create_room(more[1], mode="automatic")
    text = (await visit().read(f"/waiting-rooms/{room}")).text
    free, others = re.findall(r"(?:Without waiting|Other dates):.*?</p>", text)[::-1]
    assert [n for n, show in enumerate(more) if f'href="/performances/{show}"' in free] == [1, 2]
    assert [n for n, show in enumerate(more) if f'href="/performances/{show}"' in others] == [0, 1, 2]
    assert f'data-other="{world.preview}"' in text


async def test_the_pages_carry_no_style_or_script_inside(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    for page in ("", "/plain"):
        assert INLINE.findall((await visit().read(f"/waiting-rooms/{room}{page}")).text) == []


async def test_the_plain_page_offers_a_number_then_tells_who_is_ahead_then_the_turn(world: World, visit: Visit) -> None:
    room, ana, ben = await create_room(world.preview), visit(), visit()
    page = f"/waiting-rooms/{room}/plain"
    before = await ana.read(page)
    assert (f'action="/waiting-rooms/{room}/places' in before.text, before.headers["cache-control"]) == (
        True,
        "no-store",
    )
    await enter(ana, room)
    await enter(ben, room)
    assert re.search(r"figure\">1</span> <span class=\"count-says\">person ahead of you", (await ben.read(page)).text)
    await call_places(room, 1)
    texts = [(await fan.read(page)).text for fan in (ana, ben)]
    assert [f'action="/waiting-rooms/{room}/admissions' in text for text in texts] == [True, False]
    assert "You are next." in texts[1]


async def test_the_plain_page_of_a_turn_that_has_passed_offers_a_new_place(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await enter(fan, room)
    await call_places(room, 1)
    await pool.execute("UPDATE queue_log SET at = at - interval '11 minutes'")
    text = (await fan.read(f"/waiting-rooms/{room}/plain")).text
    assert ("Your turn has passed" in text, "/places?to=" in text, "/admissions" in text) == (True, True, False)


async def test_the_plain_page_of_somebody_inside_leads_to_the_seats(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    person = await enter(fan, room)
    await call_places(room, 1)
    await admit_place(room, 1, person)
    text = (await fan.read(f"/waiting-rooms/{room}/plain")).text
    assert ("You are in" in text, f'href="/performances/{world.preview}"' in text) == (True, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opens_at": datetime.now(UTC) + SOON}, "The waiting room is not open yet"),
        ({"draws_at": datetime.now(UTC) + SOON}, "your number"),
        ({"paused_at": datetime.now(UTC)}, "Nobody is let in just now."),
        ({"mode": "automatic"}, "Nobody has to wait just now"),
        ({"ended_at": datetime.now(UTC), "ended_as": "sold_out"}, "Sold out"),
        ({"ended_at": datetime.now(UTC), "ended_as": "over"}, "This sale is over"),
        ({"ended_at": datetime.now(UTC), "ended_as": "cancelled"}, "This performance is cancelled"),
        ({"ended_at": datetime.now(UTC), "ended_as": "staff"}, "Nobody has to wait just now"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_the_plain_page_says(world: World, visit: Visit, changes: dict[str, Any], words: str) -> None:
    room, fan = await create_room(world.preview), visit()
    if "draws_at" in changes:
        await create_draw(room)
    await enter(fan, room)
    columns = ", ".join(f"{column} = ${n}" for n, column in enumerate(changes, 1))
    await pool.execute(f"UPDATE waiting_room SET {columns}", *changes.values())
    assert words in (await fan.read(f"/waiting-rooms/{room}/plain")).text


async def test_the_plain_page_waits_for_the_draw_once_it_is_closed(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await create_draw(room)
    await enter(fan, room)
    await pool.execute("UPDATE draw SET closed_at = now(), n = 1, root = $1", bytes(32))
    text = (await fan.read(f"/waiting-rooms/{room}/plain")).text
    assert ("The draw waits for" in text, "Your number, 1, is kept" in text) == (True, True)


async def test_an_exported_page_brings_everything_it_asks_for(world: World, visit: Visit, tmp_path: Path) -> None:
    room = await create_room(world.preview)
    files = await export_page(room, tmp_path)
    page = files[0].read_text()
    assert page == (await visit().read(f"/waiting-rooms/{room}")).text
    assert missing(files, tmp_path) == []


def missing(files: list[Path], folder: Path) -> list[str]:
    """List the files that the page, its scripts or its style sheets load and the folder does not have."""
    page, near = files[0].read_text(), {".js": r'^import [^;]*"(\.[^"]+)"', ".css": r'url\("([^"]+)"\)'}
    named = re.findall(r'(?:href|src)="/(assets/[^"]+|waiting-rooms/\d+/colours.css)"', page)
    requested = [folder / name for name in named]
    for file in (file for file in files if file.suffix in near):
        names = re.findall(near[file.suffix], file.read_text(), re.MULTILINE)
        requested += [file.parent / name for name in names]
    assert len(requested) > 50
    return [str(file) for file in requested if not file.resolve().is_file()]


async def test_a_room_that_is_not_there_is_not_exported(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await export_page(99, tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
