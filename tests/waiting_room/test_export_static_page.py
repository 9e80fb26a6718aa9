"""A CDN in front of the server serves the exported page, and passes only joins, admissions and the status on."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from aiohttp import web

from app.waiting_room.export_static_page import export_page
from tests.fan import Fan
from tests.waiting_room.scenarios import create_room
from tests.world import World


class Cdn:
    """A file server. Requests for other files it passes on to the application, and records them in `handed_on`."""

    def __init__(self, folder: Path, house: httpx.AsyncClient) -> None:
        self.folder, self.house = folder, house
        self.handed_on: list[str] = []
        self.address = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file of the folder, or else with the application's response."""
        file = self.folder / request.path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if request.method == "GET" and file.is_file():
            return web.FileResponse(file)
        self.handed_on.append(f"{request.method} {request.path}")
        headers = {"Cookie": request.headers.get("Cookie", ""), "Accept": request.headers.get("Accept", "*/*")}
        response = await self.house.request(request.method, request.path_qs, headers=headers)
        cookies = [("Set-Cookie", cookie) for cookie in response.headers.get_list("set-cookie")]
        kind = ("Content-Type", response.headers.get("content-type", "text/plain"))
        return web.Response(status=response.status_code, body=response.content, headers=[kind, *cookies])  # type: ignore[arg-type]


@pytest_asyncio.fixture(loop_scope="session")
async def cdn(world: World, visit: Callable[[], Fan], tmp_path: Path) -> AsyncIterator[Cdn]:
    """Run the CDN in front of the application, on its own port."""
    server, app = Cdn(tmp_path, visit().browser), web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


async def test_who_waits_costs_the_house_nothing_but_a_join(world: World, cdn: Cdn) -> None:
    room = await create_room(world.preview)
    files = await export_page(room, cdn.folder)
    async with httpx.AsyncClient(base_url=cdn.address) as browser:
        for file in files:
            address = "/" + str(file.relative_to(cdn.folder)).removesuffix("/index.html")
            assert (await browser.get(address)).content == file.read_bytes()
        assert cdn.handed_on == []
        joined = await browser.post(f"/waiting-rooms/{room}/places", headers={"Accept": "application/json"})
    assert (joined.status_code, joined.json()["number"], f"place-{room}" in browser.cookies) == (200, 1, True)
    assert cdn.handed_on == [f"POST /waiting-rooms/{room}/places"]


@pytest.mark.parametrize("page", ["/waiting-rooms/{}/plain", "/waiting-rooms/{}/now", "/performances/1/list"])
async def test_what_is_not_exported_comes_from_the_house(world: World, cdn: Cdn, page: str) -> None:
    room = await create_room(world.preview)
    await export_page(room, cdn.folder)
    async with httpx.AsyncClient(base_url=cdn.address) as browser:
        answer = await browser.get(page.format(room))
    assert (answer.status_code < 400, len(cdn.handed_on)) == (True, 1)
