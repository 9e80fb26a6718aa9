"""The map of a house of 60,000 on a phone: what must come before it can be used, and how smoothly it moves.

`stadium_bytes_until_usable_kb`: everything sent, compressed, until the parts are painted and live. `stadium_usable_s`:
the same moment, on a processor four times slower. `stadium_pan_p95_ms`, `stadium_delta_500_p95_ms`: from one frame to
the next while a thumb drags over seats, and in the frames after 500 seats changed. The floor of a frame is that of an
empty page in the same browser."""

import asyncio
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page

from bench.harness.results import record
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
TIMES, SLOWER = 5, 4
SCRIPTS = Path(__file__).parent / "stadium.js"


def main() -> None:
    """Measures on a house of its own, the demonstration's, and records the figures."""
    asyncio.run(run())


async def run() -> None:
    """The house of the browser tests: it has a stadium."""
    with tempfile.TemporaryDirectory(prefix="aisle-bench-", ignore_cleanup_errors=True) as folder:
        async with open_server(Path(folder)) as server, open_browser() as browser:
            await measure(browser, f"{server.site}/performances/{await server.database.fetchval(STADIUM_SQL)}")


async def measure(browser: Browser, address: str) -> None:
    """Each figure with a fresh browser, so that nothing is kept; the first visit warms the house."""
    await arrive(browser, address)
    visits = [await arrive(browser, address, SLOWER) for _ in range(TIMES)]
    record("stadium_bytes_until_usable_kb", round(statistics.median(sent for sent, _ in visits) / 1000, 1), "kB")
    record("stadium_usable_s", round(statistics.median(ready for _, ready in visits) / 1000, 2), "s")
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    await page.set_content("<p>An empty page")
    floor = p95(await page.evaluate(SCRIPTS.read_text() + "; frames(120, () => {})"))
    frames = {name: await moving(context, address, name) for name in ("pan", "delta")}
    record("stadium_pan_p95_ms", p95(frames["pan"]), "ms", floor)
    record("stadium_delta_500_p95_ms", p95(frames["delta"]), "ms", floor)
    await context.close()


async def arrive(browser: Browser, address: str, slower: int = 1) -> tuple[float, float]:
    """Bytes and milliseconds until the parts of the house are painted and live."""
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    tools = await context.new_cdp_session(page)
    sent = await listen(tools)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await page.add_init_script(SCRIPTS.read_text())
    await page.goto(address, wait_until="commit")
    await until(page, "usable > 0")
    bytes_sent, ready = sum(sent.values()), float(await page.evaluate("window.usable"))
    await context.close()
    return bytes_sent, ready


async def listen(tools: CDPSession) -> dict[str, float]:
    """What each request has brought so far, headers included, as it came over the wire."""
    sent: dict[str, float] = {}

    def came(event: dict[str, Any]) -> None:
        sent[event["requestId"]] = event["encodedDataLength"]

    await tools.send("Network.enable")
    tools.on("Network.loadingFinished", came)
    return sent


async def moving(context: BrowserContext, address: str, way: str) -> list[float]:
    """The milliseconds of each frame, over the seats of a section."""
    page = await near(context, address)
    frames: list[float] = await page.evaluate(f"{way}()")
    print(way, json.dumps(await page.evaluate("counted()")), flush=True)
    await page.close()
    return frames


async def near(context: BrowserContext, address: str) -> Page:
    """The seats of a section are in the page, and there is nothing more to come."""
    page = await context.new_page()
    await page.add_init_script(SCRIPTS.read_text())
    await page.goto(f"{address}#at=-225,-2092,20")
    await until(page, "usable > 0 && counted().seats > 500")
    await page.wait_for_load_state("networkidle")
    return page


async def until(page: Page, condition: str) -> None:
    """Returns when it is so. Raises TimeoutError."""
    for _ in range(3000):
        if await page.evaluate(condition):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError(condition)


def p95(frames: list[float]) -> float:
    """What nineteen of twenty frames keep within."""
    return round(sorted(frames)[len(frames) * 95 // 100], 1)


if __name__ == "__main__":
    main()
