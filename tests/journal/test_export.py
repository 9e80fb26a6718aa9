"""The export of a month: what is in the file and in the note."""

import os
from pathlib import Path

import msgspec
import pyarrow.parquet
import pytest

from app.journal import facts, months
from app.journal.errors import MonthRefused, NoSuchMonth
from app.journal.export import ExportNote, export_month, hash_file, note_path
from app.journal.facts import COLUMNS
from db.pool import execute, fetch
from tests.journal.conftest import OldMonth


async def test_the_file_has_every_fact_with_its_types(
    month: OldMonth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "BATCH", 7)
    path = (await export_month(month.name, tmp_path)).path
    rows = await fetch(f"SELECT {', '.join(COLUMNS)} FROM {month.table} ORDER BY xid, id")
    table = pyarrow.parquet.read_table(path)
    assert [tuple(row.values()) for row in table.to_pylist()] == [tuple(row) for row in rows]
    assert str(table.schema.field("at").type) == "timestamp[us, tz=UTC]"
    assert pyarrow.parquet.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


async def test_the_note_counts_and_hashes(month: OldMonth, exported: Path) -> None:
    note = msgspec.json.decode(note_path(exported).read_bytes(), type=ExportNote)
    ends = await fetch(f"SELECT xid, id FROM {month.table} ORDER BY xid, id")
    assert (note.month, note.rows, note.file) == (month.name, 25, exported.name)
    assert (note.first, note.last) == (tuple(ends[0]), tuple(ends[-1]))
    assert note.file_sha256 == hash_file(exported)
    assert sorted(file.name for file in exported.parent.iterdir()) == [note_path(exported).name, exported.name]


async def test_an_empty_month_can_be_exported(month: OldMonth, tmp_path: Path) -> None:
    await execute(f"TRUNCATE {month.table}")
    note = (await export_month(month.name, tmp_path)).note
    assert (note.rows, note.first, note.last) == (0, None, None)


async def test_another_export_replaces_the_first(month: OldMonth, exported: Path) -> None:
    await execute(f"TRUNCATE {month.table}")
    assert (await export_month(month.name, exported.parent)).note.rows == 0
    assert pyarrow.parquet.ParquetFile(exported).metadata.num_rows == 0


async def test_a_month_that_is_not_over_is_refused(month: OldMonth, tmp_path: Path) -> None:
    running = (await months.get_months())[-1]
    with pytest.raises(MonthRefused, match="is not over before"):
        await export_month(running.name, tmp_path)
    assert os.listdir(tmp_path) == []


async def test_an_unknown_month_and_a_missing_folder_are_refused(month: OldMonth, tmp_path: Path) -> None:
    with pytest.raises(NoSuchMonth, match="has no month 1999-13"):
        await export_month("1999-13", tmp_path)
    with pytest.raises(MonthRefused, match="There is no folder"):
        await export_month(month.name, tmp_path / "none")
