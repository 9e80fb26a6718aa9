"""Shapes of every page, file and response of a performance, as a browser, HTMX and a program get them."""

import re
from collections.abc import Callable
from typing import Any

import httpx

from app.events.catalog import Performance
from app.seating.holds.hold import hold_seats
from db import pool
from tests.fan import HTMX, JSON, Fan
from tests.seating.scenarios import create_night
from tests.wire.shapes import Shapes
from tests.world import World

Visit = Callable[[], Fan]
BROWSER = {"Accept": "text/html"}
WISH = ("seats", "plan", "back", "wheelchairs", "instead", "area", "count")
KIND = ("seats", "type", "count", "back")
FILTERS = ("level", "levels", "section", "wheelchairs", "companions", "from", "to", "least", "most")
SEARCH = ("party", "plan", "back", *FILTERS, "instead", "seen")
SEARCHES: dict[str, dict[str, Any]] = {
    "nothing fits": {"party": 4, "from": "1000"},
    "no party": {"party": 0},
    "too many": {"party": 9},
    "no spaces": {"party": 4, "wheelchairs": 2, "companions": 1},
    "bad party": {"party": 1, "companions": 1},
    "no level": {"level": 99},
    "no section": {"section": "Nowhere"},
    "no price": {"from": "cheap"},
    "turned round": {"from": "9", "to": "8"},
    "other plan": {"plan": 999_999},
    "level": {"level": 2, "party": 1},
    "words": {"party": "two"},
}
ALL_OPEN = "UPDATE seat SET status = 0, hold_id = NULL, hold_expires_at = NULL WHERE status <> 0"
REFUSED: dict[str, dict[str, Any]] = {
    "taken": {"seats": [30, 31]},
    "all taken": {"seats": [30]},
    "no such seat": {"seats": [5_000]},
    "none": {"seats": []},
    "twice": {"seats": [26, 26]},
    "too many": {"seats": list(range(10))},
    "too many named": {"seats": list(range(300))},
    "other plan": {"seats": [26], "plan": 999_999},
    "single": {"seats": [27]},
    "wheelchair space": {"seats": [18]},
    "companion": {"seats": [19]},
    "part of a table": {"seats": [10]},
    "both": {"seats": [26], "area": 0, "count": 1},
    "no such area": {"area": 26, "count": 1},
    "no such count": {"area": 0, "count": 0},
    "places gone": {"area": 0, "count": 8},
    "bad json": {"seats": ["x"]},
}


async def post(fan: Fan, address: str, body: object, **headers: str) -> httpx.Response:
    """Send JSON as a program does; bytes are sent as they are."""
    if not fan.token:
        await fan.read("/")
    kind = {"X-CSRF-Token": fan.token, "Content-Type": "application/json", **JSON, **headers}
    if isinstance(body, bytes):
        return await fan.browser.post(address, content=body, headers=kind)
    return await fan.browser.post(address, json=body, headers=kind)


async def pages(shapes: Shapes, fan: Fan, base: str, label: str) -> None:
    """Record the performance's pages as they are now."""
    for path in ("", "/list", "/list?section=Stalls&party=2&level=1&from=1&to=900", "/list?floor=Below", "/sale"):
        shapes.answer(label, await fan.read(base + path))
    for view in ("map", "list"):
        shapes.answer(label, await fan.read(f"{base}/basket?view={view}", **HTMX))
    shapes.answer(label, await fan.read(f"{base}/basket", **JSON))


async def taking(shapes: Shapes, visit: Visit, night: Performance) -> None:
    """Record the requests by which a fan holds, changes and releases seats."""
    fan, base = visit(), f"/performances/{night.id}"
    shapes.answer("", await fan.read("/"))
    await pages(shapes, fan, base, "holds nothing")
    shapes.answer("seats", await post(fan, f"{base}/holds", {"seats": [26, 27], "plan": night.plan, "back": "map"}))
    shapes.answer("form", await fan.send(f"{base}/holds", {"seats": "28", "plan": night.plan, "back": "list"}))
    shapes.answer("instead", await post(fan, f"{base}/holds", {"seats": [29], "instead": [28], "plan": night.plan}))
    shapes.answer("places", await post(fan, f"{base}/holds", {"area": 0, "count": 2, "plan": night.plan}))
    shapes.answer(
        "space", await post(visit(), f"{base}/holds", {"seats": [18, 19], "wheelchairs": 1, "plan": night.plan})
    )
    shapes.answer("", await post(fan, f"{base}/holds/types", {"seats": [26, 27], "type": 1, "count": 1}))
    shapes.answer("HTMX", await fan.send(f"{base}/holds/types", {"seats": "27", "type": "2"}, **HTMX))
    shapes.answer("not sold", await post(fan, f"{base}/holds/types", {"seats": [26], "type": 9}))
    shapes.answer("no count", await post(fan, f"{base}/holds/types", {"seats": [26], "type": 1, "count": 4}))
    await pages(shapes, fan, base, "holds seats")
    for label in ("once", "twice"):
        shapes.answer(label, await post(fan, f"{base}/holds/extensions", {}))
    shapes.answer("some", await post(fan, f"{base}/holds/returns", {"seats": [27]}))
    shapes.answer("all", await post(fan, f"{base}/holds/returns", {}))
    shapes.answer("gone", await post(fan, f"{base}/holds/extensions", {}))
    shapes.answer("gone, HTMX", await fan.send(f"{base}/holds/extensions", **HTMX))


async def refused(shapes: Shapes, visit: Visit, night: Performance) -> None:
    """Record every refused hold."""
    base = f"/performances/{night.id}"
    await hold_seats(night.id, "ben", [30, 31], night.plan)
    await post(visit(), f"{base}/holds", {"area": 0, "count": 6, "plan": night.plan})
    for label, named in REFUSED.items():
        wish = {"plan": night.plan} | named
        shapes.answer(label, await post(visit(), f"{base}/holds", wish))
        if "seats" in wish and "area" not in wish:
            form = wish | {"seats": " ".join(map(str, wish["seats"]))}
            fan = visit()
            shapes.answer(f"{label}, HTMX", await fan.send(f"{base}/holds", form, **HTMX))
            shapes.answer(f"{label}, form", await fan.send(f"{base}/holds", form | {"back": "list"}, **BROWSER))
    shapes.answer("lost", await visit().read(f"{base}/basket?lost=30+31", **JSON))
    shapes.answer("lost, HTMX", await visit().read(f"{base}/basket?view=map&lost=30", **HTMX))


async def searching(shapes: Shapes, visit: Visit, night: Performance) -> None:
    """Record searches for the best available seats, also where nothing fits."""
    fan, best = visit(), f"/performances/{night.id}/holds/best"
    wish = {"party": 2, "section": "Stalls", "to": 70, "plan": night.plan}
    told = shapes.answer("found", await post(fan, best, wish)).json()
    for label in ("others", "others again"):
        form: dict[str, Any] = {}
        for name, value in told["notices"][0]["button"]["fields"]:
            form.setdefault(name, []).append(value)
        shapes.add("POST fields of the next search", form)
        told = shapes.answer(label, await fan.send(best, form, **JSON)).json()
    shapes.answer("HTMX", await fan.send(best, {"party": "1", "section": "Circle"}, **HTMX))
    kept = shapes.answer("form", await fan.send(best, {"party": "2", "section": "Stalls", "back": "list"}))
    shapes.answer("told", await fan.read(kept.headers["location"].partition("#")[0]))
    for label, form in SEARCHES.items():
        shapes.answer(label, await visit().send(best, form, **JSON))
    shapes.answer("nothing fits, HTMX", await visit().send(best, SEARCHES["nothing fits"], **HTMX))
    shapes.answer("nothing fits, form", await visit().send(best, SEARCHES["nothing fits"] | {"back": "list"}))


async def understood(shapes: Shapes, visit: Visit, address: str, names: tuple[str, ...]) -> None:
    """Record which names of a body are read: a known name with a value of the wrong kind is refused."""
    for name in names:
        answer = await post(visit(), address, {name: {"x": 1}})
        shapes.add(
            f"names of JSON to {address.partition('/holds')[2] or '/'}", [f"{name}: {answer.json().get('error')}"]
        )
        form = await visit().send(address, {name: "x y"}, **JSON)
        shapes.add(
            f"names of forms to {address.partition('/holds')[2] or '/'}", [f"{name}: {form.json().get('error')}"]
        )


async def files(shapes: Shapes, visit: Visit, performance: int) -> None:
    """Record what a cache may keep: the snapshot's head, the levels, the drawing, the seats of each section."""
    fan = visit()
    page = (await fan.read(f"/performances/{performance}")).text
    snapshot = await fan.read(f"/performances/{performance}/seats?at=1")
    shapes.json("head of a snapshot", snapshot.text.split("\n")[0])
    shapes.answer("", snapshot)
    drawing = re.findall(r'data-drawing="([^"]+)"', page)[0]
    levels = re.findall(r'data-levels="([^"]+)"', page)[0]
    for address in (drawing, levels):
        shapes.answer("", await fan.read(address))
    for part in ("all", "0"):
        answer = shapes.answer("", await fan.read(drawing.replace(".svg", f"-{part}.json")))
        assert answer.status_code == 200
    shapes.answer("no such file", await fan.read("/plans/1/other.json", **JSON))


async def not_on_sale(shapes: Shapes, visit: Visit, night: Performance) -> None:
    """Record the pages and refusals before the sale, after it, and of a cancelled performance."""
    base, change = f"/performances/{night.id}", "UPDATE performance SET {} WHERE id = $1"
    for label, columns in (
        ("before the sale", "on_sale_at = now() + interval '1 hour'"),
        ("after the sale", "on_sale_at = now() - interval '2 hours', off_sale_at = now() - interval '1 hour'"),
        ("cancelled", "state = 'cancelled'"),
    ):
        await pool.execute(change.format(columns), night.id)
        await pages(shapes, visit(), base, label)
        shapes.answer(label, await post(visit(), f"{base}/holds", {"seats": [26], "plan": night.plan}))
        shapes.answer(label, await post(visit(), f"{base}/holds/best", {"party": 2}))


async def everything(world: World, visit: Visit) -> Shapes:
    """Return all these shapes, at a performance in the small hall."""
    shapes, night = Shapes(), await create_night(world)
    base = f"/performances/{night.id}"
    await files(shapes, visit, night.id)
    await files(shapes, visit, world.opening)
    await taking(shapes, visit, night)
    await pool.execute(ALL_OPEN)
    await searching(shapes, visit, night)
    await pool.execute(ALL_OPEN)
    for address, names in (("/holds", WISH), ("/holds/types", KIND), ("/holds/best", SEARCH)):
        await understood(shapes, visit, base + address, names)
    await pool.execute(ALL_OPEN)
    await refused(shapes, visit, night)
    await not_on_sale(shapes, visit, night)
    shapes.answer("of a large house", await visit().read(f"/performances/{world.opening}"))
    shapes.answer("of a large house", await visit().read(f"/performances/{world.opening}/list"))
    return shapes
