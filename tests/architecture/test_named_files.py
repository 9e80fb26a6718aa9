"""Files that the documents name or link to exist. `make docs` checks the links to other pages and headings too."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = "app|assets|bench|db|deploy|docs|e2e|realtime|templates|tests|workers"
NAMED_FILE = re.compile(rf"`((?:{FOLDERS})/[\w./-]*)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
EXAMPLES = {
    "assets/css/pages/about.css",
    "assets/js/about.js",
    "db/migrations/m0006_venue_note.py",
    "db/migrations/sql/0006_venue_note.sql",
    "templates/about.html",
}
"""Files of the examples in CONTRIBUTING.md."""


def test_every_file_that_a_page_names_exists() -> None:
    named = {(page, file) for page in PAGES for file in NAMED_FILE.findall(page.read_text()) if file not in EXAMPLES}
    assert sorted(f"{page.name}: {file}" for page, file in named if not (ROOT / file).exists()) == []


def test_every_file_that_a_page_links_to_exists() -> None:
    links = {(page, link) for page in PAGES for link in LINK.findall(page.read_text())}
    assert sorted(f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()) == []
