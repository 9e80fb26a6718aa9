"""Settings and links in the documents for operators are correct."""

import re
from pathlib import Path

import msgspec

from app.settings import Settings
from realtime.settings import GatewaySettings

ROOT = Path(__file__).parents[2]
EXAMPLE = set(re.findall(r"^([A-Z_]+)=", (ROOT / "deploy/aisle.env.example").read_text(), re.MULTILINE))
NAMES = {field.encode_name for kind in (Settings, GatewaySettings) for field in msgspec.structs.fields(kind)}
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_example_names_every_setting() -> None:
    assert sorted(NAMES - EXAMPLE) == []


def test_the_example_names_nothing_that_is_no_setting() -> None:
    assert sorted(EXAMPLE - NAMES) == []


def test_every_link_of_the_docs_leads_somewhere() -> None:
    links = [(page, link) for page in DOCS for link in re.findall(r"\]\(([^)#]+)\)", page.read_text())]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page, link in links
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert broken == []
