"""Finds the messages of Python code by its syntax tree: a variable or a method that is called `message` is none."""

import ast
from collections.abc import Iterator, Sequence
from typing import IO, Any

MAKERS = {"message": 1, "message_in": 2, "plural": 2}
"""The functions of app/language/messages.py → the number of their texts."""
Extracted = tuple[int, str, tuple[str | None, ...], list[str]]


def extract_calls(file: IO[bytes], keywords: Sequence[str], tags: Sequence[str], options: Any) -> Iterator[Extracted]:
    """Yield the calls of these functions as Babel's extractors do: line, name, texts, comments for translators."""
    source = file.read().decode()
    lines = source.splitlines()
    for call in _calls(source):
        if (name := _name(call.func)) in keywords:
            yield call.lineno, name, tuple(map(_literal, call.args)), _comments(lines, call.lineno, tags)


def unreadable_calls(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of each call that makes a message of a text that is not written there."""
    for call in _calls(source):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        texts = [_literal(argument) for argument in call.args[: MAKERS.get(name, 0)]]
        if name in MAKERS and (None in texts or len(texts) < MAKERS[name]):
            yield call.lineno, name


def _calls(source: str) -> list[ast.Call]:
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def _name(function: ast.expr) -> str:
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _literal(argument: ast.expr) -> str | None:
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _comments(lines: list[str], line: int, tags: Sequence[str]) -> list[str]:
    """Return the comment right above a line, from the line with a tag on."""
    above: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.lstrip().startswith("#"):
            return []
        above.insert(0, text.lstrip("# ").rstrip())
        if above[0].startswith(tuple(tags)):
            return above
    return []
