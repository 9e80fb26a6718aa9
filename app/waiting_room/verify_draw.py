"""Checks the download of a waiting room's draw. One file, Python 3.9 or newer, nothing else, no access to the house:

    python verify_draw.py draw.zip [--number N] [--token TOKEN] [--kept LINE:HASH]

It says what was checked, what that proves and what not. It ends with 0 if all is whole; else with 1, naming the line
that is wrong. The exact bytes are described in docs/draw.md of the project. It shares no code with the house."""

from __future__ import annotations

import argparse
import csv
import hashlib
import hmac
import io
import json
import re
import sys
import zipfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

DRAW = {"seal", "sealed_at", "outside", "chain", "round", "witness", "witness_seal", "closed_at", "n", "root", "key",
        "outside_value", "outside_signature", "without", "opened_at", "seed"}  # fmt: skip
NAMES = {"draw.json": {"version", "room", "come_in_minutes", "draw", "log"}, "draw": DRAW, "log": {"n", "hash"}}
LEAVES, LOG = ["number", "leaf", "hash"], ["n", "at", "what", "number", "place", "serving", "detail", "hash"]
OTHERS = {"engaged", "quiet", "paused", "resumed", "rate", "target", "message", "ended"}
KINDS = {"beacon": ["chain", "round"], "witness": ["witness_seal", "witness"], "none": []}
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - Python 3.9
Read = Callable[[str], bytes]


class Wrong(Exception):
    """Something does not fit; the message says what, and where."""


def _sha(*pieces: bytes) -> bytes:
    return hashlib.sha256(b"".join(pieces)).digest()


def _eight(number: int) -> bytes:
    return number.to_bytes(8, "big")


def place_of(seed: bytes, n: int, number: int) -> int:
    """The place of one of the numbers 1 to n; a later number keeps its value."""
    if number > n:
        return number
    half = max(2, ((n - 1).bit_length() + 1) // 2)
    mask, at = (1 << half) - 1, number - 1
    while True:
        left, right = at >> half, at & mask
        for step in range(16):
            word = hmac.digest(seed, bytes([step]) + _eight(right), "sha256")
            left, right = right, left ^ (int.from_bytes(word[:8], "big") & mask)
        at = left << half | right
        if at < n:
            return at + 1


def root_of(hashes: Iterator[bytes]) -> bytes:
    """The tree of RFC 6962, section 2.1: neighbours of one size become one."""
    peaks: list[bytes] = []
    for size, peak in enumerate(hashes, 1):
        while size % 2 == 0:
            peak, size = _sha(b"\1", peaks.pop(), peak), size // 2
        peaks.append(peak)
    root = peaks.pop() if peaks else _sha(b"")
    while peaks:
        root = _sha(b"\1", peaks.pop(), root)
    return root


def _number(word: str, where: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]{0,17}", word):
        raise Wrong(f"{where}: {word[:40]!r} is no number")
    return int(word)


def _bytes(word: Any, where: str, length: int | None = 32) -> bytes:
    if not isinstance(word, str) or not re.fullmatch("([0-9a-f]{2})*", word) or length not in (None, len(word) // 2):
        raise Wrong(f"{where}: {str(word)[:40]!r} is not {length or 'some'} bytes in hex")
    return bytes.fromhex(word)


def _clock(micros: int) -> str:
    """A time as draw.json writes it."""
    return f"{EPOCH + timedelta(microseconds=min(micros, 10**16)):%Y-%m-%dT%H:%M:%S.%f}Z"


def _file(read: Read, name: str) -> str:
    try:
        return read(name).decode("utf-8")
    except (KeyError, OSError, UnicodeDecodeError, zipfile.BadZipFile) as problem:
        raise Wrong(f"{name} is missing, or cannot be read: {problem}") from None


def _rows(read: Read, name: str, head: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Where each row is, and the row."""
    rows = csv.reader(io.StringIO(_file(read, name), newline=""), strict=True)
    try:
        for at, row in enumerate(rows):
            where = f"{name}, line {rows.line_num}"
            if len(row) != len(head) or (at == 0 and row != head):
                raise Wrong(f"{where}: not the columns {','.join(head)}")
            if at:
                yield where, row
    except csv.Error as problem:
        raise Wrong(f"{name}, line {rows.line_num}: {problem}") from None


def _told(read: Read) -> dict[str, Any]:
    """draw.json, all its names there, none twice and none more."""
    text = _file(read, "draw.json")
    try:
        told: dict[str, Any] = json.loads(text)
    except ValueError as problem:
        raise Wrong(f"draw.json cannot be read: {problem}") from None
    if json.dumps(told, indent=2, ensure_ascii=False) + "\n" != text:
        raise Wrong("draw.json: not as the house writes it")
    for name, names in NAMES.items():
        part: Any = told if name == "draw.json" else told[name]
        if not (name == "draw" and part is None) and (not isinstance(part, dict) or set(part) != names):
            raise Wrong(f"draw.json, {name}: not the names of version 1")
    draw = told["draw"] or dict.fromkeys(DRAW)
    counts = [told["version"], told["room"], told["come_in_minutes"], told["log"]["n"]]
    counts += [draw["n"] or 0, draw["round"] or 0]
    if any(type(count) is not int or count < 0 for count in counts) or told["version"] != 1:
        raise Wrong("draw.json: version, room, come_in_minutes, n and round are numbers, the version is 1")
    for step, names in {"closed_at": {"n", "root", "opened_at"}, "opened_at": {"key", "seed", "outside_value"}}.items():
        if draw[step] is None and any(draw[name] is not None for name in names):
            raise Wrong(f"draw.json: there is no {step}, and something that comes with it")
    return told


def _check_leaves(read: Read, draw: dict[str, Any], mine: tuple[int, str] | None) -> None:
    """Numbers without gaps, every leaf's hash, the root; and among them `mine`, a number and its leaf."""
    hashes, found = list[bytes](), False
    for where, (number, leaf, told) in _rows(read, "leaves.csv", LEAVES):
        if _number(number, where) != len(hashes) + 1:
            raise Wrong(f"{where}: number {number} where {len(hashes) + 1} belongs")
        hashes.append(_sha(b"\0", _eight(int(number)), _bytes(leaf, where)))
        if hashes[-1] != _bytes(told, where):
            raise Wrong(f"{where}: the hash is not that of number {number} and its leaf")
        found = found or (int(number), leaf) == mine
    if len(hashes) != draw["n"]:
        raise Wrong(f"leaves.csv holds {len(hashes)} leaves, and draw.json says n is {draw['n']}")
    if root_of(iter(hashes)) != _bytes(draw["root"], "draw.json, root"):
        raise Wrong("draw.json, root: not the root of the leaves")
    if mine and mine[0] <= draw["n"] and not found:
        raise Wrong(f"leaves.csv: the leaf of number {mine[0]} is not that of your token")


def _check_seed(draw: dict[str, Any], room: int) -> bytes:
    """The seed, if the key is the sealed one and gives it with a value that fits, as far as a file can tell."""
    key, seed = _bytes(draw["key"], "draw.json, key"), _bytes(draw["seed"], "draw.json, seed")
    if _sha(key, _eight(room)) != _bytes(draw["seal"], "draw.json, seal"):
        raise Wrong("draw.json, key: not the key that was sealed")
    value, signature = _bytes(draw["outside_value"], "draw.json, outside_value", None), draw["outside_signature"]
    kind = "none" if draw["without"] is not None else draw["outside"]
    if (kind == "none" and value) or (kind != "beacon" and signature is not None):
        raise Wrong("draw.json, outside_value: there is one that nobody named")
    if kind == "witness" and _sha(value, _eight(room)).hex() != draw["witness_seal"]:
        raise Wrong("draw.json, outside_value: not the key that the witness sealed")
    if kind == "beacon" and _sha(_bytes(signature, "draw.json, outside_signature", None)) != value:
        raise Wrong("draw.json, outside_value: not the SHA-256 of outside_signature")
    message = _bytes(draw["root"], "draw.json, root") + _eight(draw["n"]) + value
    if hmac.digest(key, message, "sha256") != seed:
        raise Wrong("draw.json, seed: not what key, root, n and the outside value give")
    return seed


def _steps(told: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The time and words of the log's lines `sealed`, `closed` and `drawn`, as draw.json has them."""
    draw = told["draw"] or {"outside": "none"}
    named = [name for name in ("chain", "round", "witness_seal", "witness") if draw.get(name) is not None]
    if named != KINDS.get(draw["outside"]):
        raise Wrong("draw.json, outside: what belongs to another kind of draw")
    outside = "".join(f" {name}={draw[name]}" for name in named)
    without = "" if draw.get("without") is None else f" without={draw['without']}"
    said = {
        "sealed": f"seal={draw.get('seal')} come_in={told['come_in_minutes']} outside={draw['outside']}{outside}",
        "closed": f"n={draw.get('n')} root={draw.get('root')}",
        "drawn": f"key={draw.get('key')} value={draw.get('outside_value')} seed={draw.get('seed')}{without}",
    }
    times = {"sealed": "sealed_at", "closed": "closed_at", "drawn": "opened_at"}
    done = {name: at for name, field in times.items() if (at := draw.get(field)) is not None}
    return {name: (at, said[name]) for name, at in done.items()}


def _check_log(read: Read, told: dict[str, Any], seed: bytes | None, kept: tuple[int, str] | None) -> Counter[str]:
    """Every line bound to the one before, the draw's own lines in their place, each admission by the order."""
    draw, steps, n, hashed, called, called_at = told["draw"], _steps(told), 0, bytes(32), [0], [0]
    seen, let, admitted, counted = dict[str, tuple[str, str]](), set[str](), set[str](), Counter[str]()
    for where, row in _rows(read, "log.csv", LOG):
        n, (_, at, what, number, place, serving, detail, _) = n + 1, row
        hashed, worth = _sha(hashed, "|".join(row[:7]).encode()), number
        if _number(row[0], where) != n:
            raise Wrong(f"{where}: n is {row[0]} where {n} belongs")
        if hashed != _bytes(row[7], where):
            raise Wrong(f"{where}: the hash is not that of this line after the one before")
        if kept and kept[0] == n and not row[7].startswith(kept[1]):
            raise Wrong(f"{where}: not the hash that you kept; the log was written anew")
        if what in ("admitted", "let_through", "gave_up") and place:
            if draw is not None:
                worth = str(place_of(seed, draw["n"], _number(number, where))) if seed else "undrawn"
            if place != worth:
                raise Wrong(f"{where}: place {place} is not what number {number} is worth")
        if what in ("sealed", "closed", "drawn"):
            if what != ["sealed", "closed", "drawn", ""][len(seen)] and not what == "sealed" == list(seen)[-1]:
                raise Wrong(f"{where}: {what!r} does not belong here")
            seen[what] = (_clock(_number(at, where)), detail)
        elif what == "called":
            if (draw is not None and "drawn" not in seen) or _number(serving, where) <= called[-1]:
                raise Wrong(f"{where}: place {serving} is called after place {called[-1]}, or before the draw")
            called.append(int(serving))
            called_at.append(_number(at, where))
        elif what == "let_through":
            let.add(number)
        elif what == "admitted":
            call = bisect_left(called, _number(place, where))
            if number in admitted:
                raise Wrong(f"{where}: number {number} is admitted a second time")
            if detail == "let through" and number not in let:
                raise Wrong(f"{where}: number {number} is let through, and nobody said so")
            if detail != "let through" and call == len(called):
                raise Wrong(f"{where}: place {place} is admitted before it is called")
            if detail != "let through" and int(at) - called_at[call] >= told["come_in_minutes"] * 60_000_000:
                raise Wrong(f"{where}: place {place} is admitted after its time to come in")
            admitted.add(number)
        elif what not in OTHERS and what != "gave_up":
            raise Wrong(f"{where}: nothing is called {what[:40]!r}")
        counted[what] += 1
    if (n, hashed.hex()) != (told["log"]["n"], told["log"]["hash"]) or (kept and kept[0] > n):
        raise Wrong(f"log.csv ends with line {n}, draw.json says line {told['log']['n']}, or their hashes differ")
    if (seen if draw or list(seen) != ["sealed"] else {}) != steps:
        raise Wrong(f"draw.json: it says {steps}, and the lines of log.csv say {seen}")
    return counted


def verify(read: Read, kept: tuple[int, str] | None = None, mine: tuple[int, str] | None = None) -> list[str]:
    """What was checked, what is proven and what is not, in words. Raises Wrong."""
    told = _told(read)
    draw, seed, says = told["draw"], None, []
    if draw and draw["closed_at"] is not None:
        _check_leaves(read, draw, mine)
        says.append(f"Checked: {draw['n']} leaves, none missing, and the root {draw['root']} of them.")
    if draw and draw["opened_at"] is not None:
        seed = _check_seed(draw, told["room"])
        says.append("Checked: the opened key is the sealed one, and gives the seed with root, n and the outside value.")
    seen = _check_log(read, told, seed, kept)
    says.append(f"Checked: {told['log']['n']} lines of the log, each bound to the one before: {seen['called']} calls, "
                f"{seen['admitted']} admitted in that order, {seen['let_through']} let through by staff.")  # fmt: skip
    if not draw or seed is None:
        return [*says, "Nothing is drawn in this download." if draw else "Nothing is drawn in this room: first come."]
    late = draw["outside"] == "beacon" and draw["chain"] == QUICKNET and not draw["without"] and (
        draw["closed_at"] >= _clock((1692803367 + 3 * (draw["round"] - 1)) * 1_000_000))  # fmt: skip
    says.append("Proven: nobody was added, moved or removed after the close, and admission followed the drawn order.")
    if draw["outside"] == "none" or draw["without"] is not None or late:
        why = "the close came after the round" if late else draw["without"] or "nothing from outside is in it"
        says.append(f"NOT proven: that nobody steered the order ({why}): the operator could have tried several.")
    elif draw["outside"] == "beacon":
        says.append(f"Proven, if the value of round {draw['round']} of drand's chain {draw['chain']} is")
        says.append(f"  {draw['outside_value']}: nobody steered the order. Any relay of drand tells it.")
    else:
        says.append(f"Proven, if {draw['witness']} told nobody the key before the close: nobody steered the order.")
    says.append("Not proven: that a number is one person; that none was added before the close; that others were shown")
    return [*says, "  the same log: keep a line and its hash from your own page, and give them as --kept LINE:HASH."]


def main(words: list[str] | None = None) -> int:
    """Checks what the command line names; returns its exit code."""
    ask = argparse.ArgumentParser(description="Checks the download of a waiting room's draw.")
    ask.add_argument("path", type=Path, help="draw.zip, or the folder it was unpacked to")
    ask.add_argument("--number", type=int, help="say the place of this number")
    ask.add_argument("--token", help="your place cookie: its number must be among the leaves")
    ask.add_argument("--kept", help="a line of the log and how its hash began, as your page said: 120:9f2c41d7")
    said = ask.parse_args(words)
    try:
        n, _, prefix = (said.kept or "0:").partition(":")
        token = (said.token or "").split(".")
        mine = (_number(token[1], "--token"), _sha(token[2].encode()).hex()) if len(token) > 2 else None
        folder = said.path.is_dir()
        read = (lambda name: (said.path / name).read_bytes()) if folder else zipfile.ZipFile(said.path).read
        print("\n".join(verify(read, (_number(n, "--kept"), prefix) if said.kept else None, mine)))
        draw, number = _told(read)["draw"] or {"n": 0, "seed": ""}, said.number or (mine or (0,))[0]
        if number > 0 and draw["seed"] is not None:
            print(f"Number {number} has place {place_of(bytes.fromhex(draw['seed']), draw['n'], number)}.")
    except (Wrong, OSError, zipfile.BadZipFile) as problem:
        print(f"WRONG: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
