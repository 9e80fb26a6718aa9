"""Crash points: named places in the code where a test can kill the process, to prove that nothing is lost there."""

import os
import signal

_CRASH_AT = os.environ.get("AISLE_CRASH_AT") if os.environ.get("AISLE_ENV") == "test" else None


def crash_point(name: str) -> None:
    """Kill this process with SIGKILL if AISLE_CRASH_AT is `name`; only with AISLE_ENV=test."""
    if name == _CRASH_AT:
        os.kill(os.getpid(), signal.SIGKILL)
