"""Children that never outlive their parent, and the unprivileged user Postgres insists on."""

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
    """A `preexec_fn`: the kernel sends `signal` to the child when the thread that started it ends, even by kill -9.

    Only Linux can; elsewhere the next start finds the orphan (`postgres.clear_stale_pid_file`).
    """
    parent = os.getpid()

    def tell_kernel() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != parent:  # died before we could ask
            os._exit(1)

    return tell_kernel


def set_parent_death_signal(signal: int) -> None:
    """The same for this very process: tell us by `signal` when whoever started us is gone."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)


@dataclass(frozen=True)
class Account:
    """Whom a server runs as; `None` is whoever we are."""

    uid: int | None = None
    gid: int | None = None

    @property
    def subprocess_options(self) -> dict[str, Any]:
        """The keyword arguments of `subprocess` that make it so."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Give a path *we made* to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, path: Path) -> bool:
        """Whether it may enter a folder or run a program: the system is asked, so access lists count too."""
        if self.uid is None:
            return True
        asking = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
        return subprocess.run(asking, cwd="/", check=False, **self.subprocess_options).returncode == 0


def get_postgres_account() -> Account:
    """Postgres refuses to run as root: there it is `nobody`."""
    if os.geteuid() != 0:
        return Account()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(nobody.pw_uid, nobody.pw_gid)
