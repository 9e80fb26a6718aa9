"""Named places where a process may be made to die at once, so that tests can prove that nothing is lost there."""

import os
import signal

_AT = os.environ.get("AISLE_CRASH_AT") if os.environ.get("AISLE_ENV") == "test" else None


def crash_point(name: str) -> None:
    """kill -9 of this process when AISLE_CRASH_AT names this place, in tests only."""
    if name == _AT:
        os.kill(os.getpid(), signal.SIGKILL)
