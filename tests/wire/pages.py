"""The parts of a page that scripts and forms use: its data attributes, its JSON, and the fields of its forms."""

import json
import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any

TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
SENT_TO = ("hx-get", "hx-post", "formaction")
FIELDS = ("input", "select", "textarea", "button")

Address = Callable[[str], str]
Shape = Callable[[Any, str], Iterable[str]]


class _Page(HTMLParser):
    def __init__(self, address: Address, shape: Shape) -> None:
        super().__init__()
        self.address, self.shape = address, shape
        self.lines: set[str] = set()
        self.form = "no form"
        self.script: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name.startswith("data-"):
                self.lines |= {f"<{tag} {name}>{line}" for line in self._kinds(value)}
            elif name in SENT_TO:
                self.lines.add(f"<{tag} {name}> {self.address(value)}")
        if tag == "form":
            method, action = given.get("method", "get"), self.address(given.get("action", ""))
            self.form = f"{method} {action}"
            self.lines.add(f"form {self.form}")
        elif tag in FIELDS and given.get("name"):
            self.lines.add(f"form {self.form}: {given['name']}")
        elif tag == "meta" and given.get("name"):
            self.lines.add(f"<meta {given['name']}>")
        elif tag == "script" and given.get("type") == "application/json":
            self.script = given.get("id", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = "no form"
        self.script = None if tag == "script" else self.script

    def handle_data(self, data: str) -> None:
        if self.script is not None and data.strip():
            self.lines |= {f"<script {self.script}>{line}" for line in self.shape(json.loads(data), "")}

    def _kinds(self, value: str) -> Iterable[str]:
        if value[:1] in ("[", "{") and value[-1:] in ("]", "}"):
            return self.shape(json.loads(value), "")
        if value.startswith(("/", "http:", "ws:")):
            return [f" {self.address(value)}"]
        kinds = {
            "nothing": value == "",
            "number": re.fullmatch(r"-?[\d.]+", value),
            "numbers": re.fullmatch(r"-?\d+([ ,]-?\d+)+", value),
            "time": TIME.fullmatch(value),
        }
        return [f" {next((kind for kind, fits in kinds.items() if fits), 'text')}"]


def page_lines(text: str, address: Address, shape: Shape) -> set[str]:
    """Return a line for each data attribute with the kind of its value, for each form, and for each name in a form."""
    page = _Page(address, shape)
    page.feed(text)
    return page.lines
