"""Files are small, named after what they contain, documented, and templates have nothing inline."""

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


def test_public_functions_state_their_promise() -> None:
    undocumented = []
    for file in CODE:
        for node in ast.parse(file.read_text()).body:
            public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                undocumented.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert undocumented == []


def test_modules_state_their_contents() -> None:
    trees = {file: ast.parse(file.read_text()) for file in CODE}
    assert [
        str(file.relative_to(ROOT)) for file, tree in trees.items() if tree.body and not ast.get_docstring(tree)
    ] == []


def test_templates_have_nothing_inline() -> None:
    inline = (' style="', " onclick=", 'href="#"')
    mails = ROOT / "templates" / "mail"  # mail programs drop other styles
    templates = [file for file in FILES if file.suffix == ".html" and mails not in file.parents]
    found = [f"{file.relative_to(ROOT)}: {text}" for file in templates for text in inline if text in file.read_text()]
    assert found == []
