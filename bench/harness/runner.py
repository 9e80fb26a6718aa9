"""Runs measurements one after the other, and says which rows failed and why."""

import contextlib
import importlib
import pkgutil
import signal
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from types import FrameType

import bench
from bench.harness.measurement import Measurement
from bench.harness.results import recorded, save
from bench.harness.server import BenchServer, Services, prepare_server, running_services

NOT_MEASUREMENTS = {"__main__", "controller_plots"}
"""Modules of this folder that measure nothing."""
SMOKE_LIMIT = 60
"""Seconds after which a measurement of a smoke run is stopped and counts as failed."""
LOG_LINES = 8
"""Lines of each process's log that are printed when a measurement fails."""


def measurement_names() -> list[str]:
    """Return the names of the modules that measure."""
    modules = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.ispkg]
    return [name for name in modules if name not in NOT_MEASUREMENTS]


def run_all(names: Sequence[str], *, smoke: bool) -> list[str]:
    """Run the measurements; return one line for each that failed. The others run all the same.

    In a real run each has its own Postgres and Redis. In a smoke run all share one, and nothing is saved."""
    failures = []
    for group in [names] if smoke else [[name] for name in names]:
        with running_services() as services:
            failures += [failure for name in group if (failure := run_module(name, services, smoke=smoke))]
    return failures


def run_module(name: str, services: Services, *, smoke: bool) -> str:
    """Run the measurement of one module; return why it failed, or "". A real run saves its figures."""
    print(f"— {name}", flush=True)
    started = time.monotonic()
    try:
        measurement: Measurement[object] = importlib.import_module(f"bench.{name}").MEASUREMENT
        failure = run_measurement(measurement, prepare_server(services, name), smoke=smoke)
    except Exception as error:
        traceback.print_exc()
        failure = repr(error)
    print(f"  {time.monotonic() - started:.1f} s", flush=True)
    return f"{name}: {failure}" if failure else ""


def run_measurement(measurement: Measurement[object], server: BenchServer, *, smoke: bool) -> str:
    """Run one measurement; return why it failed with the rows that are missing, or "". A real run saves its figures."""
    before, failure = len(recorded), ""
    try:
        with stop_after(SMOKE_LIMIT if smoke else 0):
            measurement.measure(server, measurement.smoke if smoke else measurement.full)
    except Exception as error:
        traceback.print_exc()
        print_logs(server)
        failure = repr(error)
    figures = recorded[before:]
    if not smoke:
        save(figures)
    return "; ".join(filter(None, (failure, difference(measurement.rows, [figure.name for figure in figures]))))


def difference(declared: Iterable[str], names: Sequence[str]) -> str:
    """Describe how the recorded names differ from the declared rows; "" when they are the same."""
    missing = [row for row in declared if row not in names]
    undeclared = sorted(set(names) - set(declared))
    twice = sorted({name for name in names if names.count(name) > 1})
    problems = (("not recorded", missing), ("not declared", undeclared), ("recorded twice", twice))
    return "; ".join(f"{problem}: {', '.join(rows)}" for problem, rows in problems if rows)


@contextlib.contextmanager
def stop_after(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in the block when it has not ended after so many seconds; 0: never."""

    too_late = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal too_late
        too_late = True
        raise KeyboardInterrupt  # uvloop logs any other exception and goes on

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    except KeyboardInterrupt:
        if too_late:
            raise TimeoutError(f"not finished after {seconds} s") from None
        raise
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def print_logs(server: BenchServer) -> None:
    """Print the last lines of the log of each process."""
    for log in sorted(server.folder.glob("*log")):
        lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
        print("\n".join([f"  {log.name}:", *(f"    {line[:300]}" for line in lines)]), flush=True)
