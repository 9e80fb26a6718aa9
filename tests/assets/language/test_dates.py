"""Scripts write times and dates as Python does, in every language that the pages are in."""

import json
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from app.language.languages import language
from app.language.translator import translator
from tests.assets.test_scripts import NODE

HERE = Path(__file__).parent
ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/New_York", "Asia/Riyadh")
INSTANTS = ("2026-01-03T06:05:00+00:00", "2026-09-10T18:30:00+00:00", "2026-12-31T23:59:00+00:00")
MOMENTS = [(zone, at) for zone in ZONES for at in INSTANTS]
STYLES = ("time", "date", "date_time")
TAGS = ("en", *sorted(path.stem for path in Path("app/language/catalogues").glob("*.po")))
UNSEEN = str.maketrans({"\N{NARROW NO-BREAK SPACE}": " ", "\N{NO-BREAK SPACE}": " ", "\N{RIGHT-TO-LEFT MARK}": ""})


@pytest.mark.parametrize("tag", TAGS)
def test_a_script_writes_a_moment_as_python_does(tag: str) -> None:
    assert NODE is not None, "no node here: `make lint` brings one"
    given = json.dumps({"locale": language(tag).intl, "moments": MOMENTS})
    run = subprocess.run([NODE, "dates.mjs"], cwd=HERE, input=given, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    for (zone, at), texts in zip(MOMENTS, json.loads(run.stdout), strict=True):
        by_python = [translator(tag).moment(datetime.fromisoformat(at), zone, style) for style in STYLES]
        assert [text.translate(UNSEEN) for text in texts] == [text.translate(UNSEEN) for text in by_python]
