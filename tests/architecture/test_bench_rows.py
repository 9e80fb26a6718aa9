"""Measurements in `bench/` declare small sizes and their rows, and `docs/performance.md` names exactly these rows."""

import importlib
import re
from typing import Any

import msgspec
import pytest

from bench.harness.measurement import Measurement
from bench.harness.runner import measurement_names
from tests.architecture.test_named_files import ROOT

FIGURES, ROW_NAMES = (ROOT / "docs" / "performance.md").read_text().split("\n## Row names\n")
ROW = re.compile(r"`([a-z]+(?:_[a-z0-9]+)+)`")
LISTED = {
    name: ROW.findall(rows)
    for name, rows in re.findall(r"^- `(\w+)`: ((?:.+\n)(?:  .+\n)*)", ROW_NAMES, flags=re.MULTILINE)
}


def declared(name: str) -> Measurement[Any]:
    """Return the measurement that a module of `bench/` declares."""
    measurement: Measurement[Any] = importlib.import_module(f"bench.{name}").MEASUREMENT
    return measurement


def numbers(sizes: object) -> list[float]:
    """Return the numbers of a measurement's sizes, in order."""
    fields = [*msgspec.structs.asdict(sizes).values()]  # type: ignore[arg-type]
    whole = [value for field in fields for value in (field.values() if isinstance(field, dict) else [field])]
    return [
        number for value in whole for number in (value if isinstance(value, tuple) else [value]) if is_number(number)
    ]


def is_number(value: object) -> bool:
    return isinstance(value, int | float)


@pytest.mark.parametrize("name", measurement_names())
def test_a_smoke_run_is_smaller_than_a_real_one(name: str) -> None:
    full, smoke = numbers(declared(name).full), numbers(declared(name).smoke)
    assert len(smoke) == len(full)
    assert all(small <= large for small, large in zip(smoke, full, strict=True))
    assert smoke != full


def test_the_page_lists_the_rows_of_every_measurement() -> None:
    assert {name: list(declared(name).rows) for name in measurement_names()} == LISTED


def test_a_row_belongs_to_one_measurement() -> None:
    rows = [row for name in measurement_names() for row in declared(name).rows]
    assert sorted({row for row in rows if rows.count(row) > 1}) == []


def test_every_row_in_a_table_of_figures_is_recorded() -> None:
    rows = {row for name in measurement_names() for row in declared(name).rows}
    named = {row for line in FIGURES.splitlines() if line.startswith("|") for row in ROW.findall(line)}
    assert len(named) > 15
    assert sorted(named - rows) == []
