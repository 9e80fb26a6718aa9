"""The profile charges each stage of a request its own CPU time, and counts functions that exist."""

import asyncio
import os
from collections.abc import Callable

from bench.profile.cpu import cpu_microseconds
from bench.profile.stages import SERVER, Stages
from bench.profile.web import APPLICATIONS, STAGES


def ticking(times: list[int]) -> Callable[[], int]:
    """Return a clock that shows these times, one after the other."""
    left = iter(times)
    return lambda: next(left)


def test_a_stage_is_charged_without_the_stages_inside_it() -> None:
    stages = Stages(ticking([0, 5, 15, 45, 46, 50]))
    inner = stages.staged("database", lambda: None)
    stages.staged("handler", inner)()
    assert stages.take() == {SERVER: 9, "handler": 11, "database": 30}


def test_after_a_failure_the_outer_stage_goes_on() -> None:
    async def fail() -> None:
        raise ValueError

    stages = Stages(ticking([0, 1, 3, 10]))
    failed = asyncio.run(_outcome(stages.staged("handler", fail)))
    assert isinstance(failed, ValueError)
    assert stages.take() == {SERVER: 8, "handler": 2}


async def _outcome(function: Callable[[], object]) -> object:
    [outcome] = await asyncio.gather(function(), return_exceptions=True)  # type: ignore[call-overload]
    return outcome


def test_what_was_taken_is_not_counted_again() -> None:
    stages = Stages(ticking([0, 4, 10]))
    assert (stages.take(), stages.take()) == ({SERVER: 4}, {SERVER: 6})


def test_everything_that_is_counted_exists() -> None:
    assert [name for _, owner, name in (*APPLICATIONS, *STAGES) if not hasattr(owner, name)] == []


def test_the_cpu_time_of_a_process_is_that_of_the_kernel() -> None:
    assert cpu_microseconds(os.getpid()) > 0
