"""Shapes of a waiting room, before, while and after a fan waits, and of a draw from its seal to its files."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx

from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.draw_steps import close_draw, open_draw
from app.waiting_room.draw.entropy_source import EntropySource
from app.waiting_room.draw.inclusion_proofs import block_roots
from db import pool
from tests.fan import HTMX, JSON, Fan
from tests.waiting_room.draw.draw_scenario import create_sealed_room, join_with_secrets, unpack
from tests.waiting_room.scenarios import (
    call_places,
    create_draw,
    create_room,
    enter_room,
    join_room,
    post_to_room,
    visit_and_enter,
)
from tests.waiting_room.test_access import hold, with_pass
from tests.wire.orders import journal
from tests.wire.seats import BROWSER
from tests.wire.shapes import Shapes
from tests.world import World

Visit = Callable[[], Fan]
HOUR = timedelta(hours=1)
FILES = ("leaves.csv", "log.csv", "draw.zip")
"""Downloads. Three rounds of them stay below the limit of an address in ten seconds."""
POSTS = ("places", "admissions", "returns")


async def pages(shapes: Shapes, fan: Fan, room: int, world: World, label: str) -> None:
    """Record the room's pages as they are now, and its status message."""
    for path in ("", "/plain", f"?to={world.opening}", f"/plain?to={world.opening}", "/draw", "/draw.json", "/now"):
        shapes.answer(label, await fan.read(f"/waiting-rooms/{room}{path}"))


async def send(fan: Fan, room: int, what: str) -> httpx.Response:
    """Send a form of the page without script, which has no CSRF token."""
    return await fan.browser.post(f"/waiting-rooms/{room}/{what}?to=0", headers=BROWSER)


async def a_fan_waits(shapes: Shapes, world: World, visit: Visit) -> None:
    """Record joining, waiting, admission and giving the place up, with script and without."""
    room = await create_room(world.preview, world.opening)
    ana, ben = visit(), visit()
    await pages(shapes, ana, room, world, "no place")
    for what in POSTS[1:]:
        shapes.answer("no place", await post_to_room(visit(), room, what))
        shapes.answer("no place, form", await send(visit(), room, what))
    shapes.answer("script", await post_to_room(ana, room, "places"))
    shapes.answer("form", await send(ben, room, "places"))
    await pages(shapes, ana, room, world, "waits")
    shapes.answer("not yet", await post_to_room(ana, room, "admissions"))
    shapes.answer("not yet, form", await send(ana, room, "admissions"))
    await call_places(room, 2)
    await pages(shapes, ana, room, world, "called")
    await pool.execute("UPDATE waiting_room SET target = 1")
    shapes.answer("admitted, form", await send(ben, room, "admissions"))
    shapes.answer("full", await post_to_room(ana, room, "admissions"))
    await pool.execute("UPDATE waiting_room SET target = 100")
    shapes.answer("admitted", await post_to_room(ana, room, "admissions"))
    await pages(shapes, ana, room, world, "inside")
    for path in ("", "/list", "/sale", "/sale?inside=1"):
        shapes.answer("inside", await ana.read(f"/performances/{world.preview}{path}"))
    shapes.answer("inside", await ana.read(f"/performances/{world.preview}/basket", **HTMX))
    shapes.answer("script", await post_to_room(ana, room, "returns"))
    shapes.answer("form", await send(ben, room, "returns"))


async def refused(shapes: Shapes, world: World, visit: Visit) -> None:
    """Record the refusals of the room, and of performances that need a pass."""
    room = await create_room(world.preview)
    fan, base = visit(), f"/performances/{world.preview}"
    shapes.answer("no room", await post_to_room(fan, 99, "places"))
    for path in ("/now", "/plain", "/draw.json"):
        shapes.answer("no room", await fan.read(f"/waiting-rooms/99{path}", **JSON))
    for what in POSTS:
        shapes.answer("from elsewhere", await post_to_room(fan, room, what, **{"Sec-Fetch-Site": "cross-site"}))
    for kind in (JSON, BROWSER):
        shapes.answer(f"must wait, {kind['Accept']}", await fan.read(base, **kind))
        shapes.answer(f"must wait, {kind['Accept']}", await fan.send(f"{base}/holds", {"seats": "17"}, **kind))
    shapes.answer("must wait", await fan.read(f"{base}/sale"))
    inside_once = await visit_and_enter(visit, room)
    await hold(inside_once, world)
    await with_pass(inside_once, room, timedelta(seconds=-1))
    shapes.answer("pass over", await hold(inside_once, world, 18))
    shapes.answer("pass over", await inside_once.read(base))
    shapes.answer(
        "pass over", await inside_once.send(f"{base}/holds", {"seats": "18", "plan": str(world.plan)}, **HTMX)
    )
    await join_room(fan, room)
    await call_places(room, 1)
    await pool.execute("UPDATE queue_log SET at = at - interval '11 minutes'")
    shapes.answer("place passed", await post_to_room(fan, room, "admissions"))
    for label, columns in (
        ("not open", "opens_at = now() + interval '1 hour'"),
        ("paused", "opens_at = now() - interval '1 hour', paused_at = now()"),
        ("ended", "paused_at = NULL, ended_at = now(), ended_as = 'staff'"),
    ):
        await pool.execute(f"UPDATE waiting_room SET {columns} WHERE id = $1", room)
        await pages(shapes, visit(), room, world, label)
        shapes.answer(label, await post_to_room(visit(), room, "places"))
        shapes.answer(label, await post_to_room(fan, room, "admissions"))
    await pool.execute("UPDATE performance SET waiting_room = NULL")


async def before(shapes: Shapes, world: World, visit: Visit) -> None:
    """Record a room with a draw that is not closed yet, before the sale."""
    soon = datetime.now(UTC) + HOUR
    room = await create_room(world.opening, draws_at=soon)
    await create_draw(room, outside="beacon", chain=QUICKNET.hash, round=10**9)
    await pool.execute("UPDATE performance SET on_sale_at = $1", soon)
    fan = visit()
    shapes.answer("gathering", await post_to_room(fan, room, "places"))
    await pages(shapes, fan, room, world, "gathering")
    for path in ("/list", "/sale"):
        shapes.answer("gathering", await fan.read(f"/performances/{world.opening}{path}", **BROWSER))
    await pool.execute("UPDATE performance SET on_sale_at = now(), waiting_room = NULL")


async def everything(world: World, visit: Visit) -> Shapes:
    """Return all shapes of a waiting room."""
    shapes = Shapes()
    await a_fan_waits(shapes, world, visit)
    await pool.execute("UPDATE performance SET waiting_room = NULL")
    await refused(shapes, world, visit)
    await before(shapes, world, visit)
    await journal(shapes)
    return shapes


async def draw(world: World, visit: Visit) -> Shapes:
    """Return the shapes of the draw's page and files before the close, after it, and after the draw."""
    shapes = Shapes()
    block_roots.clear()
    room = await create_sealed_room(world, EntropySource("beacon", chain=QUICKNET.hash, round=10**9))
    await join_with_secrets(room, "ana", "ben", "carl")
    await _draw_files(shapes, visit, room, "sealed")
    await close_draw(room)
    await _draw_files(shapes, visit, room, "closed")
    await open_draw(room, without="The beacon is away")
    await call_places(room, 2)
    await _draw_files(shapes, visit, room, "drawn")
    for number in ("0", "9", "x"):
        shapes.answer(
            f"no leaf {number}", await visit().read(f"/waiting-rooms/{room}/draw/leaves/{number}.json", **JSON)
        )
    first_come = await create_room(world.opening)
    await _draw_files(shapes, visit, first_come, "first come", ())
    fan = visit()
    place = await join_room(fan, first_come)
    await call_places(first_come, 1)
    shapes.json("place", place)
    shapes.json("way in", await enter_room(fan, first_come))
    await journal(shapes)
    return shapes


async def _draw_files(shapes: Shapes, visit: Visit, room: int, label: str, downloads: tuple[str, ...] = FILES) -> None:
    for file in ("draw", "draw.json", "draw/leaves/1.json", "now", "", *downloads):
        address = f"/waiting-rooms/{room}/{file}".rstrip("/")
        kind = {} if file in ("draw", "") else JSON
        answer = shapes.answer(label, await visit().read(address, **kind))
        if file == "draw.zip" and answer.is_success:
            packed = unpack(answer.content)
            shapes.add(f"files of draw.zip ({label})", packed)
            shapes.json(f"draw.json in draw.zip ({label})", packed["draw.json"])
