"""Check of the download of a waiting room's draw. Needs only this file and Python 3.9 or newer, and no server:

    python verify_draw.py draw.zip [--number N] [--token TOKEN] [--kept LINE:HASH | --kept-before LINE:HASH]

Prints what is proven (exit code 0) or what is wrong (exit code 1). Exact bytes: docs/draw.md of the project."""

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
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

SEAL = {"seal", "sealed_at", "outside", "chain", "round", "witness", "witness_seal"}
DRAW = SEAL | {"closed_at", "n", "root", "outside_value", "outside_signature", "without", "opened_at", "key", "seed"}
FIELDS = {"version", "room", "come_in_minutes", "last_number", "draw", "log"}
LEAVES, LOG = ["number", "leaf", "hash"], ["n", "at", "what", "number", "place", "serving", "detail", "hash"]
STEPS, OTHERS = ["sealed", "closed", "drawn"], {"engaged", "quiet", "paused", "resumed", "target", "message", "ended"}
NUMBERED = {"admitted", "let_through", "gave_up"}
KINDS = {"beacon": ["chain", "round"], "witness": ["witness_seal", "witness"], "none": [], None: []}
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
MINUTE, LAG, NO_RATE = 60_000_000, 5_000_000, 10**18  # LAG: calls may be in progress while staff change the rate
Read = Callable[[str], bytes]


class Mismatch(Exception):
    """Something in the download does not match; the message says what and where."""


def _must(fits: object, problem: str) -> None:
    if not fits:
        raise Mismatch(problem)


def _sha(*pieces: bytes) -> bytes:
    return hashlib.sha256(b"".join(pieces)).digest()


def place_of(seed: bytes, n: int, number: int) -> int:
    """Return the place of a number: 1 to n for the numbers 1 to n; a later number is its own place."""
    if number > n:
        return number
    half = max(2, ((n - 1).bit_length() + 1) // 2)
    mask, at = (1 << half) - 1, number - 1
    while True:
        left, right = at >> half, at & mask
        for step in range(16):
            word = hmac.digest(seed, bytes([step]) + right.to_bytes(8, "big"), "sha256")
            left, right = right, left ^ (int.from_bytes(word[:8], "big") & mask)
        at = left << half | right
        if at < n:
            return at + 1


def tree_root(hashes: Iterator[bytes]) -> bytes:
    """Return the root of the Merkle tree (RFC 6962, section 2.1) of these leaf hashes."""
    peaks: list[bytes] = []
    for size, peak in enumerate(hashes, 1):
        while size % 2 == 0:
            peak, size = _sha(b"\1", peaks.pop(), peak), size // 2
        peaks.append(peak)
    return reduce(lambda right, left: _sha(b"\1", left, right), reversed(peaks)) if peaks else _sha(b"")


def _number(word: str, where: str) -> int:
    _must(re.fullmatch("0|[1-9][0-9]{0,17}", word, re.ASCII), f"{where}: {word[:40]!r} is no number")
    return int(word)


def _bytes(word: Any, where: str, length: int | None = 32) -> bytes:
    fits = isinstance(word, str) and re.fullmatch("([0-9a-f]{2})*", word) and length in (None, len(word) // 2)
    _must(fits, f"{where}: {str(word)[:40]!r} is not {length or 'some'} bytes in hex")
    return bytes.fromhex(word)


def _clock(micros: int) -> str:  # the format of draw.json
    return f"{datetime(1970, 1, 1) + timedelta(microseconds=min(micros, 10**16)):%Y-%m-%dT%H:%M:%S.%f}Z"


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (KeyError, OSError, TypeError, ValueError, csv.Error, zipfile.BadZipFile) as problem:
        raise Mismatch(f"{name} is missing, or cannot be read: {problem}") from None


def _rows(read: Read, name: str, head: list[str]) -> Iterator[tuple[str, list[str]]]:
    with _reading(name):
        rows = csv.reader(io.StringIO(read(name).decode("utf-8"), newline=""), strict=True)
        for at, row in enumerate(rows):
            where = f"{name}, line {rows.line_num}"
            _must(len(row) == len(head) and (at or row == head), f"{where}: not the columns {','.join(head)}")
            if at:
                yield where, row


def _read_facts(read: Read) -> dict[str, Any]:
    """Read draw.json and check its keys and counts. Without a draw, all fields of the returned draw are None."""
    with _reading("draw.json"):
        facts: dict[str, Any] = json.loads(text := read("draw.json").decode("utf-8"))
        _must(json.dumps(facts, indent=2, ensure_ascii=False) + "\n" == text, "draw.json: not as the house writes it")
        draw = facts["draw"] = dict.fromkeys(DRAW) if facts["draw"] is None else facts["draw"]
        names = [set(facts), set(facts["log"]), set(draw)]
        _must(names == [FIELDS, {"n", "hash"}, DRAW], "draw.json: not the names of version 1")
        counts = [facts[name] for name in ("version", "room", "come_in_minutes", "last_number")]
        counts += [facts["log"]["n"], draw["round"] or 0, draw["n"] or 0]
    fits = all(type(count) is int and count >= 0 for count in counts) and counts[0] == 1 and counts[3] >= counts[6]
    _must(fits, "draw.json: its numbers are none, or not of version 1, or more were drawn than given")
    return facts


def _check_leaves(read: Read, draw: dict[str, Any], mine: tuple[int, str]) -> None:
    """Check that the numbers have no gaps, each leaf's hash, the root, and that `mine` (number, leaf) is there."""
    hashes, has_mine = list[bytes](), False
    for where, (number, leaf, hash_) in _rows(read, "leaves.csv", LEAVES):
        _must(_number(number, where) == len(hashes) + 1, f"{where}: number {number} where {len(hashes) + 1} belongs")
        hashes.append(_sha(b"\0", int(number).to_bytes(8, "big"), _bytes(leaf, where)))
        _must(hashes[-1] == _bytes(hash_, where), f"{where}: the hash is not that of number {number} and its leaf")
        has_mine = has_mine or (int(number), leaf) == mine
    _must(len(hashes) == draw["n"], f"leaves.csv holds {len(hashes)} leaves, and draw.json says n is {draw['n']}")
    _must(tree_root(iter(hashes)) == _bytes(draw["root"], "draw.json, root"), "draw.json, root: not that of the leaves")
    _must(has_mine or not mine[0], f"leaves.csv: the leaf of number {mine[0]} is not that of your token")


def _check_seed(draw: dict[str, Any], room: bytes) -> bytes:
    """Return the seed after checking that the key is the sealed one, and that key and outside value give this seed."""
    key, seed, root, seal = (_bytes(draw[name], f"draw.json, {name}") for name in ("key", "seed", "root", "seal"))
    _must(_sha(key, room) == seal, "draw.json, key: not the key that was sealed")
    value, signature = _bytes(draw["outside_value"], "draw.json, outside_value", None), draw["outside_signature"]
    kind = "none" if draw["without"] is not None else draw["outside"]
    named = kind == "beacon" or (signature is None and (kind == "witness" or not value))
    _must(named, "draw.json, outside_value: there is one that nobody named")
    _must(kind != "witness" or _sha(value, room).hex() == draw["witness_seal"], "draw.json: not the witness's key")
    fits = kind != "beacon" or _sha(_bytes(signature, "draw.json, outside_signature", None)) == value
    _must(fits, "draw.json, outside_value: not the SHA-256 of outside_signature")
    made = hmac.digest(key, root + draw["n"].to_bytes(8, "big") + value, "sha256")
    _must(made == seed, "draw.json, seed: not what key, root, n and the outside value give")
    return seed


def _steps(draw: dict[str, Any], come_in: int) -> dict[str, tuple[str, str]]:
    """Return the time and text that draw.json requires of the log's lines `sealed`, `closed` and `drawn`."""
    named = [name for name in ("chain", "round", "witness_seal", "witness") if draw[name] is not None]
    _must(named == KINDS.get(draw["outside"]), "draw.json, outside: what belongs to another kind of draw")
    outside = "".join([f"outside={draw['outside']}"] + [f" {name}={draw[name]}" for name in named])
    without = "" if draw["without"] is None else f" without={draw['without']}"
    sealed, closed = f"seal={draw['seal']} come_in={come_in} {outside}", f"n={draw['n']} root={draw['root']}"
    drawn = f"key={draw['key']} value={draw['outside_value']} seed={draw['seed']}{without}"
    steps = zip(STEPS, ("sealed_at", "closed_at", "opened_at"), (sealed, closed, drawn))  # noqa: B905 - Python 3.9
    return {step: (draw[at], text) for step, at, text in steps if draw[at] is not None}


def _check_log(read: Read, facts: dict[str, Any], seed: bytes, kept: tuple[int, str], early: bool) -> Counter[str]:
    """Check the log: hashes, times that never decrease, the draw's steps, calls and admissions in the drawn order."""
    draw, last, come_in, hashed = facts["draw"], facts["last_number"], facts["come_in_minutes"], bytes(32)
    done, lines, called, called_at = dict[str, tuple[str, str]](), dict[str, int](), [0], [0]
    let, gone, shut, counted = set[str](), set[str](), set[str](), Counter[str]()
    n, before, rate, rate_at, paced = 0, 0, NO_RATE, 0, draw["seal"] is not None
    for where, row in _rows(read, "log.csv", LOG):
        n, (_, _, what, number, place, serving, detail, told_hash) = n + 1, row
        hashed, at = _sha(hashed, "|".join(row[:7]).encode()), _number(row[1], where)
        _must(_number(row[0], where) == n, f"{where}: n is {row[0]} where {n} belongs")
        _must(hashed == _bytes(told_hash, where), f"{where}: the hash is not that of this line after the one before")
        _must(kept[0] != n or told_hash.startswith(kept[1]), f"{where}: not the hash that you kept: a log made anew")
        _must(at >= before, f"{where}: it is earlier than the line before")
        closed_to = shut if what == "called" else shut - {"paused"} if what == "admitted" else None
        _must(not closed_to, f"{where}: somebody is {what} while the room is {closed_to}")
        if what in NUMBERED:
            _must(0 < _number(number, where) <= last, f"{where}: number {number}, and {last} were given")
            worth = str(place_of(seed, draw["n"], int(number))) if seed else "undrawn" if draw["seal"] else number
            _must(place in ("", worth), f"{where}: place {place} is not what number {number} is worth")
            (let if what == "let_through" else gone if what == "gave_up" and place else set[str]()).add(number)
        if what in STEPS:
            fits = what == (*STEPS, "")[len(done)] or what == "sealed" == list(done)[-1]
            _must(fits, f"{where}: {what!r} does not belong here")
            done[what], lines[what] = (_clock(at), detail), n
        elif what == "called":
            ready, up_to = draw["seal"] is None or "drawn" in done, _number(serving, where)
            _must(ready and called[-1] < up_to, f"{where}: {up_to} is called after {called[-1]}, or before the draw")
            _must(up_to <= last, f"{where}: place {up_to} is called, and {last} numbers were given")
            lately = up_to - called[bisect_right(called_at, max(at - MINUTE, rate_at + LAG)) - 1]
            fits = not paced or at <= rate_at + LAG or lately <= rate
            _must(fits, f"{where}: {lately} places are called within a minute, and the rate is {rate}")
            called.append(up_to)
            called_at.append(at)
        elif what == "admitted":
            call, through = bisect_left(called, _number(place, where)), detail == "let through"
            _must(number not in gone, f"{where}: number {number} is admitted a second time, or after it gave up")
            _must(number in let or not through, f"{where}: number {number} is let through, and nobody said so")
            _must(through or call < len(called), f"{where}: place {place} is admitted before it is called")
            late = not through and at - called_at[call] >= come_in * MINUTE
            _must(not late or detail == "held", f"{where}: place {place} is admitted after its time to come in")
            gone.add(number)
            counted.update({"through": through, "held": late})
        elif what == "rate":
            rate, rate_at = NO_RATE if detail == "none" else _number(detail, where), at
        elif what == "mode":  # an automatic room has no rate; a mode also opens a room that had ended
            paced, shut = detail == "on", shut & {"paused"} | {detail} & {"off"}
        elif what not in NUMBERED:
            _must(what in OTHERS, f"{where}: nothing is called {what[:40]!r}")
            shut = shut - {"paused"} if what == "resumed" else shut | {what} & {"paused", "ended"}
        counted[what], before = counted[what] + 1, at
    ends = (n, hashed.hex()) == (facts["log"]["n"], facts["log"]["hash"])
    _must(ends, f"log.csv ends with line {n}, draw.json says line {facts['log']['n']}, or their hashes differ")
    fits = (done if draw["seal"] or list(done) != ["sealed"] else {}) == _steps(draw, come_in)
    _must(fits, f"draw.json: it says {_steps(draw, come_in)}, and the lines of log.csv say {done}")
    least, below = (lines.get("closed", n + 1), lines.get("drawn", n + 1)) if early else (0, n + 1)
    _must(least <= kept[0] < below, f"--kept: there is no line {kept[0]}" + " from `closed` to before `drawn`" * early)
    return counted + Counter(serving=called[-1])


def verify(read: Read, kept: str = "", early: str = "", token: str = "", number: int | None = None) -> list[str]:
    """Check all files; return the report. `early`: as `kept`, from before the outside value. Raises Mismatch."""
    facts, line, mine, seed = _read_facts(read), (0, ""), (0, ""), b""
    draw, last, text, n = facts["draw"], facts["last_number"], list[str](), facts["draw"]["n"]
    if kept or early:
        match: Any = re.fullmatch("([1-9][0-9]{0,17}):([0-9a-f]{16,64})", kept or early) or ["", 0, ""]
        line = int(match[1]), str(match[2])
        _must(line[0], "--kept: this is no LINE:HASH with 16 digits of the hash or more, as your page says it")
    if token:
        match = re.fullmatch(r'"?([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})\.([0-9a-f]{32})\.\S*', token) or ["", 0, 0, ""]
        mine = int(match[2]), _sha(match[3].encode()).hex()
        _must(mine[0], "--token: this is not what your cookie place-ROOM holds")
        _must(int(match[1]) == facts["room"], f"--token: it is of room {match[1]}, and this is of room {facts['room']}")
        _must(mine[0] <= (n or 0), f"--token: number {mine[0]} came after the close of {n or 0} numbers")
    fits = number is None or (draw["opened_at"] is not None and 0 < number <= last)
    _must(fits, f"--number: {number} is none of the {last} that are given, or nothing is drawn yet")
    if {n, draw["closed_at"], draw["opened_at"]} != {None}:
        _check_leaves(read, draw, mine)
        text.append(f"Checked: {n} leaves, none missing, and the root {draw['root']} of them.")
    if draw["opened_at"] is not None:
        seed = _check_seed(draw, facts["room"].to_bytes(8, "big"))
        text.append("Checked: the opened key is the sealed one, and gives the seed with root, n and the outside value.")
    log = _check_log(read, facts, seed, line, bool(early))
    text.append(f"Checked: {facts['log']['n']} lines of the log, each bound to the one before: {log['called']} calls.")
    text.append(f"Checked: {log['admitted']} admitted in that order, {log['through']} of them let through by staff.")
    held = f"{log['held']} admitted after their time, held at a full door"
    text.append(f"Told by the house: {last} numbers given, {log['serving']} of them called, {held}.")
    text += [f"Checked: your number {mine[0]} is in the list, with the leaf of your token."] * bool(mine[0])
    if not seed:
        return [*text, "Nothing is drawn in this download." if draw["seal"] else "Nothing is drawn here: first come."]
    text += [f"Number {one} has place {place_of(seed, n, one)}." for one in {number or 0, mine[0]} - {0}]
    return [*text, *_proven(draw, line[0] if early else 0)]


def _proven(draw: dict[str, Any], line: int) -> Iterator[str]:  # line: kept before the outside value was known, or 0
    yield "Proven: the order is that of list, key and value; whom the log admits was called by it, or let through."
    why = draw["without"] or ("nothing from outside is in it" if draw["outside"] == "none" else "")
    comes = _clock((1692803367 + 3 * (draw["round"] - 1)) * 1_000_000) if draw["chain"] == QUICKNET else "never"
    why = why or ("the close came after the round" if draw["closed_at"] >= comes else "")
    named = f"round {draw['round']} of the beacon came", f" and its value is\n  {draw['outside_value']}"
    when, value = named if draw["outside"] == "beacon" else (f"{draw['witness']} told their key", "")
    if why:
        yield f"NOT proven: that nobody steered the order ({why}): the operator could have tried several."
    elif not line:
        yield "Consistent, NOT proven: that nobody steered the order. Only somebody who kept the root before"
        yield f"  {when} can vouch that the numbers were closed in time: --kept-before LINE:HASH."
    else:
        yield f"Proven, if line {line} was kept before {when}{value}:"
        yield "  nobody was added, moved or removed after the close, and nobody steered the order."
    yield "Not proven: that a number is one person; that none was added before the close; that nobody who was called"
    yield "  was turned away; that nobody came in without a line; that others saw the same log (--kept LINE:HASH)."


def main(words: list[str] | None = None) -> int:
    """Check the download named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Checks the download of a waiting room's draw.")
    parser.add_argument("path", type=Path, help="draw.zip, or the folder it was unpacked to")
    parser.add_argument("--number", type=int, help="say the place of this number")
    parser.add_argument("--token", help="your place cookie: its number must be among the leaves")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--kept", help="a line of the log and how its hash began, as on your page: 7:9f2c41d7b0e85a13")
    either.add_argument("--kept-before", help="the same, kept before the outside value was known")
    args = parser.parse_args(words)
    try:
        read = (lambda name: (args.path / name).read_bytes()) if args.path.is_dir() else zipfile.ZipFile(args.path).read
        _must("" not in (args.kept, args.kept_before, args.token), "an option with nothing in it")
        print("\n".join(verify(read, args.kept or "", args.kept_before or "", args.token or "", args.number)))
    except (Mismatch, OSError, zipfile.BadZipFile) as problem:
        print(f"WRONG: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
