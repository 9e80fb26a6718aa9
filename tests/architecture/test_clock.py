"""Every process takes the time from realtime/clock.py, and every statement from functions that can be shifted."""

import re

from tests.architecture.test_imports import FILES, ROOT

OWN_CLOCK = {"realtime/clock.py", "app/dev"}
"""The clock itself, and the fake services, which keep the real time."""
PYTHON_TIME = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today)\(")
SQL_TIME = re.compile(r"(?i)\b(current_(timestamp|date)|local(time|timestamp)|(transaction|statement)_timestamp)\b")


def test_the_time_is_asked_in_one_place() -> None:
    files = [file for file in FILES if not str(file.relative_to(ROOT)).startswith(tuple(OWN_CLOCK))]
    assert [str(file.relative_to(ROOT)) for file in files if PYTHON_TIME.search(file.read_text())] == []


def test_sql_uses_only_functions_that_can_be_shifted() -> None:
    files = [*FILES, *sorted((ROOT / "db").rglob("*.sql"))]
    assert [str(file.relative_to(ROOT)) for file in files if SQL_TIME.search(file.read_text())] == []
