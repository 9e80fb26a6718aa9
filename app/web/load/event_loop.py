"""Measures of the event loop: how late it runs what is due, and for which share of the time it has work."""

import time
from typing import NamedTuple


class LoopUse(NamedTuple):
    """One reading of the thread that runs the event loop, in seconds. `ran`: its processor time; `busy`: the time in
    which it ran or was ready to run while other processes had the cores."""

    at: float
    ran: float
    busy: float


def read_loop_use() -> LoopUse:
    """Read the use of this thread from the kernel; where that cannot be read, only the processor time it has used.

    A kernel without statistics of its scheduler says 0 there, though a thread that asks has run."""
    try:
        with open("/proc/thread-self/schedstat") as file:
            ran, waited, _ = map(int, file.read().split())
    except (OSError, ValueError):
        ran = waited = 0
    if not ran:
        ran = time.thread_time_ns()
    return LoopUse(time.monotonic(), ran / 1e9, (ran + waited) / 1e9)


def share_between(earlier: LoopUse, later: LoopUse) -> float:
    """Return for which share of the time between two readings the loop was busy, from 0 to 1."""
    return min(1.0, max(0.0, (later.busy - earlier.busy) / max(1e-6, later.at - earlier.at)))
