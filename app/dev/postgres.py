"""Runs PostgreSQL 18 for development: one database, aisle, on a Unix socket; no passwords, as the socket is private."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from app.dev import data_dirs, executables
from app.dev.child_processes import get_postgres_account
from app.dev.errors import DevError
from app.dev.server import LocalServer

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    # keeps all servers together under 400 MB
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "autovacuum_max_workers": "2",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",
    "jit": "off",
}


class Postgres(LocalServer):
    """The database kept in `folder`. `fsync=False` is for tests whose data need not survive a power cut."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": roll back open transactions, write everything, exit
    parent_death_signal = signal.SIGQUIT  # "immediate": exit now; the next start recovers from the log

    def __init__(self, folder: Path, *, fsync: bool = True) -> None:
        super().__init__(folder, get_postgres_account())
        self.fsync = fsync
        self.data = folder / "data"

    @property
    def url(self) -> str:
        """The URL, for asyncpg and libpq."""
        return f"postgresql://aisle@/aisle?host={quote(str(self.sockets))}"

    def prepare(self) -> None:
        """Create the data folder if it is missing, and clear a stale `postmaster.pid`."""
        home = data_dirs.get_data_folder(self.folder, self.account)
        self.data = home / "data"
        if not self.data.exists():
            self._create(home)
        clear_stale_pid_file(self.data)
        for left_over in self.sockets.iterdir():
            left_over.unlink()

    def _create(self, home: Path) -> None:
        """Create the data in another folder, then move it into place, so that a kill leaves no partial data."""
        for left_over in home.glob("half-*"):
            shutil.rmtree(left_over, ignore_errors=True)  # an orphaned initdb may still write there
        half = Path(tempfile.mkdtemp(prefix="half-", dir=home))
        self.account.give(half)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        sync = () if self.fsync else ("--no-sync",)
        self._must([self._program("initdb"), "-D", str(half), "-U", "aisle", "--auth=trust", *locale, *sync])
        self._must([self._program("postgres"), "--single", "-D", str(half), "postgres"], "CREATE DATABASE aisle;\n")
        half.rename(self.data)

    def _must(self, command: list[str], typed: str = "") -> None:
        with self.log.open("ab") as log:
            result = subprocess.run(
                command, input=typed.encode(), stdout=log, stderr=log, check=False, **self.subprocess_options()
            )
        if result.returncode != 0:
            raise DevError(f"{Path(command[0]).name} failed: {self.last_error(0)} (see {self.log})")

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground, with all settings as arguments."""
        settings = SETTINGS | {
            "unix_socket_directories": str(self.sockets),
            "fsync": "on" if self.fsync else "off",
            "full_page_writes": "on" if self.fsync else "off",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [self._program("postgres"), "-D", str(self.data), *options]

    def ready(self) -> bool:
        """Tell whether `postmaster.pid` says "ready" and was written by our child."""
        note = _note(self.data)
        return len(note) > 7 and note[7].strip() == "ready" and self.running and note[0].strip() == str(self.pid)

    def is_transient_failure(self, words: str) -> bool:
        """Tell whether backends of a killed server are still running; they end in a moment."""
        return "pre-existing shared memory block" in words

    def _program(self, name: str) -> str:
        return str(executables.postgres_bin(self.account) / name)


def _note(data: Path) -> list[str]:
    """Return the lines of `postmaster.pid`; none when there is no such file."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def clear_stale_pid_file(data: Path, timeout: float = 10.0) -> None:
    """Make a stale `postmaster.pid` harmless. The caller holds the folder's lock, so the process it names is either

    - an orphan of a killed server that is about to end: wait `timeout` seconds, then raise DevError; or
    - an unrelated process with the same number, which is left alone. Postgres would refuse to start, so our own
      number is written there: it is that of Postgres's parent, which Postgres does not take for a server. The other
      lines stay, because Postgres needs them to check that no process uses the old shared memory.
    """
    deadline = time.monotonic() + timeout
    while note := _note(data):
        pid = int(note[0]) if note[0].strip().isdigit() else 0
        if not _serves(pid, data):
            (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *note[1:]]) + "\n")
            return
        if time.monotonic() > deadline:
            raise DevError(f"another postgres serves {data}: stop it first (kill -INT {pid})")
        time.sleep(0.05)


def _serves(pid: int, data: Path) -> bool:
    """Tell whether a running process is a Postgres with this data folder."""
    proc = Path("/proc")
    if (proc / "self").exists():
        with contextlib.suppress(OSError):
            return (proc / str(pid) / "cwd").resolve(strict=True) == data.resolve() and "postgres" in (
                proc / str(pid) / "comm"
            ).read_text()
        return False
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return f"-D {data}" in subprocess.run(command, capture_output=True, text=True, check=False).stdout


@contextlib.contextmanager
def running_postgres(folder: Path, *, fsync: bool = True, remove_data: bool = False) -> Iterator[Postgres]:
    """Run a Postgres for the block; see `LocalServer` for `url`, `pid`, `kill`, `start`, `restart`, `signal`.

    `remove_data` removes `folder` at the end, and the data that root may have had to store elsewhere.
    """
    with Postgres(folder.absolute(), fsync=fsync).running_here(remove_data=remove_data) as server:
        yield server
