"""The browser computes the draw as the server does: seals, leaves, roots, seeds and places of the published vectors."""

import subprocess
from pathlib import Path

from tests.assets.test_scripts import NODE
from tests.waiting_room.draw.vectors import published_vectors

HERE = Path(__file__).parent


def test_the_browser_draws_as_the_house_does() -> None:
    assert NODE is not None, "no node here: `make lint` brings one"
    run = subprocess.run([NODE, "draw_vectors.mjs"], cwd=HERE, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
    assert int(run.stdout) == sum(draw["n"] for draw in published_vectors())
