"""Runs a local server in the foreground, in its own process group. It never outlives this process."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from app.dev import data_dirs
from app.dev.child_processes import Account, die_with_parent
from app.dev.errors import DevError

_LOG_LIMIT = 4 * 1024 * 1024


class LocalServer:
    """A program with its files in one folder. On Linux it ends with the thread that started it: use a lasting one."""

    name = "server"
    stop_signal = signal.SIGTERM
    parent_death_signal = signal.SIGKILL
    start_timeout = 60.0
    """Seconds to become ready: a recovery after a crash may take some."""

    def __init__(self, folder: Path, account: Account | None = None) -> None:
        self.folder = folder
        self.account = account or Account()
        self.lock = data_dirs.Lock(folder)
        self.sockets = Path()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The URL for clients, known after the first start; the same after a restart."""
        raise NotImplementedError

    @property
    def pid(self) -> int:
        """The process id. Raises DevError when it is not running."""
        if self._process is None or self._process.poll() is not None:
            raise DevError(f"{self.name} is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether our child process is running."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start and wait until it answers; also after `kill`. Raises DevError with the last line of its log."""
        if self.running:
            return self
        if self._process is None:
            self.lock.acquire(self.name)
            self.sockets = data_dirs.make_socket_folder(self.folder, self.account)
        deadline = time.monotonic() + self.start_timeout
        try:
            self.prepare()
            while not self._attempt(deadline):
                time.sleep(0.1)
        except BaseException:
            self.stop()
            raise
        return self

    def _attempt(self, deadline: float) -> bool:
        began = self._open_log()
        self._process = self.spawn(self.command())
        while not self.ready():
            if self._process.poll() is not None:
                words = self.last_error(began)
                if self.is_transient_failure(words) and time.monotonic() < deadline:
                    return False
                raise DevError(f"{self.name} did not start: {words or 'it said nothing'} (see {self.log})")
            if time.monotonic() > deadline:
                raise DevError(f"{self.name} was not ready after {self.start_timeout:.0f} s (see {self.log})")
            time.sleep(0.01)
        return True

    def spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Run the server in a process group of its own; its output goes to the log."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.subprocess_options(),
            )

    def subprocess_options(self) -> dict[str, Any]:
        """Return the options of `subprocess` for its programs: its user, no inherited variables, ending with us."""
        return {
            "cwd": "/",
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            "preexec_fn": die_with_parent(self.parent_death_signal),
            **self.account.subprocess_options,
        }

    def signal(self, number: int) -> None:
        """Send a signal to the server itself (for example SIGSTOP). Raises DevError when it is not running."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it at once, as a power cut would. The lock stays held; `start` runs it again with all committed data."""
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def halt(self) -> None:
        """Stop it cleanly and keep lock and sockets: `start` runs it again under the same URL."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(self.stop_signal)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def restart(self) -> None:
        """Call `halt`, then `start`."""
        self.halt()
        self.start()

    def stop(self) -> None:
        """Halt it, remove its socket folder and release its lock. Safe to repeat."""
        self.halt()
        self._process = None
        if self.sockets != Path():
            shutil.rmtree(self.sockets, ignore_errors=True)
            self.sockets = Path()
        self.lock.release()

    @contextlib.contextmanager
    def running_here(self, *, remove_data: bool = False) -> Iterator[Self]:
        """Start it for the block and stop it afterwards; `remove_data` also removes its data."""
        try:
            yield self.start()
        finally:
            self.stop()
            if remove_data:
                data_dirs.remove(self.folder)

    @property
    def log(self) -> Path:
        """The log file of the server."""
        return self.folder / "log"

    def _open_log(self) -> int:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.unlink()
        self.log.touch()
        return self.log.stat().st_size

    def last_error(self, began: int) -> str:
        """Return the last fatal line of the log since byte `began`, else its last line."""
        lines = self.log.read_bytes()[began:].decode(errors="replace").strip().splitlines()
        fatal = [line for line in lines if "FATAL" in line or "error:" in line]
        return (fatal or lines or [""])[-1].strip()

    def prepare(self) -> None:
        """Make what the server needs; called before each start, under the lock."""

    def command(self) -> list[str]:
        """Return the program and its arguments; it must stay in the foreground."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Tell whether our child process answers."""
        raise NotImplementedError

    def is_transient_failure(self, words: str) -> bool:
        """Tell whether a start that ended with the line `words` may succeed a moment later."""
        return False
