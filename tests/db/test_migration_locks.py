"""Migrations of tables that grow with sales do not read them while they are locked."""

import re

import pytest

from db import pool
from db.migrations.sql_files import FOLDER

GROWING = r'"order"|order_line|ticket|payment|refund|mail|hold|seat|journal'
FIRST = "0008"
"""The first migration that keeps to this."""
FILES = [file.name for file in sorted(FOLDER.glob("*.sql")) if file.name >= FIRST]
CHECK = re.compile(r"\bCHECK\b|\bFOREIGN KEY\b|\bREFERENCES\b")
NOT_VALID = re.compile(r"NOT VALID\s*($|')")


@pytest.mark.parametrize("name", FILES)
def test_a_constraint_is_added_without_reading_the_rows(name: str) -> None:
    code = re.sub("--[^\n]*", "", (FOLDER / name).read_text())
    changes = re.findall(rf"ALTER TABLE (?:{GROWING})\s[^;]*", code)
    parts = [part for change in changes for part in re.split(r",\s*(?=ADD|ALTER|DROP)", change)]
    assert [part for part in parts if CHECK.search(part) and not NOT_VALID.search(part)] == []


async def test_at_the_end_all_rows_are_checked(database: str) -> None:
    assert await pool.fetch("SELECT conname FROM pg_constraint WHERE NOT convalidated") == []


@pytest.mark.parametrize("name", FILES)
def test_tables_are_locked_in_the_order_of_the_transactions_that_sell(name: str) -> None:
    code = re.sub("--[^\n]*", "", (FOLDER / name).read_text())
    tables = re.findall(r'ALTER TABLE ("order"|journal)\s', code)
    assert tables == sorted(tables), "an order is written before its facts: the other way round is a deadlock"
