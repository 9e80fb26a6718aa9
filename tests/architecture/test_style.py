"""Small files, kind words, no drawers."""

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("app", "db", "realtime", "workers", "tests", "e2e", "bench", "templates", "assets")
ENDS = {".py", ".js", ".css", ".html", ".sql", ".lua"}
DRAWERS = {"services", "utils", "helpers", "managers", "repositories", "common", "misc"}
FILES = [f for folder in OURS for f in (ROOT / folder).rglob("*") if f.suffix in ENDS and "migrations" not in f.parts]
CODE = [f for f in FILES if f.suffix == ".py" and f.relative_to(ROOT).parts[0] in ("app", "db", "realtime", "workers")]


def lines(file: Path) -> int:
    return len(file.read_text().splitlines())


def test_no_file_is_longer_than_three_hundred_lines(capsys: pytest.CaptureFixture[str]) -> None:
    longest = sorted(FILES, key=lines, reverse=True)
    with capsys.disabled():
        print("\nlongest:", ", ".join(f"{f.relative_to(ROOT)} {lines(f)}" for f in longest[:5]))
    assert [str(f.relative_to(ROOT)) for f in longest if lines(f) > 300] == []


def test_most_files_are_small() -> None:
    sizes = [lines(f) for f in CODE if f.name != "__init__.py"]
    assert median(sizes) <= 75
    assert quantiles(sizes, n=10)[8] <= 160


def test_there_are_no_drawers() -> None:
    assert [str(f) for f in FILES if f.stem in DRAWERS] == []


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_public_functions_state_their_promise(file: Path) -> None:
    tree = ast.parse(file.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    top = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    assert [node.name for node in top if not ast.get_docstring(node)] == []
    assert not tree.body or ast.get_docstring(tree)


@pytest.mark.parametrize("file", [f for f in FILES if f.suffix == ".html"], ids=lambda file: file.name)
def test_templates_have_nothing_inline(file: Path) -> None:
    text = file.read_text()
    assert ' style="' not in text
    assert " onclick=" not in text
    assert 'href="#"' not in text
