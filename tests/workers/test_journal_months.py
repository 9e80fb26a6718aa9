"""The worker's loop that creates months of the journal, and its alarm."""

import pytest
import structlog

from db.pool import execute
from tests.db.test_journal_months import month_table
from workers import journal_months
from workers.journal_months import create_journal_months
from workers.run import LOOPS


async def test_the_worker_creates_missing_months(database: str) -> None:
    await execute(f"DROP TABLE {month_table(6)}")
    assert await create_journal_months() == 12
    assert journal_months.keep_journal_months in LOOPS


async def test_an_alarm_is_logged_while_too_few_months_are_ahead(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(_: object) -> int:
        raise RuntimeError("no lock")

    await execute(f"DROP TABLE {month_table(3)}")
    with monkeypatch.context() as patch, structlog.testing.capture_logs() as logs:
        patch.setattr(journal_months, "ensure_months", refused)
        assert await create_journal_months() == 2
    assert [
        (line["event"], line["months_ahead"], line["problem"]) for line in logs if line["log_level"] == "error"
    ] == [("journal_months_run_out", 2, "no lock")]
    assert await create_journal_months() == 12
