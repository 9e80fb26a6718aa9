"""Finds texts in templates that are in no catalogue: of elements, of attributes that people read, in expressions."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

TRANSLATED = {"gettext": 1, "ngettext": 2, "pgettext": 2}
"""The functions of texts, and how many of their arguments are texts."""
READ = {"alt", "hx-confirm", "label", "placeholder", "title"}
READ |= {f"aria-{name}" for name in ("description", "label", "placeholder", "roledescription", "valuetext")}
"""The attributes that a person reads or hears."""
DESCRIPTIONS = {"description", "og:description", "og:title", "twitter:description", "twitter:title"}
CODE = {"code", "kbd", "pre", "script", "style"}
ATTRIBUTES = {"body", "page"}
"""The blocks that are inside of a tag."""
SAME = re.compile(
    r"\b(Aisle|PDF|QR|CDN)\b|\b[\w-]+\.(json|csv|zip|py)\b"  # what is the same in every language
    r"|\bdata-[\w-]+|--[\w-]+|(?<!\w)/\S*|&#?\w+;|^\s*(hidden|selected|checked|disabled)\s*$"  # markup, addresses
)
LOOSE = re.compile(r'\b(?!aria-|alt=|title=|placeholder=)[\w-]+="[^"]*"')
"""An attribute in a macro, outside of a tag."""
WORD = re.compile(r"[^\W\d_]{2,}")
PROSE = re.compile(r"^[A-Z][a-z]+\b(?!/)|[^\W\d_]{2,}[,.:;]? [^\W\d_]{2,}")
"""A label that begins with a capital letter, or two words."""
HOLE = re.compile("\ue000(\\d+)\ue001")
"""The place of an expression in the markup of a template."""
BRANCH = "\ue002"
"""The place of an if or a for: what is before and after it is no one text."""


def template_texts(source: str, *, html: bool = True) -> Iterator[str]:
    """Yield "line: text" for each literal text of a template."""
    tree = Environment(trim_blocks=True, lstrip_blocks=True).parse(source)
    outputs: list[nodes.Expr] = []
    read = _read_texts("".join(_markup(tree, outputs)), html)
    shown = [const for text in read for hole in HOLE.findall(text) for const in _shown(outputs[int(hole)])]
    for text in (part.strip() for each in read for part in re.split(f"{BRANCH}|{HOLE.pattern}", each)[::2]):
        if WORD.search(SAME.sub("", text)):
            yield f"{source.count(chr(10), 0, max(source.find(text), 0)) + 1}: {' '.join(text.split())}"
    for const in _constants(tree):
        if (WORD if any(const is each for each in shown) else PROSE).search(SAME.sub("", const.value)):
            yield f"{const.lineno}: {const.value}"


def _read_texts(markup: str, html: bool) -> list[str]:
    if not html:
        return [markup]
    reader = _Reader()
    reader.feed(re.sub(f"(<\\w+)(?=[\ue000{BRANCH}])", r"\1 ", markup))
    reader.close()
    return [LOOSE.sub(BRANCH, text) for text in reader.texts]


class _Reader(HTMLParser):
    """Collects what a person reads of a page, with the holes in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the attributes that people read."""
        values = {name.strip(BRANCH): value or "" for name, value in attrs}
        self._code = self._code or (tag if tag in CODE else "")
        self.texts += [value for name, value in values.items() if name in READ]
        if DESCRIPTIONS & {values.get("name"), values.get("property")}:
            self.texts.append(values.get("content", ""))
        if tag == "input" and values.get("type") in ("button", "reset", "submit"):
            self.texts.append(values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave code."""
        self._code = "" if tag == self._code else self._code

    def handle_data(self, data: str) -> None:
        """Collect text that is no code."""
        if not self._code:
            self.texts.append(data)


def _markup(node: nodes.Node, outputs: list[nodes.Expr]) -> Iterator[str]:
    """Yield the markup of a template, with a hole for each expression, which goes to `outputs`."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Expr):
            if isinstance(node, nodes.Output):
                outputs.append(child)
                yield f"\ue000{len(outputs) - 1}\ue001"
        elif not (isinstance(child, nodes.Block) and child.name in ATTRIBUTES):
            yield BRANCH
            yield from _markup(child, outputs)
            yield BRANCH


def _shown(node: nodes.Node) -> Iterator[nodes.Const]:
    """Yield the constants that an expression writes as they are."""
    if isinstance(node, nodes.Const):
        yield node
    elif isinstance(node, nodes.CondExpr):
        for branch in filter(None, (node.expr1, node.expr2)):
            yield from _shown(branch)
    elif isinstance(node, nodes.Concat | nodes.Add | nodes.Or | nodes.And):
        for child in node.iter_child_nodes():
            yield from _shown(child)


def _constants(node: nodes.Node) -> Iterator[nodes.Const]:
    """Yield the strings below a node; not the texts of gettext, arguments of filters, keys, and what is compared."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Const):
            yield from [child] if isinstance(child.value, str) else []
        elif isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name in TRANSLATED:
            yield from _constants(nodes.List([*child.args[TRANSLATED[child.node.name] :], *child.kwargs]))
        elif isinstance(child, nodes.Filter):
            yield from _constants(nodes.List([child.node] if child.node else []))
        elif isinstance(child, nodes.Pair):
            yield from _constants(nodes.List([child.value]))
        elif isinstance(child, nodes.Getitem):
            yield from _constants(nodes.List([child.node]))
        elif not isinstance(child, nodes.Compare | nodes.Test):
            yield from _constants(child)
