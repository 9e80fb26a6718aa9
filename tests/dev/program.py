"""A program under test: started, read and signalled, and always ended."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, Self

import psutil

CHECKOUT = Path(__file__).resolve().parents[2]


def set_hangup_handling() -> None:
    """Restore the default for SIGHUP: under nohup it is ignored, which a program inherits and our servers respect."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Program:
    """Runs `command` with `env` added, in a session of its own. Its output is kept."""

    def __init__(self, command: list[str], **env: str) -> None:
        self.command = command
        self.env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "MAKELEVEL"}}
        self.env |= {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1", **env}
        self.out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by __exit__
        self.process: subprocess.Popen[bytes] | None = None
        self.child_pids: list[int] = []

    def start(self) -> Self:
        """Start it, or start it once more after its end."""
        self.out.seek(0)
        self.out.truncate()
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdout=self.out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=set_hangup_handling,
        )
        return self

    @property
    def output(self) -> str:
        """All its output since its last start."""
        return os.pread(self.out.fileno(), 1 << 20, 0).decode()

    def wait_for_output(self, words: str, seconds: float = 30) -> str:
        """Wait until it prints `words`; return the last line that has them."""
        assert self.process is not None
        deadline = time.monotonic() + seconds
        while words not in self.output:
            assert time.monotonic() < deadline, f"never said {words!r}:\n{self.output}"
            assert self.process.poll() is None or words in self.output, f"ended without {words!r}:\n{self.output}"
            time.sleep(0.02)
        self.child_pids = [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]
        return [line for line in self.output.splitlines() if words in line][-1]

    def stop_with(self, number: int, seconds: float = 30) -> int:
        """Signal it and wait; return its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def wait(self, seconds: float = 30) -> int:
        """Wait until it ends by itself; return its exit code."""
        assert self.process is not None
        return self.process.wait(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.out.close()
