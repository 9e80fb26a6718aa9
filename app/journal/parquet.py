"""Writes and reads facts in Parquet. Only the commands that need it import pyarrow, which is large."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pyarrow
import pyarrow.parquet

from app.journal.facts import BATCH, COLUMNS

SCHEMA = pyarrow.schema(
    [
        pyarrow.field("xid", pyarrow.uint64(), nullable=False),
        pyarrow.field("id", pyarrow.int64(), nullable=False),
        pyarrow.field("at", pyarrow.timestamp("us", "UTC"), nullable=False),
        pyarrow.field("organizer_id", pyarrow.int64()),
        pyarrow.field("performance_id", pyarrow.int64()),
        pyarrow.field("topic", pyarrow.string(), nullable=False),
        pyarrow.field("payload", pyarrow.string(), nullable=False),  # JSON, as Postgres writes it
        pyarrow.field("actor", pyarrow.string(), nullable=False),
        pyarrow.field("trace", pyarrow.string()),
    ]
)


class FactWriter:
    """Writes facts to a file, compressed with zstd; a row group a batch. `with` closes it."""

    def __init__(self, path: Path) -> None:
        self._writer = pyarrow.parquet.ParquetWriter(path, SCHEMA, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, facts: list[tuple[Any, ...]]) -> None:
        """Write facts, each as the values of COLUMNS."""
        arrays = [
            pyarrow.array(values, field.type) for values, field in zip(zip(*facts, strict=True), SCHEMA, strict=True)
        ]
        self._writer.write_batch(pyarrow.record_batch(arrays, schema=SCHEMA))


def read_file(path: Path) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the facts of a file in batches, each as the values of COLUMNS. Raises pyarrow.ArrowInvalid."""
    with pyarrow.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(BATCH, columns=list(COLUMNS)):
            yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
