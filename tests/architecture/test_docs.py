"""What is written for operators holds."""

import re
from pathlib import Path

import msgspec
import pytest

from app.settings import Settings
from realtime.settings import GatewaySettings

ROOT = Path(__file__).parents[2]
EXAMPLE = set(re.findall(r"^([A-Z_]+)=", (ROOT / "deploy/aisle.env.example").read_text(), re.MULTILINE))


@pytest.mark.parametrize("settings", [Settings, GatewaySettings])
def test_the_example_names_every_setting(settings: type[msgspec.Struct]) -> None:
    assert {field.encode_name for field in msgspec.structs.fields(settings)} <= EXAMPLE


def test_the_example_names_nothing_that_is_no_setting() -> None:
    both = [*msgspec.structs.fields(Settings), *msgspec.structs.fields(GatewaySettings)]
    assert {field.encode_name for field in both} >= EXAMPLE


DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_link_of_the_docs_leads_somewhere(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
