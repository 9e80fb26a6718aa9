"""The browser's pure modules, run by node's own test runner."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")


@pytest.mark.parametrize("script", sorted(HERE.rglob("*.test.js")), ids=lambda script: script.name)
def test_node_finds_nothing_wrong_with(script: Path) -> None:
    assert NODE is not None, "no node here: `make lint` brings one"
    run = subprocess.run([NODE, "--test", script.name], cwd=script.parent, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
