"""The share of the time in which the event loop has work."""

import io
import time

import pytest

from app.web.load.event_loop import LoopUse, read_loop_use, share_between


@pytest.mark.parametrize(("busy", "share"), [(0.0, 0.0), (0.25, 0.25), (1.0, 1.0), (1.2, 1.0), (-0.1, 0.0)], ids=str)
def test_the_share_is_what_the_thread_was_busy_of_the_time_between(busy: float, share: float) -> None:
    assert share_between(LoopUse(10.0, 0.0, 5.0), LoopUse(11.0, 0.0, 5.0 + busy)) == pytest.approx(share)


def test_a_thread_that_works_is_busy_and_the_time_never_runs_backwards() -> None:
    before, until = read_loop_use(), time.thread_time() + 0.05
    while time.thread_time() < until:
        pass
    after = read_loop_use()
    assert after.busy - before.busy >= after.ran - before.ran >= 0.04
    assert share_between(before, after) > 0


def test_where_the_kernel_says_0_the_processor_time_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.open", lambda _: io.StringIO("0 0 0\n"))
    use = read_loop_use()
    assert use.ran == use.busy == pytest.approx(time.thread_time(), abs=1.0)
    assert use.ran > 0


def test_where_the_kernel_says_nothing_the_processor_time_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("builtins.open", missing)
    assert read_loop_use().busy == pytest.approx(time.thread_time(), abs=1.0)
