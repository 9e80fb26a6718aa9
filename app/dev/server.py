"""A server of our own: started in the foreground, in its own process group, stopped by us, never outliving us."""

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
    """One program kept in one folder. Linux ends it with the thread that started it, so start it from a lasting one."""

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
        """Where clients find it; the same after a restart. Known once it was started."""
        raise NotImplementedError

    @property
    def pid(self) -> int:
        """Raises DevError when it is not running."""
        if self._process is None or self._process.poll() is not None:
            raise DevError(f"{self.name} is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether our own child lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start and wait until it answers; also after `kill`. Raises DevError with the server's own last words."""
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
        """Run the server in a process group of its own; its words go to the log."""
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
        """How `subprocess` runs this server's programs: as its user, dying with us, free of the shell's variables."""
        return {
            "cwd": "/",
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            "preexec_fn": die_with_parent(self.parent_death_signal),
            **self.account.subprocess_options,
        }

    def signal(self, number: int) -> None:
        """Send a signal to the server itself (SIGSTOP and SIGCONT, say). Raises DevError when it is not running."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9, as a power cut would. The lock stays ours; `start` brings it back with all that was committed."""
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def halt(self) -> None:
        """Stop it in good order and keep its place: `start` brings it back under the same URL."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(self.stop_signal)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def restart(self) -> None:
        """`halt`, then `start`."""
        self.halt()
        self.start()

    def stop(self) -> None:
        """Halt it, give up its socket folder and its lock. Harmless twice."""
        self.halt()
        self._process = None
        if self.sockets != Path():
            shutil.rmtree(self.sockets, ignore_errors=True)
            self.sockets = Path()
        self.lock.release()

    @contextlib.contextmanager
    def running_here(self, *, remove_data: bool = False) -> Iterator[Self]:
        """Started inside, stopped after; `forget` removes its data too."""
        try:
            yield self.start()
        finally:
            self.stop()
            if remove_data:
                data_dirs.remove(self.folder)

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "log"

    def _open_log(self) -> int:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.unlink()
        self.log.touch()
        return self.log.stat().st_size

    def last_error(self, began: int) -> str:
        """The telling line of the log since byte `began`: the last fatal one, else the last."""
        lines = self.log.read_bytes()[began:].decode(errors="replace").strip().splitlines()
        fatal = [line for line in lines if "FATAL" in line or "error:" in line]
        return (fatal or lines or [""])[-1].strip()

    def prepare(self) -> None:
        """Make what the server needs; called before each start, under the lock."""

    def command(self) -> list[str]:
        """The program and its arguments; it must stay in the foreground."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Whether our child answers."""
        raise NotImplementedError

    def is_transient_failure(self, words: str) -> bool:
        """Whether a start that ended with `words` may go well a moment later."""
        return False
