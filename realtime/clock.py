"""The clock of every process: the real time, which `aisle dev clock` can shift in development and tests.

AISLE_CLOCK_FILE names the file that holds the shift in seconds; `make dev` sets it. Without this variable, and always
in production, nothing is read. The clock of the database is shifted by db/clock.py."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path


def find_file(environment: Mapping[str, str]) -> Path | None:
    """Return the file that this environment names; None in production."""
    name = environment.get("AISLE_CLOCK_FILE")
    return Path(name) if name and environment.get("AISLE_ENV") != "production" else None


_file = find_file(os.environ)


def clock_file() -> Path | None:
    """Return the file that holds the shift of this process's clock; None where the clock cannot be shifted."""
    return _file


def current_time() -> datetime:
    """Return the time in UTC, shifted as `aisle dev clock` says where that is possible."""
    return datetime.now(UTC) if _file is None else datetime.now(UTC) + read_shift(_file)


def read_shift(file: Path) -> timedelta:
    """Return the shift in `file`; zero without a file."""
    try:
        return timedelta(seconds=int(file.read_text()))
    except FileNotFoundError:
        return timedelta(0)


def write_shift(file: Path, shift: timedelta) -> None:
    """Store the shift. A reader finds the old one or the new one, never a part."""
    unfinished = file.with_suffix(".new")
    unfinished.write_text(str(int(shift.total_seconds())))
    os.replace(unfinished, file)
