"""A run of the measurements says which rows failed, and a smoke run saves nothing."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from bench.harness import results
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.runner import run_measurement, stop_after
from bench.harness.server import BenchServer


@pytest.fixture
def server(tmp_path: Path) -> BenchServer:
    """Return a server without processes whose web tier has written one line to its log."""
    (tmp_path / "app.main.log").write_text("an error of the web tier\n")
    return BenchServer({}, 1, tmp_path, {})


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let figures be saved to a file of this test; return its path."""
    monkeypatch.setattr(results, "FILE", tmp_path / "var" / "bench.jsonl")
    return results.FILE


def measurement(measure: Callable[[BenchServer, float], None], *rows: str) -> Measurement[object]:
    """Declare a measurement with the sizes 1 and, in a smoke run, 2."""
    return Measurement(measure, full=1.0, smoke=2.0, rows=rows)  # type: ignore[arg-type]


def records_its_size(_: BenchServer, size: float) -> None:
    record("size", size, "")


def dies_after_one_row(_: BenchServer, size: float) -> None:
    record("first", size, "")
    raise RuntimeError("503")


def test_a_real_run_saves_its_figures(server: BenchServer, saved: Path) -> None:
    assert run_measurement(measurement(records_its_size, "size"), server, smoke=False) == ""
    assert saved.read_text() == '{"name":"size","value":1.0,"unit":""}\n'


def test_a_smoke_run_uses_the_small_sizes_and_saves_nothing(server: BenchServer, saved: Path) -> None:
    assert run_measurement(measurement(records_its_size, "size"), server, smoke=True) == ""
    assert results.recorded[-1].value == 2.0
    assert not saved.exists()


def test_a_failure_names_the_rows_that_are_missing(
    server: BenchServer, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = run_measurement(measurement(dies_after_one_row, "first", "second"), server, smoke=False)
    assert failure == "RuntimeError('503'); not recorded: second"
    assert "an error of the web tier" in capsys.readouterr().out
    assert "first" in saved.read_text()


def test_a_row_that_is_not_recorded_or_not_declared_is_a_failure(server: BenchServer, saved: Path) -> None:
    failure = run_measurement(measurement(records_its_size, "length"), server, smoke=True)
    assert failure == "not recorded: length; not declared: size"


@pytest.mark.parametrize("wait", [lambda: time.sleep(60), lambda: uvloop.run(asyncio.sleep(60))])
def test_a_measurement_that_does_not_end_is_stopped(wait: Callable[[], None]) -> None:
    with pytest.raises(TimeoutError, match="not finished after 1 s"), stop_after(1):
        wait()
