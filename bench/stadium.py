"""Measures the map of a stadium of 60,000 seats on a phone: how much is loaded before it can be used, and its frames.

`stadium_bytes_until_usable_kb`: all bytes received, compressed, until the sections are painted and live.
`stadium_usable_s`: the time until then, on a processor four times slower. `stadium_pan_p95_ms`,
`stadium_delta_500_p95_ms`: from one frame to the next while a finger drags over seats, and in the frames after 500
seats changed. The floor of a frame is that of an empty page in the same browser."""

import asyncio
import json
import statistics
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from playwright.async_api import Browser, BrowserContext, CDPSession, Page

from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer
from e2e.browser import open_browser
from e2e.server import open_server

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
STADIUM_SQL = """SELECT p.id FROM performance p JOIN event e ON e.id = p.event
    WHERE e.slug = 'rovers-v-mariners' ORDER BY p.id LIMIT 1"""
SLOWER = 4
SCRIPTS = Path(__file__).parent / "stadium.js"


class Sizes(msgspec.Struct, frozen=True):
    """The visits whose median is recorded, and the frames of the empty page, of panning, and of changing seats."""

    visits: int
    empty_frames: int
    pan_frames: int
    delta_frames: int


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record. The demonstration data, which has a stadium, is on a server of the browser tests."""
    asyncio.run(run(server.folder, sizes))


async def run(folder: Path, sizes: Sizes) -> None:
    """Start the server of the browser tests with its data in `folder`, and measure on it."""
    async with open_server(folder) as server, open_browser() as browser:
        address = f"{server.site}/performances/{await server.database.fetchval(STADIUM_SQL)}"
        await measure_loading(browser, address, sizes)
        await measure_frames(browser, address, sizes)


async def measure_loading(browser: Browser, address: str, sizes: Sizes) -> None:
    """Record bytes and time of visits in new browser contexts: nothing is cached. The first warms up the server."""
    await arrive(browser, address)
    visits = [await arrive(browser, address, SLOWER) for _ in range(sizes.visits)]
    kilobytes = statistics.median(visit.bytes_received for visit in visits) / 1000
    record("stadium_bytes_until_usable_kb", round(kilobytes, 1), "kB")
    record("stadium_usable_s", round(statistics.median(visit.usable_ms for visit in visits) / 1000, 2), "s")


async def measure_frames(browser: Browser, address: str, sizes: Sizes) -> None:
    """Record the times between frames while the map moves and while its seats change."""
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    await page.set_content("<p>An empty page")
    floor = p95(await page.evaluate(f"{SCRIPTS.read_text()}; frames({sizes.empty_frames}, () => {{}})"))
    pan = await moving(context, address, f"pan({sizes.pan_frames})")
    delta = await moving(context, address, f"delta({sizes.delta_frames})")
    record("stadium_pan_p95_ms", p95(pan), "ms", floor)
    record("stadium_delta_500_p95_ms", p95(delta), "ms", floor)
    await context.close()


class Visit(NamedTuple):
    """A visit to the map: the bytes received and the milliseconds until its sections were painted and live."""

    bytes_received: float
    usable_ms: float


async def arrive(browser: Browser, address: str, slower: int = 1) -> Visit:
    """Open the map in a new context on a processor `slower` times slower, until it can be used."""
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    tools = await context.new_cdp_session(page)
    sent = await listen(tools)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await page.add_init_script(SCRIPTS.read_text())
    await page.goto(address, wait_until="commit")
    await until(page, "usable > 0")
    visit = Visit(sum(sent.values()), float(await page.evaluate("window.usable")))
    await context.close()
    return visit


async def listen(tools: CDPSession) -> dict[str, float]:
    """Return request id → bytes received over the network, with headers; it grows as requests end."""
    sent: dict[str, float] = {}

    def came(event: dict[str, Any]) -> None:
        sent[event["requestId"]] = event["encodedDataLength"]

    await tools.send("Network.enable")
    tools.on("Network.loadingFinished", came)
    return sent


async def moving(context: BrowserContext, address: str, call: str) -> list[float]:
    """Make a call of the script over the seats of a section; return the milliseconds of each frame."""
    page = await near(context, address)
    frames: list[float] = await page.evaluate(call)
    print(call, json.dumps(await page.evaluate("counted()")), flush=True)
    await page.close()
    return frames


async def near(context: BrowserContext, address: str) -> Page:
    """Open a page on the seats of one section; return it when they are shown and nothing is loading."""
    page = await context.new_page()
    await page.add_init_script(SCRIPTS.read_text())
    await page.goto(f"{address}#at=-225,-2092,20")
    await until(page, "usable > 0 && counted().seats > 500")
    await page.wait_for_load_state("networkidle")
    return page


async def until(page: Page, condition: str) -> None:
    """Wait until the condition is true in the page. Raises TimeoutError after about a minute."""
    for _ in range(3000):
        if await page.evaluate(condition):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError(condition)


def p95(frames: list[float]) -> float:
    """Return the 95th percentile of frame times."""
    return round(sorted(frames)[len(frames) * 95 // 100], 1)


MEASUREMENT = Measurement(
    measure,
    full=Sizes(visits=5, empty_frames=120, pan_frames=240, delta_frames=630),
    smoke=Sizes(visits=1, empty_frames=10, pan_frames=30, delta_frames=65),
    rows=("stadium_bytes_until_usable_kb", "stadium_usable_s", "stadium_pan_p95_ms", "stadium_delta_500_p95_ms"),
)
