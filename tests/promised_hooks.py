"""Reads the hooks that docs/testing.md promises, section by section."""

import re
from pathlib import Path
from typing import NamedTuple

DOCUMENT = Path(__file__).parents[1] / "docs" / "testing.md"
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
ROLE = re.compile(r'([a-z]+)(?: "(.*)")?')


class Hook(NamedTuple):
    """A row of the list. A role with the pattern of its name ("*" stands for any text), the pseudo role `text`, or a
    CSS selector, whose `name` is None."""

    find_by: str
    role: str = ""
    name: str | None = None

    @property
    def selector(self) -> str:
        """The CSS selector; "" for a role."""
        return "" if self.role else self.find_by

    @property
    def name_pattern(self) -> re.Pattern[str]:
        """The pattern of the whole accessible name."""
        parts = (re.escape(part) for part in (self.name or "*").split("*"))
        return re.compile(f"^{'.*'.join(parts)}$", re.DOTALL)


def promised_hooks() -> dict[str, list[Hook]]:
    """Return the hooks of each section, by its heading."""
    text = DOCUMENT.read_text().split("## What pages promise", 1)[1]
    sections = (section.split("\n", 1) for section in text.split("\n### ")[1:])
    return {heading: [_hook(row) for row in ROW.findall(body)] for heading, body in sections}


def _hook(text: str) -> Hook:
    match = ROLE.fullmatch(text)
    return Hook(text, match[1], match[2]) if match else Hook(text)
