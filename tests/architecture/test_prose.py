"""Docstrings, comments and pages of the docs are plain international English (docs/style.md)."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.prose import COMMENTS, prose_of

ROOT = Path(__file__).parents[2]
ROOT_PAGES = sorted(page.name for page in ROOT.glob("*.md"))
FOLDERS = ("app", "db", "realtime", "workers", "tests", "e2e", "bench", "templates", "assets", "docs", "deploy")
LITERARY = re.compile(
    r"\b(house|houses|nobody|somebody|whoever|everybody|anybody|told|said|trouble|bell|hears?|heard|wish|wishes|wished"
    r"|tidings|kind word|at heart|door|doors)\b",
    re.IGNORECASE,
)
ENTRANCE = {"door"}  # folders about the entrance of a venue, where "door" is the field's word


def files(paths: list[str]) -> Iterator[Path]:
    """Yield the files below these paths that have prose."""
    for path in paths:
        for file in sorted((ROOT / path).rglob("*")) if (ROOT / path).is_dir() else [ROOT / path]:
            if file.suffix in {".py", *COMMENTS} and "migrations" not in file.parts:
                yield file


def literary_words(file: Path) -> list[str]:
    """List "path:line word" for each banned word in the prose of the file."""
    allowed = ENTRANCE if ENTRANCE & set(file.relative_to(ROOT).parts) else set()
    return [
        f"{file.relative_to(ROOT)}:{line + text.count(chr(10), 0, match.start())} {match[0]}"
        for line, text in prose_of(file)
        for match in LITERARY.finditer(text)
        if match[0].lower().rstrip("s") not in allowed
    ]


def test_no_literary_word_in_prose() -> None:
    assert [word for file in files([*FOLDERS, *ROOT_PAGES]) for word in literary_words(file)] == []


if __name__ == "__main__":
    print(*[word for file in files(sys.argv[1:] or [*FOLDERS, *ROOT_PAGES]) for word in literary_words(file)], sep="\n")
