"""Finds the prose of a file: its docstrings and comments, or the text of a Markdown page without its code."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

COMMENTS = {
    ".js": re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL),
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".sql": re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL),
    ".lua": re.compile(r"--[^\n]*"),
    ".html": re.compile(r"\{#.*?#\}", re.DOTALL),
    ".md": re.compile(r"(?s).+"),
}
CODE = re.compile(r"```.*?```|`[^`]*`|https?://\S+|\]\([^)]*\)|<[^>]+>|\"[^\"\n]*\"", re.DOTALL)  # and what is quoted


def prose_of(file: Path) -> Iterator[tuple[int, str]]:
    """Yield (line number, text) for each docstring and comment of the file, without the code in it."""
    text = file.read_text()
    found = _python(text) if file.suffix == ".py" else _others(text, COMMENTS.get(file.suffix))
    for line, prose in found:
        yield line, CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), prose)


def _python(text: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(text)):
        holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, holders) and (written := ast.get_docstring(node, clean=False)):
            yield node.body[0].lineno, written
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _others(text: str, comments: re.Pattern[str] | None) -> Iterator[tuple[int, str]]:
    for match in comments.finditer(text) if comments else ():
        yield text.count("\n", 0, match.start()) + 1, match[0]
