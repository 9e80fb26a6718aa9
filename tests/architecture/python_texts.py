"""Finds texts in Python that are in no catalogue: what an error or a notice says, and sentences anywhere."""

import ast
import re
from collections.abc import Iterator

TRANSLATED = {"message": 1, "message_in": 2, "plural": 2, "gettext": 1, "pgettext": 2, "ngettext": 2}
"""The functions of messages, and how many of their arguments are texts."""
SPEAKERS = {"AisleError", "Notice", "NoticeButton"}
"""The classes whose arguments people read; those of errors have subclasses."""
PROSE = re.compile(r"^[A-Z][a-z]+\b(?!/)|[^\W\d_]{2,}[,.:;]? [^\W\d_]{2,}")
SENTENCE = re.compile(r"^\s*([A-Z][a-z’']+|A|I)\b[^{}<>]* [^{}<>]*[.!?]\s*$")
FACTS = {"code", "why"}
"""Arguments of errors that are for programs and logs."""
FOR_DEVELOPERS = re.compile(r"^(log|click|print|cast|SystemExit)$|(Error|Exception|Exit|Abort|Option)$")
"""Functions, and the modules of functions, whose texts are for logs, terminals and developers."""


def error_classes(trees: list[ast.Module]) -> set[str]:
    """Return the names of the errors of our own that people see: AisleError and what is derived from it."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = {"AisleError"}
    for _ in range(5):  # the depth of the tree of errors
        names |= {each.name for each in classes if names & {_name(base) for base in each.bases}}
    return names


def python_texts(tree: ast.Module, speakers: set[str], *, sentences: bool = True) -> Iterator[str]:
    """Yield "line: text" for each literal text of a module. `speakers`: the classes whose arguments people read.
    `sentences`: also sentences in other places."""
    for node in ast.walk(tree):
        name = _name(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in TRANSLATED:
            if not all(isinstance(text, ast.Constant) for text in node.args[: TRANSLATED[name]]):
                yield f"{node.lineno}: not a literal: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and name in speakers:
            yield from _literals(
                ast.List([*node.args, *(word for word in node.keywords if word.arg not in FACTS)]), PROSE
            )
        elif isinstance(node, ast.ClassDef) and node.name in speakers:
            texts = [each for each in node.body if isinstance(each, ast.Assign | ast.AnnAssign) and each.value]
            for each in texts:
                yield from _literals(each, PROSE)
    if sentences:
        yield from _literals(tree, SENTENCE)


def _literals(node: ast.AST, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the strings below a node that match; not docstrings, texts of messages, and what is for developers."""
    for child in ast.iter_child_nodes(node):
        name = _name(child.func) if isinstance(child, ast.Call) else ""
        if isinstance(child, ast.Call) and name in TRANSLATED:
            facts = [*child.args[TRANSLATED[name] :], *(word.value for word in child.keywords)]
            yield from _literals(ast.Tuple(facts), pattern)
        elif isinstance(child, ast.Constant | ast.JoinedStr):
            if pattern.search(text := _text(child)):
                yield f"{child.lineno}: {' '.join(text.split())}"
        elif not _is_for_developers(child):
            yield from _literals(child, pattern)


def _is_for_developers(node: ast.AST) -> bool:
    """Return whether a node is a docstring, an exception that is raised (those of our own are read before), or a call
    that writes to a log or a terminal."""
    if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return True
    root = function = node.func if isinstance(node, ast.Call) else None
    while isinstance(root, ast.Attribute):
        root = root.value
    return any(FOR_DEVELOPERS.search(_name(each)) for each in (function, root) if each)


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return node.value if isinstance(node.value, str) else ""


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else str(getattr(node, "id", ""))
