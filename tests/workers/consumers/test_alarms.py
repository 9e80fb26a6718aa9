"""What the log says about consumers that are late or stopped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from db.consumer_lags import ConsumerLag
from db.pool import execute
from workers.consumers.running.metrics import ConsumerMetrics
from workers.consumers.running.stopped_alarm import StoppedAlarm

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
STOPPED = "INSERT INTO consumer (name, state, why_stopped) VALUES ('notes', 'stopped', $1)"


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each call write its line."""
    monkeypatch.setattr("workers.consumers.running.metrics.LOG_INTERVAL", 0)
    monkeypatch.setattr("workers.consumers.running.stopped_alarm.ALARM_INTERVAL", 0)


@pytest.mark.usefixtures("always", "database")
@pytest.mark.parametrize(("why", "lines"), [("a fact failed 8 times", 1), ("by staff", 0)])
async def test_a_stopped_consumer_is_an_error_unless_staff_stopped_it(why: str, lines: int) -> None:
    await execute(STOPPED, why)
    with capture_logs() as logs:
        await StoppedAlarm("notes").check()
    assert [(line["log_level"], line["why"]) for line in logs] == [("error", why)] * lines


@pytest.mark.usefixtures("database")
async def test_what_has_just_stopped_is_not_logged_twice() -> None:
    await execute(STOPPED, "a fact failed 8 times")
    with capture_logs() as logs:
        await StoppedAlarm("notes").check()
    assert logs == []


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize(
    ("add", "events"),
    [
        (lambda metrics: metrics.add(3, NOW - timedelta(seconds=0.5), NOW, 0.01), ["consumed"]),
        (lambda metrics: metrics.add(3, NOW - timedelta(seconds=2), NOW, 0.01), ["a consumer lags"]),
        (lambda metrics: metrics.add(0, NOW - timedelta(seconds=2), NOW, 0.01), ["a consumer lags"]),
        (lambda metrics: metrics.add(0, None, NOW, 0.01), []),
    ],
    ids=["worked", "late", "late with other topics", "idle"],
)
def test_a_line_tells_what_was_handled_and_how_late(add: Callable[[ConsumerMetrics], None], events: list[str]) -> None:
    with capture_logs() as logs:
        add(ConsumerMetrics("notes"))
    assert [line["event"] for line in logs] == events


@pytest.mark.parametrize(
    ("state", "seconds", "summary"),
    [("running", 0.9, "ready"), ("running", 12.3, "12 s behind"), ("running", -5, "ready"), ("stopped", 12, "stopped")],
)
def test_a_consumer_is_ready_behind_or_stopped(state: str, seconds: float, summary: str) -> None:
    assert ConsumerLag("notes", state, seconds).summary == summary
