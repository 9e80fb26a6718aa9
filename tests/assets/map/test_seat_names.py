"""Names of seats and amounts of money are the same on the server and in the browser, in English."""

import itertools
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.language.money import NO_MINOR_UNITS, THOUSANDTHS
from app.language.translator import english
from app.venues.seat_names import place_in_words, places_in_words, special_in_words
from tests.assets.test_scripts import NODE

HERE = Path(__file__).parent
ROWS = ("H", "12", "Table 12", "-", "")
LABELS = (["26"], ["26", "27"], ["1", "2", "3", "4"], ["1", "2", "5"], ["A1", "A2", "A3"])
FLAGS = {"w": "wheelchair", "c": "companion", "r": "restricted"}


def names() -> Iterator[tuple[str, list[Any], str]]:
    """Yield (name in seat_names.mjs, arguments, the server's answer)."""
    for row, labels in itertools.product(ROWS, LABELS):
        yield "places", ["Stalls", row, labels], english.say(places_in_words("Stalls", row, labels))
    yield "places", ["Floor", "", [""]], english.say(place_in_words("Floor", "", ""))
    for row in ROWS:
        yield "row", ["Stalls", row], english.say(place_in_words("Stalls", row, ""))
    for flags in ("", "w", "c", "r", "wr", "cr"):
        said = english.say(special_in_words(**{name: flag in flags for flag, name in FLAGS.items()}) or "")
        yield "special", [flags], said[:1].upper() + said[1:]


def amounts() -> Iterator[tuple[str, list[Any], str]]:
    """Yield amounts of every number of digits, and of currencies with and without a sign of their own."""
    currencies = ["EUR", "GBP", "USD", "CHF", "HUF", "INR", *NO_MINOR_UNITS.split(), *THOUSANDTHS.split()]
    for currency, minor in itertools.product(currencies, (5, 8_400, 112_000, 123_456_789)):
        yield "money", [minor, currency], english.money(minor, currency)


def test_the_browser_writes_as_the_server_does() -> None:
    assert NODE is not None, "no node here: `make lint` brings one"
    said = [json.dumps(each) for each in (*names(), *amounts())]
    run = subprocess.run(
        [NODE, "seat_names.mjs"], cwd=HERE, input="\n".join(said), capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.strip() == str(len(said))
