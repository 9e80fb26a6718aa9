"""The declaration of a measurement: its function, its sizes, and the names of the rows that it records."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bench.harness.server import BenchServer

Sizes = TypeVar("Sizes")


@dataclass(frozen=True)
class Measurement(Generic[Sizes]):
    """One measurement. `rows`: the names of the figures that it records, each once.

    `full`: the sizes of a real run. `smoke`: sizes of about a second, which only show that the code still works."""

    measure: Callable[[BenchServer, Sizes], None]
    full: Sizes
    smoke: Sizes
    rows: tuple[str, ...]
