"""Processes of Aisle that tests may kill."""

import contextlib
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
STARTS = 60.0
"""Seconds that a process may take to start on a busy machine."""


class ServerProcess:
    """A process `python -m <module>` in the environment of this run."""

    def __init__(self, module: str, environment: dict[str, str]) -> None:
        self.module = module
        self.environment = environment
        self._started: subprocess.Popen[bytes] | None = None

    def start(self) -> "ServerProcess":
        self._started = subprocess.Popen([sys.executable, "-m", self.module], cwd=ROOT, env=self.environment)
        return self

    @property
    def pid(self) -> int:
        assert self._started is not None
        return self._started.pid

    @property
    def ended(self) -> int | None:
        """The exit code: 0 after a proper end, -9 when killed; None while it runs."""
        assert self._started is not None
        return self._started.poll()

    def signal(self, number: int) -> None:
        assert self._started is not None
        self._started.send_signal(number)

    def kill(self) -> None:
        """Kill it with SIGKILL and wait for its end."""
        self.signal(signal.SIGKILL)
        assert self._started is not None
        self._started.wait()

    @property
    def is_suspended(self) -> bool:
        """Whether SIGSTOP has stopped it."""
        return psutil.Process(self.pid).status() == psutil.STATUS_STOPPED

    @property
    def memory(self) -> int:
        """The bytes that it uses in RAM."""
        return int(psutil.Process(self.pid).memory_info().rss)


@contextlib.contextmanager
def running(module: str, environment: dict[str, str], **more: str) -> Iterator[ServerProcess]:
    """Start a process; kill it at the end unless it has ended. `more`: further environment variables."""
    process = ServerProcess(module, {**environment, **more}).start()
    try:
        yield process
    finally:
        if process.ended is None:
            process.kill()


def free_port() -> int:
    """Find a port on which no process listens."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Find different ports on which no process listens; two calls for one port each may return the same one."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for asked in sockets:
            asked.bind(("127.0.0.1", 0))
        return [int(asked.getsockname()[1]) for asked in sockets]
