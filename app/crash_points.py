"""Crash points: named places in the code where a test can kill or suspend the process, to prove that nothing is lost
there and that no other process waits for it."""

import os
import signal

_IS_TEST = os.environ.get("AISLE_ENV") == "test"
_CRASH_AT = os.environ.get("AISLE_CRASH_AT") if _IS_TEST else None
_suspend_at = {os.environ.get("AISLE_SUSPEND_AT")} - {None} if _IS_TEST else set()


def crash_point(name: str) -> None:
    """Kill this process with SIGKILL if AISLE_CRASH_AT is `name`. If AISLE_SUSPEND_AT is, suspend it with SIGSTOP, at
    the first call; it continues after SIGCONT. Only with AISLE_ENV=test."""
    if name == _CRASH_AT:
        os.kill(os.getpid(), signal.SIGKILL)
    if name in _suspend_at:
        _suspend_at.discard(name)
        os.kill(os.getpid(), signal.SIGSTOP)
