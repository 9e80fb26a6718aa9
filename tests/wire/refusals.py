"""Shapes of the errors of routes, by status."""

from collections.abc import Callable

import httpx

from app.web.load.load_shedding import LoadShedder
from app.web.load.pressure import DRAIN_SECONDS
from tests.fan import HTMX, JSON, Fan
from tests.web.load.fill import fill
from tests.wire.seats import BROWSER, post
from tests.wire.shapes import Shapes
from tests.world import World

Visit = Callable[[], Fan]
SITE = "http://127.0.0.1:8000"


async def everything(world: World, visit: Visit) -> Shapes:
    """Return the shapes of 400, 403, 404, 405, 413, 429 and 503, and of the health endpoints."""
    shapes, base = Shapes(), f"/performances/{world.preview}"
    for path in ("/health/live", "/health/ready"):
        shapes.answer("", await visit().read(path, **JSON))
    for kind in (JSON, HTMX, BROWSER):
        label = kind.get("Accept", "HTMX")
        shapes.answer(label, await visit().read("/nowhere", **kind))
        shapes.answer(label, await visit().read("/performances/999999", **kind))
        shapes.answer(label, await visit().read(f"{base}/seats?at=x", **kind))
        shapes.answer(f"without token, {label}", await visit().browser.post(f"{base}/holds", headers=kind))
        shapes.answer(f"not taken, {label}", await visit().browser.delete(base, headers=kind))
    shapes.answer("too much", await post(visit(), f"{base}/holds", b"{" + b" " * 2_000_000 + b"}"))
    shapes.answer("not JSON", await post(visit(), f"{base}/holds", b"{"))
    shapes.answer("too fast", await _until(429, visit(), f"{base}/holds/extensions"))
    await _busy(shapes)
    return shapes


async def _until(status: int, fan: Fan, address: str) -> httpx.Response:
    """Repeat the request, also in the next window of ten seconds, until the response has this status; return it."""
    for _ in range(50):
        answer = await post(fan, address, {})
        if answer.status_code == status:
            return answer
    raise AssertionError(f"never {status}")


async def _busy(shapes: Shapes) -> None:
    """Record the 503 of the load shedder of a process that is under pressure."""
    shedder = LoadShedder(None, lambda _: None)
    fill(shedder.pressure, 2 * DRAIN_SECONDS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=shedder), base_url=SITE) as browser:
        for kind in (JSON, HTMX, BROWSER):
            shapes.answer(f"busy, {kind.get('Accept', 'HTMX')}", await browser.get("/", headers=kind))
