"""Runs the Procfile: each process in its own process group, its output in this terminal. None outlives this process."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer

from app.dev.child_processes import die_with_parent
from app.dev.errors import DevError


@dataclass
class ProcfileProcess:
    """A running process of the Procfile."""

    name: str
    process: subprocess.Popen[bytes]
    colour: str
    half_line: bytes = b""


@dataclass
class Procfile:
    """The processes of `path`, run with `env`. A command is one program; it replaces its shell."""

    path: Path
    env: Mapping[str, str]
    printer: Printer
    stop_timeout: float = 12.0
    """Seconds between SIGTERM and SIGKILL."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Processes that are not in the file, started first."""
    running: list[ProcfileProcess] = field(default_factory=list)
    _lines: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)

    def start(self) -> None:
        """Start all processes. Raises DevError when there is no Procfile."""
        try:
            processes = dict(self.extra) | parse_procfile(self.path.read_text()).processes
        except OSError as error:
            raise DevError(f"cannot read {self.path}: {error.strerror}") from None
        colours = get_colours()
        self.printer.width = max([self.printer.width, *map(len, processes)])
        for name, command in processes.items():
            process = subprocess.Popen(
                ["/bin/sh", "-c", f"exec {command}"],
                cwd=self.path.parent,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # the next start repairs what a killed process leaves unfinished
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
            entry = ProcfileProcess(name, process, next(colours))
            self.running.append(entry)
            assert process.stdout is not None
            self._lines.register(process.stdout, selectors.EVENT_READ, entry)

    def wait_until_one_ends(self) -> ProcfileProcess:
        """Print the output of all until one ends by itself; return that one."""
        while True:
            self._print(0.2)
            for entry in self.running:
                if entry.process.poll() is not None:
                    self._print(0)
                    return entry

    def stop(self) -> None:
        """Send all SIGTERM, print their last output, and kill those that do not end."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + self.stop_timeout
        while any(entry.process.poll() is None for entry in self.running) and time.monotonic() < deadline:
            self._print(0.05)
        self._signal(signal.SIGKILL)  # also ends processes that they started
        for entry in self.running:
            entry.process.wait()
        self._print(0)
        self._lines.close()
        for entry in self.running:
            assert entry.process.stdout is not None
            entry.process.stdout.close()
        self.running.clear()

    def _signal(self, number: signal.Signals) -> None:
        for entry in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(entry.process.pid, number)

    def _print(self, wait: float) -> None:
        if not self._lines.get_map():
            time.sleep(wait)
            return
        for key, _ in self._lines.select(wait):
            entry: ProcfileProcess = key.data
            read = os.read(key.fd, 65536)
            if not read:
                self._lines.unregister(key.fileobj)
            *lines, entry.half_line = (entry.half_line + read).split(b"\n")
            if not read and entry.half_line:
                lines.append(entry.half_line)
            for line in lines:
                with contextlib.suppress(OSError):  # a closed terminal must not stop the processes
                    self.printer.write(Message("line", line, datetime.now(), entry.name, entry.colour))
