"""Shapes of what a process sends: names and kinds of values, never the values themselves.

A shape is a sorted list of lines such as `.lines[].label: string`, so the shapes of several responses can be merged."""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from tests.wire.pages import page_lines

GOLDEN = Path(__file__).with_name("shapes.json")
RECORDS = os.environ.get("AISLE_RECORD_SHAPES") == "1"
KINDS = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
ID = re.compile(r"\d+|[0-9a-f]{16,}")


def plain_address(address: str) -> str:
    """Return the address without the host, and with N, HEX and LINK for parts that are different each time."""
    path = re.sub(r"^(https?|wss?)://127\.0\.0\.1(:\d+)?", "", address)
    path = re.sub(r"(/orders/\d+/)[^/?#]+", r"\1LINK", path)
    path = re.sub(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,}\b", "HEX", path)
    return re.sub(r"\d+", "N", path)


def shape_of(value: Any, path: str = "") -> set[str]:
    """Return a line for each name in a JSON value; # stands for names that are numbers or digests."""
    if isinstance(value, dict):
        if not value:
            return {f"{path}: {{}}"}
        parts = ((f"{path}.{'#' if ID.fullmatch(name) else name}", part) for name, part in value.items())
        return set().union(*(shape_of(part, at) for at, part in parts))
    if isinstance(value, list | tuple):
        return set().union(*(shape_of(part, f"{path}[]") for part in value)) if value else {f"{path}[]"}
    return {f"{path}: {KINDS[type(value)]}"}


class Shapes:
    """The shapes of one area, by name. Adding to a name that exists extends its lines."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}

    def add(self, name: str, lines: Iterable[str]) -> None:
        """Add lines to a name."""
        self.found.setdefault(name, set()).update(lines)

    def json(self, name: str, value: Any) -> None:
        """Add the shape of a JSON value, decoded or not."""
        self.add(name, shape_of(json.loads(value) if isinstance(value, bytes | str) else value))

    def answer(self, label: str, answer: httpx.Response) -> httpx.Response:
        """Add status, content type, cookies and content of a response; return the response."""
        asked = f"{answer.request.method} {plain_address(str(answer.request.url))}"
        name = f"{asked} ({label})" if label else asked
        kind = answer.headers.get("content-type", "nothing").partition(";")[0]
        self.add(name, [f"= {answer.status_code} {kind}"])
        if "location" in answer.headers:
            self.add(name, [f"= to {plain_address(answer.headers['location'])}"])
        cookies = (line.partition("=")[0] for line in answer.headers.get_list("set-cookie"))
        self.add(name, (f"= cookie {re.sub(r'[0-9]+', 'N', cookie)}" for cookie in cookies))
        if kind == "application/json":
            told = answer.json()
            self.json(name, told)
            if isinstance(told, dict) and "error" in told:
                self.add(name, [f"= error {told['error']}"])
        elif kind == "text/html":
            self.add(name, page_lines(answer.text, plain_address, shape_of))
        elif kind == "text/csv":
            self.add(name, [f"columns {answer.text.splitlines()[0]}"])
        return answer

    def compare(self, area: str) -> None:
        """Assert that the area is as in the golden file. With AISLE_RECORD_SHAPES=1 also write it to that file."""
        found = {name: sorted(lines) for name, lines in sorted(self.found.items())}
        golden = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
        known = golden.get(area, {})
        names = sorted(known.keys() | found.keys())
        changed = [line for name in names for line in difference(name, known.get(name), found.get(name))]
        if RECORDS:
            golden[area] = found
            GOLDEN.write_text(json.dumps(golden, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        assert changed == [], "\n".join([f"{area} is not as in {GOLDEN.name}:", *changed])


def difference(name: str, before: list[str] | None, now: list[str] | None) -> list[str]:
    """List what is missing (-) and what is new (+) under this name."""
    if before is None or now is None:
        return [f"{'-' if now is None else '+'} {name}"]
    missing, new = sorted(set(before) - set(now)), sorted(set(now) - set(before))
    return [f"{name}: - {line}" for line in missing] + [f"{name}: + {line}" for line in new]
