"""Makes child processes end with their parent, and finds the unprivileged user that Postgres requires."""

import ctypes
import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signal: int) -> Callable[[], None]:
    """Return a `preexec_fn`: the kernel sends `signal` to the child when the thread that started it ends.

    Only on Linux, also after kill -9; elsewhere the next start handles orphans (`postgres.clear_stale_pid_file`).
    """
    parent = os.getpid()

    def tell_kernel() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != parent:  # the parent ended before this call
            os._exit(1)

    return tell_kernel


def set_parent_death_signal(signal: int) -> None:
    """Have the kernel send `signal` to this process when its parent ends."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)


@dataclass(frozen=True)
class Account:
    """The user that a server runs as; `None` is the current user."""

    uid: int | None = None
    gid: int | None = None

    @property
    def subprocess_options(self) -> dict[str, Any]:
        """The keyword arguments of `subprocess` that run a program as this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make this account the owner of a path that this program created."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, path: Path) -> bool:
        """Tell whether it may enter a folder or run a program. A process tries it, so access lists count too."""
        if self.uid is None:
            return True
        command = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.subprocess_options).returncode == 0


def get_postgres_account() -> Account:
    """Return the user for Postgres: the user `nobody` for root, as which Postgres refuses to run."""
    if os.geteuid() != 0:
        return Account()
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(entry.pw_uid, entry.pw_gid)
