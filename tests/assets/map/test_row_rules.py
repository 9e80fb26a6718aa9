"""The rules of a row give the same results in the browser and on the server, for very many rows."""

import itertools
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.seating.rules import row_rules
from tests.assets.test_scripts import NODE

HERE = Path(__file__).parent
IN_JAVASCRIPT = {
    "isolated_places": "isolatedPlaces",
    "min_isolated": "minIsolated",
    "better_blocks": "betterBlocks",
    "find_violation": "findViolation",
    "best_block": "bestBlock",
}


def vectors() -> Iterator[str]:
    """Yield calls of the rules with the server's results, as JSON: for every row of up to five places of every kind,
    and for many long rows, with requests of every size."""
    draw = random.Random(4)
    short = ("".join(letters) for size in range(1, 6) for letters in itertools.product("owctx", repeat=size))
    long = ("".join(draw.choices("owctx", (9, 1, 1, 1, 3), k=draw.randint(6, 40))) for _ in range(1500))
    for row in itertools.chain(short, long):
        taken = sorted(draw.sample(range(len(row)), draw.randint(1, min(len(row), 6))))
        at, size, wheelchairs = draw.randrange(-1, len(row) + 1), draw.randint(1, 7), draw.randint(0, 2)
        yield say("isolated_places", row, taken)
        yield say("min_isolated", row, size)
        yield say("better_blocks", row, taken)
        yield say("find_violation", row, taken, wheelchairs)
        yield say("best_block", row, at, size)


def say(name: str, *given: Any) -> str:
    answer = getattr(row_rules, name)(*given)
    if name == "better_blocks":
        answer = [list(block) for block in answer]
    return json.dumps([IN_JAVASCRIPT[name], given, list(answer) if name == "best_block" else answer])


def test_the_browser_judges_as_the_server_does() -> None:
    assert NODE is not None, "no node here: `make lint` brings one"
    said = list(vectors())
    run = subprocess.run(
        [NODE, "row_rules.mjs"],
        cwd=HERE,
        input="\n".join(said),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.strip() == str(len(said))
    assert len(said) > 20_000
