"""Records figures, saves them to var/bench.jsonl, one JSON object per line, and formats them for the terminal."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

FILE = Path(__file__).parents[2] / "var" / "bench.jsonl"


class Figure(msgspec.Struct, omit_defaults=True):
    """One measured figure. `floor` is the best possible value, from the same run; `ratio` is value : floor."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None


recorded: list[Figure] = []


def record(name: str, value: float, unit: str, floor: float | None = None) -> Figure:
    """Append one figure to `recorded` and print it."""
    figure = Figure(name, value, unit, floor, round(value / floor, 3) if floor else None)
    recorded.append(figure)
    print(row(figure), flush=True)
    return figure


def save(figures: Iterable[Figure]) -> None:
    """Append figures to the file."""
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("ab") as file:
        file.writelines(msgspec.json.encode(figure) + b"\n" for figure in figures)


def row(figure: Figure) -> str:
    """Format one line of the table."""
    beside = f"floor {figure.floor:>10,g}   ratio {figure.ratio:>7.3f}" if figure.floor and figure.ratio else ""
    return f"{figure.name:<28} {figure.value:>12,g} {figure.unit:<6} {beside}"
