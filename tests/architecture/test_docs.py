"""The example of a production environment names exactly the settings that exist."""

import re
from pathlib import Path

import msgspec

from app.settings import Settings
from realtime.settings import GatewaySettings

ROOT = Path(__file__).parents[2]
EXAMPLE = set(re.findall(r"^([A-Z_]+)=", (ROOT / "deploy/aisle.env.example").read_text(), re.MULTILINE))
NAMES = {field.encode_name for kind in (Settings, GatewaySettings) for field in msgspec.structs.fields(kind)}


def test_the_example_names_every_setting() -> None:
    assert sorted(NAMES - EXAMPLE) == []


def test_the_example_names_nothing_that_is_no_setting() -> None:
    assert sorted(EXAMPLE - NAMES) == []
