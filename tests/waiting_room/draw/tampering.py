"""Alterations of a draw's download, for tests of the verifier: with old hashes, or with all hashes computed again."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from app.waiting_room.draw.merkle import leaf_hash, merkle_root

Files = dict[str, bytes]
Rows = list[list[str]]
LOG_COLUMNS = ["n", "at", "what", "number", "place", "serving", "detail", "hash"]


def read_rows(files: Files, name: str) -> Rows:
    """Return the header and the rows of a table."""
    return list(csv.reader(io.StringIO(files[name].decode(), newline="")))


def with_rows(files: Files, name: str, rows: Rows) -> Files:
    """Return the files with this content of one table."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return files | {name: out.getvalue().encode()}


def with_facts(files: Files, change: Callable[[dict[str, Any]], object]) -> Files:
    """Return the files with a changed draw.json, in the same format."""
    facts = json.loads(files["draw.json"])
    change(facts)
    return files | {"draw.json": (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode()}


def altered_value(value: Any) -> Any:
    """Return a different value of the same kind."""
    if value is None:
        return "0" * 64
    if isinstance(value, int):
        return value + 1
    if value and set(value) <= set("0123456789abcdef"):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return value[:-1] + ("1" if value[-1:] != "1" else "2")


def altered_tables(files: Files, name: str) -> Iterator[tuple[str, Files]]:
    """Yield (label, files) with each field of a table altered, each row missing, each row twice, each row swapped."""
    rows = read_rows(files, name)
    for at in range(1, len(rows)):
        for column, field in enumerate(rows[at]):
            changed = [*rows[at][:column], altered_value(field), *rows[at][column + 1 :]]
            yield f"{name} {at} {rows[0][column]}", with_rows(files, name, [*rows[:at], changed, *rows[at + 1 :]])
        yield f"{name} {at} away", with_rows(files, name, rows[:at] + rows[at + 1 :])
        yield f"{name} {at} twice", with_rows(files, name, [*rows[:at], rows[at], *rows[at:]])
        if at + 1 < len(rows):
            swapped = [*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]]
            yield f"{name} {at} swapped", with_rows(files, name, swapped)


def altered_facts(files: Files) -> Iterator[tuple[str, Files]]:
    """Yield (label, files) with each value of draw.json altered, and with each key missing."""
    facts = json.loads(files["draw.json"])
    places = [((name,), facts[name]) for name in ("version", "room", "come_in_minutes")]
    places += [((part, name), value) for part in ("draw", "log") for name, value in facts[part].items()]
    for path, value in places:
        for new in {altered_value(value), None} - {value}:
            yield f"draw.json {path} {new}", with_facts(files, lambda all_, p=path, v=new: _put(all_, p, v))
        yield f"draw.json {path} away", with_facts(files, lambda all_, p=path: _inner(all_, p).pop(p[-1]))


def with_extra_leaf(files: Files) -> Iterator[tuple[str, Files]]:
    """Yield (label, files) with a correct leaf added at the end; then also with the new n; then also with its root."""
    rows = read_rows(files, "leaves.csv")
    number, leaf = len(rows), sha256(b"a stranger").digest()
    hashes = [*(bytes.fromhex(row[2]) for row in rows[1:]), leaf_hash(number, leaf)]
    more = with_rows(files, "leaves.csv", [*rows, [str(number), leaf.hex(), hashes[-1].hex()]])
    counted = with_facts(more, lambda facts: facts["draw"].update(n=number))
    yield from (("a leaf more", more), ("and N", counted))
    yield "and the root", with_facts(counted, lambda facts: facts["draw"].update(root=merkle_root(hashes).hex()))


def altered_bytes(files: Files) -> Iterator[tuple[str, Files]]:
    """Yield (label, files) with each byte altered."""
    for name in ("draw.json", "leaves.csv", "log.csv"):
        content = files[name]
        for at in range(len(content)):
            yield f"{name} byte {at}", files | {name: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]}


def rewrite_log(files: Files, change: Callable[[Rows], Rows]) -> Files:
    """Return the files with a changed log, with all its numbers and hashes and its head in draw.json computed again."""
    rows = change(read_rows(files, "log.csv")[1:])
    bound, lines = bytes(32), [LOG_COLUMNS]
    for n, row in enumerate(rows, 1):
        line = [str(n), *row[1:7]]
        bound = sha256(bound + "|".join(line).encode()).digest()
        lines.append([*line, bound.hex()])
    head = {"n": len(rows), "hash": bound.hex()}
    return with_facts(with_rows(files, "log.csv", lines), lambda facts: facts.update(log=head))


def _inner(facts: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    inner: dict[str, Any] = facts[path[0]] if len(path) > 1 else facts
    return inner


def _put(facts: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    _inner(facts, path)[path[-1]] = value
