"""The two tellers of a range, for pages with and without script, say the same."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from app.waiting_room.no_script_page import wait_estimate_text

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
ASKED = [(a, s, f) for a in (0, 1, 3, 40, 400, 1204, 6403, 90_000) for s in (0, 1, 11.3, 180) for f in (0, 2, 19, 290)]
TWIN = """
import { waitText } from "./assets/js/waiting/view/wait_estimate.js";
const asked = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(asked.map((one) => waitText(...one).join(""))));
"""


def test_the_browsers_words_are_ours() -> None:
    assert NODE is not None
    run = [NODE, "--input-type=module", "-e", TWIN]
    said = subprocess.run(
        run, cwd=ROOT, input=json.dumps(ASKED), capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(said.stdout) == [wait_estimate_text(*one) for one in ASKED]


def test_a_range_is_as_wide_as_what_is_known() -> None:
    assert wait_estimate_text(1204, 180, 290) == "About 4 to 7 minutes."
    assert wait_estimate_text(1204, 0, 0) == "We do not know yet how long it takes."
    assert wait_estimate_text(1, 100, 100) == "Less than a minute."
