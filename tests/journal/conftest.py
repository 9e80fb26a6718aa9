"""Fixtures: a month of the journal that is over, with facts that all have read."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from app.journal import export, months
from app.journal.export import export_month
from db.journal_months import begin_of_month, ensure_months
from db.pool import execute, pool

INSERT = """
    INSERT INTO journal (performance_id, organizer_id, topic, payload, actor, trace, at)
    SELECT CASE WHEN n % 3 > 0 THEN n END, CASE WHEN n % 2 > 0 THEN 1 END, 'seats.held',
           jsonb_build_object('hold', n, 'seats', jsonb_build_array(n), 'name', 'ñ"' || n), 'fan',
           CASE WHEN n % 5 = 0 THEN '00-ab-cd-01' END, $1::timestamptz + n * interval '1.000001 seconds'
    FROM generate_series(1, $2::integer) n
"""


class OldMonth(NamedTuple):
    """A month that is over: its name, its table, and when it began."""

    name: str
    table: str
    begins: datetime


@pytest_asyncio.fixture(loop_scope="session")
async def month(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OldMonth]:
    """Write 25 facts into a coming month, and let the commands think that it is over. Relay and consumers are past it.

    Afterwards the journal has all of its months again."""
    begins = begin_of_month(datetime.now(UTC), 4)

    async def later(_: object) -> datetime:
        return begins + timedelta(days=40)

    monkeypatch.setattr(months, "database_time", later)
    monkeypatch.setattr(export, "database_time", later)
    await execute(INSERT, begins, 25)
    for name in months.CONSUMERS:
        await execute("INSERT INTO consumer (name, xid, id) SELECT $1, xid, max(id) FROM journal GROUP BY xid", name)
    await execute("UPDATE relay SET cursor = pg_snapshot_xmin(pg_current_snapshot())")
    yield OldMonth(f"{begins:%Y-%m}", f"journal_{begins:%Y_%m}", begins)
    async with pool().acquire() as connection:
        await connection.execute(f"DROP TABLE IF EXISTS journal_{begins:%Y_%m}")
        await ensure_months(connection)


@pytest_asyncio.fixture(loop_scope="session")
async def exported(month: OldMonth, tmp_path: Path) -> Path:
    """Export it; return the path of its file."""
    return (await export_month(month.name, tmp_path)).path
