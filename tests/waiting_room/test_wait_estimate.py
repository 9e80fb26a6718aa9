"""The estimate of the wait has the same text on the pages with and without script."""

import json
import subprocess
from pathlib import Path

from app.language.translator import english
from app.waiting_room.wait_estimate import wait_estimate_text
from tests.assets.test_scripts import NODE

ROOT = Path(__file__).parents[2]
CASES = [(a, s, f) for a in (0, 1, 3, 40, 400, 1204, 6403, 90_000) for s in (0, 1, 11.3, 180) for f in (0, 2, 19, 290)]
SCRIPT = """
import { waitEstimate } from "./assets/js/waiting/view/wait_estimate.js";
const cases = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(cases.map((values) => waitEstimate(...values).text)));
"""


def test_the_browsers_words_are_ours() -> None:
    assert NODE is not None
    command = [NODE, "--input-type=module", "-e", SCRIPT]
    run = subprocess.run(
        command, cwd=ROOT, input=json.dumps(CASES), capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(run.stdout) == [english.say(wait_estimate_text(*case)) for case in CASES]


def test_a_range_is_as_wide_as_what_is_known() -> None:
    assert english.say(wait_estimate_text(1204, 180, 290)) == "About 4 to 7 minutes."
    assert english.say(wait_estimate_text(1204, 0, 0)) == "We do not know yet how long it takes."
    assert english.say(wait_estimate_text(1, 100, 100)) == "Less than a minute."
