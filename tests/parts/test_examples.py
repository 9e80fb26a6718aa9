"""The example suites of docs/examples, in Python and in Node, against `make dev` on free ports."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from app.dev import data_dirs
from e2e.browser import NAMES
from tests.dev.conftest import free_port
from tests.dev.program import CHECKOUT, Program

pytestmark = pytest.mark.parts
EXAMPLES = CHECKOUT / "docs" / "examples"
NODE_FOLDER = CHECKOUT / "var" / "playwright-node"
"""A copy of the Node example, so that its packages stay out of the checkout."""


def consecutive_free_ports() -> int:
    """Return a port that is free with the three after it: web, gateway, fake Stripe and mail catcher."""
    while True:
        first = free_port()
        if first < 65_000 and all(_is_free(first + offset) for offset in range(1, 4)):
            return first


def _is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Start a development server; return the variables that tell a suite where it is and which Chromium to use."""
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    var, port = tmp_path_factory.mktemp("var"), consecutive_free_ports()
    ports = {"AISLE_WEB_PORT": str(port), "AISLE_REALTIME_PORT": str(port + 1)}
    with Program([sys.executable, "-m", "app.dev"], AISLE_VAR=str(var), **ports) as server:
        server.start().wait_for_output("Aisle is open at", seconds=120)
        yield {"AISLE_SITE": f"http://127.0.0.1:{port}", "AISLE_CHROMIUM": chromium}
        server.stop_with(signal.SIGINT)
    data_dirs.remove(var / "postgres")


def test_an_open_map_shows_the_new_world_after_a_reset(site: dict[str, str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=site["AISLE_CHROMIUM"])
        ana, ben = (browser.new_context(base_url=site["AISLE_SITE"]).new_page() for _ in range(2))
        ana.goto("/performances/1")
        expect(ana.locator(".seat.open").first).to_be_attached(timeout=30_000)
        ben.goto("/performances/1/list?party=2")
        ben.get_by_role("button", name="Take 2").first.click()
        expect(ana.locator(".seat.held")).to_have_count(2, timeout=30_000)
        reset = ana.request.post("/dev/reset", timeout=60_000).json()
        expect(ana.locator(".seat.held")).to_have_count(0, timeout=30_000)
        browser.close()
    assert reset["performances"] == 18
    assert reset["seconds"] < 15  # under five on an idle machine


def run_suite(command: list[str], folder: Path, site: dict[str, str]) -> str:
    """Run a suite in its folder; return its output. Fails with the output of a suite that fails."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **site}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_python_suite_passes(site: dict[str, str]) -> None:
    assert "6 passed" in run_suite([sys.executable, "-m", "pytest"], EXAMPLES / "playwright-python", site)


def test_the_node_suite_passes(site: dict[str, str]) -> None:
    assert "6 passed" in run_suite(["npx", "playwright", "test"], installed_node_suite(), site)


def installed_node_suite() -> Path:
    """Return the folder of the Node suite with its packages. Skips where they cannot be installed."""
    if not shutil.which("npm"):
        pytest.skip("no npm on this machine")
    shutil.copytree(EXAMPLES / "playwright-node", NODE_FOLDER, dirs_exist_ok=True)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=NODE_FOLDER, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        pytest.skip(f"@playwright/test cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
    return NODE_FOLDER
